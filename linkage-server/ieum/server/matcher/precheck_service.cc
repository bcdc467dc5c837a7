#include "ieum/server/matcher/precheck_service.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "ieum/core/base/status.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {
namespace {

using EntityId = std::array<std::byte, 16>;

// Visits the entity of every row of a holder in the results.
absl::Status VisitEntities(MatcherStore& store, const RunKey& run, uint32_t holder,
                           uint32_t chunk_count,
                           const std::function<void(const EntityId&)>& visit) {
  for (uint32_t sequence = 0; sequence < chunk_count; ++sequence) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<core::Bytes> ids,
                          store.runs().ReadResultChunk(run, holder, sequence));
    if (!ids.has_value()) {
      return core::Unavailable("a newer run is replacing the results; ask again");
    }
    EntityId id;
    for (size_t at = 0; at + id.size() <= ids->size(); at += id.size()) {
      std::copy_n(ids->begin() + static_cast<std::ptrdiff_t>(at), id.size(), id.begin());
      visit(id);
    }
  }
  return absl::OkStatus();
}

// Of the project's results, drawn anew.
absl::StatusOr<PrecheckAnswer> Find(MatcherStore& store, const ProjectRecord& project,
                                    uint32_t holder, uint32_t other, uint32_t round) {
  const RunKey run{.project_number = project.number, .run_number = project.result_run};
  IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> covered,
                        store.submissions().RowsBefore(project, round + 1));
  absl::flat_hash_set<EntityId> persons;
  IEUM_RETURN_IF_ERROR(VisitEntities(store, run, holder, covered[holder].chunk_count,
                                     [&](const EntityId& id) { persons.insert(id); }));
  uint64_t common = 0;
  IEUM_RETURN_IF_ERROR(VisitEntities(store, run, other, covered[other].chunk_count,
                                     [&](const EntityId& id) { common += persons.erase(id); }));
  return AnswerPrecheck(common, std::min(covered[holder].row_count, covered[other].row_count),
                        store.random());
}

absl::StatusOr<uint32_t> HolderOf(const ProjectRecord& project, const std::string& name) {
  const std::vector<core::InstitutionId>& holders = project.terms.holders;
  const auto found = std::find_if(holders.begin(), holders.end(),
                                  [&](const auto& holder) { return holder.value() == name; });
  if (found != holders.end()) return static_cast<uint32_t>(found - holders.begin());
  return core::InvalidArgument("a holder that was asked about is none of the project's");
}

}  // namespace

grpc::Status PrecheckServiceImpl::AskMatchRate(grpc::ServerContext* context,
                                               const v1::AskMatchRateRequest* request,
                                               v1::AskMatchRateResponse* response) {
  return context_.guard.Run(
      *context, "PrecheckService/AskMatchRate",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        const bool own = request->holder().empty() && caller.role == Role::kHolder;
        IEUM_ASSIGN_OR_RETURN(
            const uint32_t holder,
            HolderOf(project, own ? std::string(caller.institution.value()) : request->holder()));
        IEUM_ASSIGN_OR_RETURN(const uint32_t other, HolderOf(project, request->other_holder()));
        if (holder == other) return core::InvalidArgument("ask about two different holders");
        if (caller.role == Role::kHolder && caller.institution != project.terms.holders[holder] &&
            caller.institution != project.terms.holders[other]) {
          return core::PermissionDenied("a holder may ask about itself and one other holder only");
        }
        if (project.result_run == 0) {
          return core::FailedPrecondition("no matching run has succeeded yet; try again later");
        }
        IEUM_ASSIGN_OR_RETURN(const RunRecord run,
                              context_.store.runs().Find({.project_number = project.number,
                                                          .run_number = project.result_run}));
        IEUM_ASSIGN_OR_RETURN(
            const PrecheckStore::Given given,
            context_.store.prechecks().Answer(project, holder, other, run.round, [&] {
              return Find(context_.store, project, holder, other, run.round);
            }));
        response->set_too_few(given.answer.too_few);
        response->set_count(given.answer.count);
        response->set_low(given.answer.low);
        response->set_high(given.answer.high);
        response->set_round(run.round);
        response->set_answers_left(given.answers_left);
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
