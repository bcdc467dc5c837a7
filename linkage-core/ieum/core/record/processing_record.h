// The records that the law asks of who processes pseudonymised data (Personal Information
// Protection Act art. 28-4, Decree art. 29-5), and of an institution (art. 28-3, Decree art. 29-4):
// made from manifests, payload schemas and verified audit logs, in English or Korean. The same
// inputs make the same bytes: no clock is read. Pure: no I/O.
#ifndef IEUM_CORE_RECORD_PROCESSING_RECORD_H_
#define IEUM_CORE_RECORD_PROCESSING_RECORD_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ieum/core/auditlog/log_folder.h"
#include "ieum/core/manifest/manifest.h"
#include "ieum/core/page/language.h"
#include "ieum/core/page/report.h"
#include "ieum/core/payload/payload_schema.h"
#include "ieum/core/record/project_history.h"

namespace ieum::core {

// A log that was verified whole.
struct VerifiedLog {
  std::string name;
  LogSummary summary;
};

// What a holder's payload has. Borrowed.
struct HolderSchema {
  InstitutionId holder;
  const PayloadSchema* schema;
};

// Records of pseudonymised data are kept for so long after the destruction.
inline constexpr int kRecordYears = 3;
// Government's aim for the days from application to release.
inline constexpr int kTargetDays = 100;

// One project: purpose, items, how they were used, who received them, until when.
// FAILED_PRECONDITION: the logs know no project of the manifest's name, or one that was created
// with another manifest; the message says so.
absl::StatusOr<Report> ProcessingRecord(const Manifest& manifest,
                                        std::span<const HolderSchema> schemas,
                                        std::span<const VerifiedLog> logs,
                                        const Histories& histories, Language language);

// How long each step of a project took.
struct StepDays {
  ProjectStep step;
  StepTimes times;
  double days;  // since the step before it ended; all of them add up to the whole
};
struct ProgressClock {
  std::optional<absl::CivilDay> applied;  // before anything was in a log
  std::vector<StepDays> steps;            // in the order in which they ended
  absl::Time begin;
  absl::Time end;  // of the release; while there is none, of the last entry of the logs
  bool released = false;
  double days = 0;
};
// NOT_FOUND: the logs do not know the project. INVALID_ARGUMENT: applied after its first entry.
absl::StatusOr<ProgressClock> ReadProgressClock(const Histories& histories,
                                                const ProjectId& project,
                                                std::optional<absl::CivilDay> applied);
Report ProgressReport(const ProjectId& project, const ProgressClock& clock, int target_days,
                      Language language);
// Days by step as bars, for Report::ToPage.
std::string ProgressChart(const ProgressClock& clock, int target_days, Language language);

// All that an institution did in a calendar year of Korea. manifests: of projects that are to have
// a title and purpose in it; may be empty. histories: of WindowOfYear only.
HistoryWindow WindowOfYear(int year);
Report AnnualReport(int year, std::span<const Manifest> manifests,
                    std::span<const VerifiedLog> logs, const Histories& histories,
                    Language language);

// Prices in the smallest unit of a currency; 0: free.
struct Tariff {
  static constexpr int64_t kMaxBytes = int64_t{1} << 16;

  std::string currency;           // "KRW"
  int64_t per_project = 0;        // that was created
  int64_t per_thousand_rows = 0;  // submitted; what is begun counts
  int64_t per_run = 0;            // that ended well
  int64_t per_release = 0;        // bundle

  // FORMAT: docs/records.md. INVALID_ARGUMENT names the member that breaks its rule.
  static absl::StatusOr<Tariff> FromJson(std::string_view json);
};
// What each project used, and what it costs by a tariff, if there is one.
Report UsageReport(const Histories& histories, const Tariff* tariff, Language language);

}  // namespace ieum::core

#endif  // IEUM_CORE_RECORD_PROCESSING_RECORD_H_
