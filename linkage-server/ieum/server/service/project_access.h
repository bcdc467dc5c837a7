// Which projects a caller may see. Seen from outside, a project that a holder is no party of does
// not exist.
#ifndef IEUM_SERVER_SERVICE_PROJECT_ACCESS_H_
#define IEUM_SERVER_SERVICE_PROJECT_ACCESS_H_

#include <cstdint>
#include <string_view>

#include <grpcpp/server_context.h>

#include "absl/status/statusor.h"
#include "ieum/server/auth/principal.h"
#include "ieum/server/service/call_record.h"
#include "ieum/server/storage/project_store.h"

namespace google::protobuf {
class MessageLite;
}  // namespace google::protobuf

namespace ieum::server {

// True for operators, project admins and security officers, and for holders that are a party of the
// project.
bool MaySee(const Principal& caller, const ProjectRecord& project);

// What the audit log gets to know of a request before it is handled: the project, if there is one
// of this name (else the name is only what the caller made up), and the number of a run.
CallScope ScopeOf(const ProjectStore& projects, std::string_view project_id,
                  uint64_t run_number = 0);

// The same with what a second person must have agreed to: the bytes of the request.
CallScope WithRequest(CallScope scope, const google::protobuf::MessageLite& request);

// INVALID_ARGUMENT if the text is no project id; NOT_FOUND, with one and the same message, if there
// is no such project or the caller may not see it.
absl::StatusOr<ProjectRecord> VisibleProject(const ProjectStore& projects, const Principal& caller,
                                             std::string_view project_id);

// OK if the call names the project's manifest, or need not. FAILED_PRECONDITION: it names none or
// another; the message has the first digits of both.
absl::Status CheckManifest(const grpc::ServerContext& context, Constant method,
                           const ProjectRecord& project);

// A project and the caller's place in it.
struct OwnPlace {
  ProjectRecord project;
  uint32_t holder;  // index in the project's holders
};

// As VisibleProject, for holders.
absl::StatusOr<OwnPlace> PlaceOf(const ProjectStore& projects, const Principal& caller,
                                 std::string_view project_id);

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_PROJECT_ACCESS_H_
