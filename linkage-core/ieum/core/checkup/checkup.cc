#include "ieum/core/checkup/checkup.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::core {
namespace {

constexpr std::string_view WordOf(Standing standing) {
  switch (standing) {
    case Standing::kOk:
      return "ok";
    case Standing::kWarn:
      return "warn";
    case Standing::kFail:
      return "fail";
  }
  return "fail";
}

constexpr Phrase Said(Standing standing) {
  switch (standing) {
    case Standing::kOk:
      return {"ok", "정상"};
    case Standing::kWarn:
      return {"warn", "주의"};
    case Standing::kFail:
      return {"FAIL", "이상"};
  }
  return {"FAIL", "이상"};
}

}  // namespace

std::string Checkup::Say(std::string english, std::string korean) const {
  return language_ == Language::kKorean ? std::move(korean) : std::move(english);
}

void Checkup::Add(const CheckName& name, Standing standing, std::string what, const Phrase& mend) {
  findings_.push_back({.id = std::string(name.id),
                       .title = std::string(In(language_, name.title)),
                       .standing = standing,
                       .what = std::move(what),
                       .mend = std::string(In(language_, mend))});
}

void Checkup::Ok(const CheckName& name, std::string what) {
  Add(name, Standing::kOk, std::move(what), {});
}

void Checkup::Warn(const CheckName& name, std::string what, const Phrase& mend) {
  Add(name, Standing::kWarn, std::move(what), mend);
}

void Checkup::Fail(const CheckName& name, const absl::Status& why, const Phrase& mend) {
  IEUM_CHECK(!why.ok());
  if (++failed_ == 1) first_ = why;
  Add(name, Standing::kFail, std::string(Message(why)), mend);
}

std::string Checkup::ToText() const {
  Table checks({Say("result", "결과"), Say("check", "점검"), Say("found", "확인 내용")});
  Table mend({Say("check", "점검"), Say("what to do", "조치")});
  bool all_well = true;
  for (const Finding& finding : findings_) {
    checks.AddRow(
        {std::string(In(language_, Said(finding.standing))), finding.title, finding.what});
    if (finding.mend.empty()) continue;
    mend.AddRow({finding.title, finding.mend});
    all_well = false;
  }
  return all_well ? checks.ToString() : checks.ToString() + "\n" + mend.ToString();
}

Report Checkup::ToReport() const {
  Report report;
  const size_t table = report.AddTable(
      "checks",
      {{"check", "check"}, {"result", "result"}, {"found", "found"}, {"mend", "what to do"}});
  for (const Finding& finding : findings_) {
    report.AddRow(table, {TextValue(finding.id), TextValue(WordOf(finding.standing)),
                          TextValue(finding.what), TextValue(finding.mend)});
  }
  return report;
}

void Checkup::Print(std::FILE* out, OutputFormat format) const {
  if (format == OutputFormat::kJson) {
    ToReport().Print(out, format);
  } else {
    std::fputs(ToText().c_str(), out);
  }
}

absl::Status Checkup::Outcome() const {
  if (failed_ == 0) return absl::OkStatus();
  const std::string text = Say(
      absl::StrFormat("%d of %d checks fail; the table says what to do", failed_, findings_.size()),
      absl::StrFormat("점검 %d건 중 %d건 이상; 표의 조치를 따르십시오", findings_.size(), failed_));
  return {first_.code(), text};
}

}  // namespace ieum::core
