// Records as messages.
#ifndef IEUM_SERVER_SERVICE_TO_PROTO_H_
#define IEUM_SERVER_SERVICE_TO_PROTO_H_

#include "absl/time/time.h"
#include "ieum/server/storage/records.h"
#include "ieum/server/storage/submission_store.h"
#include "ieum/v1/project_service.pb.h"

namespace ieum::server {

// now: tells whether the project's retention is over.
void ToProto(const ProjectRecord& project, absl::Time now, v1::Project& out);
void ToProto(const SubmissionView& submission, const core::InstitutionId& holder,
             v1::Submission& out);

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_TO_PROTO_H_
