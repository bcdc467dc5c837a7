#include "ieum/server/matcher/matcher_project_service.h"

#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/server/service/project_access.h"
#include "ieum/server/service/to_proto.h"

namespace ieum::server {

grpc::Status MatcherProjectServiceImpl::SealProject(grpc::ServerContext* context,
                                                    const v1::SealProjectRequest* request,
                                                    v1::SealProjectResponse* response) {
  return matcher_.guard.Run(
      *context, "ProjectService/SealProject",
      ScopeOf(matcher_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(matcher_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const ProjectRecord sealed,
                              matcher_.store.submissions().SealProject(project.terms.id));
        record.SetDecided(sealed.terms.profile.digest);
        IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> rows,
                              matcher_.store.submissions().RowsBefore(sealed, sealed.round + 1));
        for (size_t holder = 0; holder < rows.size(); ++holder) {
          record.AddRows(sealed.terms.holders[holder], 0, rows[holder].row_count);
        }
        ToProto(sealed, matcher_.clock.Now(), *response->mutable_project());
        return absl::OkStatus();
      });
}

grpc::Status MatcherProjectServiceImpl::ReopenProject(grpc::ServerContext* context,
                                                      const v1::ReopenProjectRequest* request,
                                                      v1::ReopenProjectResponse* response) {
  return matcher_.guard.Run(
      *context, "ProjectService/ReopenProject",
      WithRequest(ScopeOf(matcher_.store.projects(), request->project_id()), *request),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(matcher_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord reopened,
            matcher_.store.runs().ReopenProject(project.terms.id, request->round()));
        ToProto(reopened, matcher_.clock.Now(), *response->mutable_project());
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
