#include "ieum/core/record/processing_record.h"

#include <algorithm>

#include "ieum/core/auditlog/destruction_certificate.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/payload/payload_words.h"
#include "ieum/core/record/record_words.h"

namespace ieum::core {
namespace {

using Say = RecordWords;

void AddManifest(const Manifest& manifest, const Say& say, Report& report) {
  const auto fact = [&](const char* key, const Phrase& title, std::string_view text) {
    report.AddFact(key, say(title), TextValue(text));
  };
  fact("project", {"project", "결합 과제"}, manifest.project.value());
  fact("title", {"title", "과제명"}, manifest.title);
  fact("manifest", {"manifest", "과제 명세서"}, ToHex(manifest.digest));
  fact("purpose", {"purpose of processing", "처리 목적"}, manifest.purpose);
  fact("legal_basis", {"legal basis", "법적 근거"}, manifest.legal_basis);
  if (!manifest.cross_border_basis.empty()) {
    fact("cross_border_basis", {"basis for parties abroad", "국외 이전 근거"},
         manifest.cross_border_basis);
  }
  fact("route", {"procedure", "결합 절차"}, RouteName(manifest.route));
  fact("end_date", {"ends", "종료일"}, manifest.end_date);
  report.AddFact("retention_days", say({"days kept after that", "종료 후 보유 일수"}),
                 CountValue(manifest.retention_days));
}

void AddParties(const Manifest& manifest, const Say& say, Report& report) {
  const size_t table = report.AddTable("parties",
                                       {{"role", say({"role", "역할"})},
                                        {"institution", say({"institution", "기관"})},
                                        {"unit", say({"unit", "부서"})},
                                        {"country", say({"country", "국가"})}},
                                       say({"Parties", "참여 기관"}));
  for (const ManifestParty& party : manifest.parties) {
    report.AddRow(table,
                  {TextValue(PartyRoleName(party.role)), TextValue(party.institution.value()),
                   TextValue(party.unit), TextValue(party.country)});
  }
}

void AddItems(std::span<const HolderSchema> schemas, const Say& say, Report& report) {
  const size_t table = report.AddTable("items",
                                       {{"holder", say({"holder", "보유기관"})},
                                        {"column", say({"item", "항목"})},
                                        {"type", say({"as sent", "처리 후 형식"})},
                                        {"pseudonymised_by", say({"pseudonymised by", "가명처리"})},
                                        {"purpose", say({"what for", "필요성"})}},
                                       say({"Items pseudonymised", "가명처리한 개인정보의 항목"}));
  for (const HolderSchema& of : schemas) {
    for (const PayloadColumn& column : of.schema->columns) {
      std::string transforms;
      for (const TransformSpec& transform : column.transforms) {
        if (!transforms.empty()) transforms += "; ";
        transforms += DescribeTransform(transform, column.type);
      }
      report.AddRow(table, {TextValue(of.holder.value()), TextValue(column.name),
                            TextValue(DescribeType(column.sent_type)), TextValue(transforms),
                            TextValue(column.purpose)});
    }
  }
}

void AddUse(const ProjectHistory& history, const Say& say, Report& report) {
  const size_t steps = report.AddTable("steps",
                                       {{"step", say({"step", "단계"})},
                                        {"first", say({"first", "시작"})},
                                        {"last", say({"last", "마지막"})},
                                        {"entries", say({"entries", "기록 수"})}},
                                       say({"How it was used", "가명정보의 이용내역"}));
  for (size_t i = 0; i < kProjectStepCount; ++i) {
    if (!history.steps[i].has_value()) continue;
    const StepTimes& times = *history.steps[i];
    report.AddRow(steps, {TextValue(SayProjectStep(static_cast<ProjectStep>(i), say.language)),
                          TextValue(TimeText(times.first)), TextValue(TimeText(times.last)),
                          CountValue(static_cast<int64_t>(times.entry_count))});
  }
  AddHolderUse(history, say, report);
}

void AddHandovers(const ProjectHistory& history, const Say& say, Report& report) {
  const size_t table =
      report.AddTable("handovers",
                      {{"time", say({"time", "일시"})},
                       {"act", say({"what", "내용"})},
                       {"principal", say({"from or for whom", "제공한 자·제공받는 자"})},
                       {"party", say({"rows of", "행의 보유기관"})},
                       {"digest", say({"SHA-256", "SHA-256"})},
                       {"log", say({"log", "감사기록"})},
                       {"entry", say({"entry", "기록 번호"})},
                       {"rows", say({"rows", "행 수"})}},
                      say({"Given and received", "제공·접수 내역"}));
  for (const Handover& handover : history.handovers) {
    report.AddRow(table, {TextValue(TimeText(handover.time)), TextValue(handover.act),
                          TextValue(handover.principal), TextValue(handover.party),
                          TextValue(handover.decided.has_value() ? ToHex(*handover.decided) : ""),
                          TextValue(handover.place.log), EntryValue(handover.place),
                          CountValue(static_cast<int64_t>(handover.row_count))});
  }
}

void AddEnds(const ProjectHistory& history, const Say& say, Report& report) {
  const size_t table = report.AddTable("ends",
                                       {{"time", say({"time", "일시"})},
                                        {"act", say({"what", "내용"})},
                                        {"log", say({"log", "감사기록"})},
                                        {"entry", say({"entry", "기록 번호"})}},
                                       say({"Stopped, resumed, destroyed", "중지·재개·파기"}));
  for (const Interruption& at : history.interruptions) {
    report.AddRow(table, {TextValue(TimeText(at.time)), TextValue(at.act), TextValue(at.place.log),
                          EntryValue(at.place)});
  }
  for (const auto& [time, place] : history.destroyed) {
    report.AddRow(table, {TextValue(TimeText(time)), TextValue(kDestructionAct),
                          TextValue(place.log), EntryValue(place)});
  }
}

// The day until which the records have to be kept; empty while something is not destroyed.
std::string KeptUntil(const ProjectHistory& history, size_t log_count) {
  if (history.destroyed.size() < log_count) return {};
  absl::Time last = absl::InfinitePast();
  for (const auto& destroyed : history.destroyed) last = std::max(last, destroyed.first);
  const absl::CivilDay day = KoreanDay(last);
  return absl::FormatCivilTime(absl::CivilDay(day.year() + kRecordYears, day.month(), day.day()));
}

}  // namespace

absl::StatusOr<Report> ProcessingRecord(const Manifest& manifest,
                                        std::span<const HolderSchema> schemas,
                                        std::span<const VerifiedLog> logs,
                                        const Histories& histories, Language language) {
  const auto found = histories.projects.find(manifest.project.value());
  if (found == histories.projects.end()) {
    return FailedPrecondition("no entry of the logs is about the manifest's project '%s'",
                              manifest.project.value());
  }
  const ProjectHistory& history = found->second;
  if (history.manifests != std::vector<Sha256Digest>{manifest.digest}) {
    return FailedPrecondition(
        "by the logs project '%s' was not created with this manifest alone; take the one of "
        "'ieumctl project show'",
        manifest.project.value());
  }
  const Say say{language};
  Report report;
  AddManifest(manifest, say, report);
  const std::string until = KeptUntil(history, logs.size());
  report.AddFact(
      "kept_until", say({"record kept until", "기록 보존 기한"}),
      TextValue(!until.empty() ? until : say({"3 years after the destruction", "파기일부터 3년"})));
  report.AddFact("refused", say({"calls refused", "거부된 요청"}),
                 CountValue(static_cast<int64_t>(history.refused_count)));
  AddParties(manifest, say, report);
  AddItems(schemas, say, report);
  AddUse(history, say, report);
  AddHandovers(history, say, report);
  AddEnds(history, say, report);
  AddLogs(logs, say, report);
  return report;
}

}  // namespace ieum::core
