#include "ieum/server/jobs/run_audit.h"

#include <utility>

#include "ieum/server/audit/own_entry.h"

namespace ieum::server {
namespace {

core::AuditEntry RunEntry(const AuditLog& log, const char* act, const ProjectRecord& project,
                          const RunRecord& run) {
  core::AuditEntry entry = OwnEntry(log, act);
  entry.project = project.terms.id;
  entry.run = run.key.run_number;
  entry.decided = project.terms.profile.digest;
  entry.retention = core::AuditRetention::kThreeYearsAfterDestruction;
  return entry;
}

}  // namespace

absl::StatusOr<uint64_t> RecordRunStart(AuditLog& log, const ProjectRecord& project,
                                        const RunRecord& run) {
  return log.Append(RunEntry(log, "Run/Start", project, run));
}

absl::Status RecordRunEnd(AuditLog& log, uint64_t begun_by, const ProjectRecord& project,
                          const RunRecord& run, absl::StatusCode code) {
  core::AuditEntry entry = RunEntry(log, "Run/End", project, run);
  entry.moment = core::AuditMoment::kAfter;
  entry.begun_by = begun_by;
  entry.code = static_cast<uint8_t>(code);
  entry.outcome =
      code == absl::StatusCode::kOk ? core::AuditOutcome::kDone : core::AuditOutcome::kFailed;
  if (run.report.has_value()) {
    for (size_t i = 0; i < run.report->holders.size(); ++i) {
      entry.rows.push_back({.party = project.terms.holders[i],
                            .first = 0,
                            .end = static_cast<uint64_t>(run.report->holders[i].row_count)});
    }
  }
  return log.Append(std::move(entry)).status();
}

}  // namespace ieum::server
