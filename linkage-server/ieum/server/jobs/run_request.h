// Which wishes for a run go together.
#ifndef IEUM_SERVER_JOBS_RUN_REQUEST_H_
#define IEUM_SERVER_JOBS_RUN_REQUEST_H_

#include "absl/status/status.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// INVALID_ARGUMENT: something is out of range, has no effect on the scoring asked for, or cannot be
// had with these holders.
absl::Status CheckRunRequest(const ProjectRecord& project, const RunRequest& request);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOBS_RUN_REQUEST_H_
