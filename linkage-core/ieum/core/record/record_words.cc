#include "ieum/core/record/record_words.h"

#include <cmath>

#include "absl/strings/str_format.h"
#include "ieum/core/base/bytes.h"

namespace ieum::core {

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", time, KoreanTime());
}

ReportValue EntryValue(const EntryPlace& place) {
  return {static_cast<int64_t>(place.sequence), std::to_string(place.sequence)};
}

ReportValue DaysValue(double days) {
  constexpr double kScale = 100;
  return {std::round(days * kScale) / kScale, absl::StrFormat("%.2f", days)};
}

void AddHolderUse(const ProjectHistory& history, const RecordWords& say, Report& report) {
  const size_t table =
      report.AddTable("holders",
                      {{"holder", say({"holder", "보유기관"})},
                       {"submissions", say({"submissions", "제출 수"})},
                       {"submitted_rows", say({"rows submitted", "제출 행 수"})},
                       {"receipts", say({"maps and payloads", "연계정보·결합대상정보 수"})},
                       {"received_rows", say({"their rows", "그 행 수"})}},
                      say({"Whose data", "보유기관별 처리량"}));
  for (const auto& [holder, use] : history.holders) {
    report.AddRow(table, {TextValue(holder), CountValue(static_cast<int64_t>(use.submission_count)),
                          CountValue(static_cast<int64_t>(use.submitted_rows)),
                          CountValue(static_cast<int64_t>(use.receipt_count)),
                          CountValue(static_cast<int64_t>(use.received_rows))});
  }
}

void AddLogs(std::span<const VerifiedLog> logs, const RecordWords& say, Report& report) {
  const size_t table = report.AddTable("logs",
                                       {{"log", say({"log", "감사기록"})},
                                        {"root", say({"root of its tree", "트리 루트"})},
                                        {"last", say({"last entry", "마지막 기록"})},
                                        {"entries", say({"entries", "기록 수"})},
                                        {"erased", say({"erased", "보존기한이 지나 삭제된 기록"})}},
                                       say({"Read from these logs", "근거가 된 감사기록"}));
  for (const VerifiedLog& log : logs) {
    report.AddRow(table, {TextValue(log.name), TextValue(ToHex(log.summary.checkpoint.root)),
                          TextValue(TimeText(log.summary.last)),
                          CountValue(static_cast<int64_t>(log.summary.checkpoint.size)),
                          CountValue(static_cast<int64_t>(log.summary.erased))});
  }
}

}  // namespace ieum::core
