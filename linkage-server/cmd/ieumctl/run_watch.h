// Following a matching run from the operator's side.
#ifndef IEUM_SERVER_CMD_IEUMCTL_RUN_WATCH_H_
#define IEUM_SERVER_CMD_IEUMCTL_RUN_WATCH_H_

#include <cstdint>
#include <cstdio>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/v1/matching_service.grpc.pb.h"
#include "ieumctl/connection.h"

namespace ieum::server {

using Matching = Connection<v1::MatchingService>;

// The run asked for; the newest, or the newest that succeeded, if `run_number` is 0. NOT_FOUND says
// so if there is none.
absl::StatusOr<v1::Run> FindRun(Matching& matching, const std::string& project, uint64_t run_number,
                                bool succeeded_only);

// Shows progress on `err` until the run has ended, and returns it as it ended. Goes on when the
// server restarts meanwhile, as runs do; UNAVAILABLE if it does not come back.
absl::StatusOr<v1::Run> WatchToEnd(Matching& matching, const std::string& project,
                                   uint64_t run_number, std::FILE* err);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_RUN_WATCH_H_
