// What the audit log gets of a matching run itself, beside the calls that start and cancel it.
#ifndef IEUM_SERVER_JOBS_RUN_AUDIT_H_
#define IEUM_SERVER_JOBS_RUN_AUDIT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// Before encodings are read; returns its sequence. Errors as AuditLog::Append, and then the run
// must not go on.
absl::StatusOr<uint64_t> RecordRunStart(AuditLog& log, const ProjectRecord& project,
                                        const RunRecord& run);
// How it ended: with the rows of each holder if it succeeded. `code`: of what it came to.
absl::Status RecordRunEnd(AuditLog& log, uint64_t begun_by, const ProjectRecord& project,
                          const RunRecord& run, absl::StatusCode code);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOBS_RUN_AUDIT_H_
