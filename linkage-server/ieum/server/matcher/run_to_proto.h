// Runs as messages.
#ifndef IEUM_SERVER_MATCHER_RUN_TO_PROTO_H_
#define IEUM_SERVER_MATCHER_RUN_TO_PROTO_H_

#include "ieum/server/jobs/run_queue.h"
#include "ieum/server/storage/records.h"
#include "ieum/v1/matching_service.pb.h"

namespace ieum::server {

void ToProto(const RunView& run, const ProjectRecord& project, v1::Run& out);

}  // namespace ieum::server

#endif  // IEUM_SERVER_MATCHER_RUN_TO_PROTO_H_
