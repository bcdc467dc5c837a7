#include <algorithm>

#include "absl/strings/str_format.h"
#include "ieum/core/record/processing_record.h"
#include "ieum/core/record/record_words.h"

namespace ieum::core {
namespace {

ReportValue Count(uint64_t count) { return CountValue(static_cast<int64_t>(count)); }

std::string DayOf(const ProjectHistory& history, ProjectStep step) {
  const std::optional<StepTimes>& times = history.step(step);
  return times.has_value() ? absl::FormatCivilTime(KoreanDay(times->last)) : std::string();
}

uint64_t SubmittedRows(const ProjectHistory& history) {
  uint64_t rows = 0;
  for (const auto& [holder, use] : history.holders) rows += use.submitted_rows;
  return rows;
}

uint64_t CountOf(const ProjectHistory& history, ProjectStep step) {
  const std::optional<StepTimes>& times = history.step(step);
  return times.has_value() ? times->entry_count : 0;
}

void AddProjects(std::span<const Manifest> manifests, const Histories& histories,
                 const RecordWords& say, Report& report) {
  const size_t table = report.AddTable("projects",
                                       {{"project", say({"project", "결합 과제"})},
                                        {"title", say({"title", "과제명"})},
                                        {"purpose", say({"purpose", "목적"})},
                                        {"created", say({"created", "등록일"})},
                                        {"released", say({"released", "반출일"})},
                                        {"destroyed", say({"destroyed", "파기일"})},
                                        {"rows", say({"rows submitted", "제출 행 수"})},
                                        {"runs", say({"matches", "매칭 수"})},
                                        {"releases", say({"releases", "반출 수"})}},
                                       say({"Projects", "결합 과제"}));
  for (const auto& each : histories.projects) {
    const std::string& project = each.first;
    const ProjectHistory& history = each.second;
    const auto manifest = std::find_if(manifests.begin(), manifests.end(), [&](const Manifest& m) {
      return m.project.value() == project;
    });
    const bool known = manifest != manifests.end();
    report.AddRow(
        table, {TextValue(project), TextValue(known ? manifest->title : ""),
                TextValue(known ? manifest->purpose : ""),
                TextValue(DayOf(history, ProjectStep::kCreation)),
                TextValue(DayOf(history, ProjectStep::kRelease)),
                TextValue(DayOf(history, ProjectStep::kDestruction)), Count(SubmittedRows(history)),
                Count(history.run_count), Count(CountOf(history, ProjectStep::kRelease))});
  }
}

void AddMonths(const Histories& histories, const RecordWords& say, Report& report) {
  const size_t table = report.AddTable("months",
                                       {{"month", say({"month", "월"})},
                                        {"created", say({"projects created", "등록 과제"})},
                                        {"rows", say({"rows submitted", "제출 행 수"})},
                                        {"runs", say({"matches", "매칭 수"})},
                                        {"releases", say({"releases", "반출 수"})},
                                        {"destroyed", say({"projects destroyed", "파기 과제"})},
                                        {"refused", say({"calls refused", "거부된 요청"})},
                                        {"entries", say({"entries", "기록 수"})}},
                                       say({"Month by month", "월별 현황"}));
  for (const auto& [month, use] : histories.months) {
    report.AddRow(table,
                  {TextValue(absl::FormatCivilTime(month)), Count(use.created_count),
                   Count(use.submitted_rows), Count(use.run_count), Count(use.release_count),
                   Count(use.destroyed_count), Count(use.refused_count), Count(use.entry_count)});
  }
}

}  // namespace

HistoryWindow WindowOfYear(int year) {
  return {.from = absl::FromCivil(absl::CivilDay(year, 1, 1), KoreanTime()),
          .to = absl::FromCivil(absl::CivilDay(year + 1, 1, 1), KoreanTime())};
}

Report AnnualReport(int year, std::span<const Manifest> manifests,
                    std::span<const VerifiedLog> logs, const Histories& histories,
                    Language language) {
  const RecordWords say{language};
  MonthUse all;
  for (const auto& [month, use] : histories.months) {
    all.created_count += use.created_count;
    all.submitted_rows += use.submitted_rows;
    all.run_count += use.run_count;
    all.release_count += use.release_count;
    all.destroyed_count += use.destroyed_count;
    all.refused_count += use.refused_count;
  }
  Report report;
  report.AddFact("year", say({"year", "연도"}), {int64_t{year}, std::to_string(year)});
  report.AddFact("projects", say({"projects with entries", "기록이 있는 과제"}),
                 Count(histories.projects.size()));
  report.AddFact("created", say({"projects created", "등록 과제"}), Count(all.created_count));
  report.AddFact("rows", say({"rows submitted", "제출 행 수"}), Count(all.submitted_rows));
  report.AddFact("runs", say({"matches", "매칭 수"}), Count(all.run_count));
  report.AddFact("releases", say({"releases", "반출 수"}), Count(all.release_count));
  report.AddFact("destroyed", say({"projects destroyed", "파기 과제"}), Count(all.destroyed_count));
  report.AddFact("refused", say({"calls refused", "거부된 요청"}), Count(all.refused_count));
  AddProjects(manifests, histories, say, report);
  AddMonths(histories, say, report);
  const size_t table = report.AddTable(
      "refusals", {{"rule", say({"rule", "사유"})}, {"calls", say({"calls", "요청 수"})}},
      say({"Refused, by rule", "거부 사유별"}));
  for (size_t rule = 0; rule < histories.refused.size(); ++rule) {
    if (histories.refused[rule] == 0) continue;
    report.AddRow(
        table, {TextValue(NameOf(static_cast<AuditRule>(rule))), Count(histories.refused[rule])});
  }
  AddLogs(logs, say, report);
  return report;
}

Report UsageReport(const Histories& histories, const Tariff* tariff, Language language) {
  const RecordWords say{language};
  std::vector<ReportColumn> columns = {{"project", say({"project", "결합 과제"})},
                                       {"created", say({"created", "등록"})},
                                       {"rows", say({"rows submitted", "제출 행 수"})},
                                       {"runs", say({"matches", "매칭 수"})},
                                       {"releases", say({"releases", "반출 수"})}};
  if (tariff != nullptr) columns.push_back({"fee", say({"fee", "수수료"})});
  Report report;
  if (tariff != nullptr) {
    report.AddFact("currency", say({"currency", "통화"}), TextValue(tariff->currency));
  }
  const size_t table = report.AddTable("usage", std::move(columns), say({"Usage", "이용량"}));
  int64_t sum = 0;
  for (const auto& [project, history] : histories.projects) {
    const uint64_t rows = SubmittedRows(history);
    const uint64_t created = history.step(ProjectStep::kCreation).has_value() ? 1 : 0;
    const uint64_t releases = CountOf(history, ProjectStep::kRelease);
    std::vector<ReportValue> row = {TextValue(project), Count(created), Count(rows),
                                    Count(history.run_count), Count(releases)};
    if (tariff != nullptr) {
      constexpr uint64_t kThousand = 1000;
      const auto thousands = static_cast<int64_t>((rows + kThousand - 1) / kThousand);
      const int64_t fee = tariff->per_project * static_cast<int64_t>(created) +
                          tariff->per_thousand_rows * thousands +
                          tariff->per_run * static_cast<int64_t>(history.run_count) +
                          tariff->per_release * static_cast<int64_t>(releases);
      sum += fee;
      row.push_back(CountValue(fee));
    }
    report.AddRow(table, std::move(row));
  }
  if (tariff != nullptr) report.AddFact("total", say({"total", "합계"}), CountValue(sum));
  return report;
}

}  // namespace ieum::core
