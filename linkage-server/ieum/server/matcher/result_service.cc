#include "ieum/server/matcher/result_service.h"

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/jointkey/joint_key.h"
#include "ieum/server/auth/access_table.h"
#include "ieum/server/matcher/project_access.h"

namespace ieum::server {
namespace {

// One chunk of the caller's rows.
absl::StatusOr<v1::ReadJointKeysResponse> ReadChunk(MatcherStore& store, const OwnPlace& place,
                                                    uint32_t sequence,
                                                    core::JointKeyDeriver& deriver) {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::vector<core::Serial>> serials,
                        store.submissions().ReadSerials(place.project, place.holder, sequence));
  // The rounds that a run covers stay, unless the project is destroyed.
  if (!serials.has_value()) {
    return core::FailedPrecondition("the project's rows are no longer there");
  }
  const RunKey run{.project_number = place.project.number, .run_number = place.project.result_run};
  IEUM_ASSIGN_OR_RETURN(const std::optional<core::Bytes> entity_ids,
                        store.runs().ReadResultChunk(run, place.holder, sequence));
  if (!entity_ids.has_value()) {
    return core::Unavailable(
        "a newer run is replacing the results; read again, from the beginning if the run number "
        "changes");
  }
  if (entity_ids->size() != 16 * serials->size()) {
    return core::DataLoss("the results of chunk %d do not fit its rows; start a new run", sequence);
  }
  v1::ReadJointKeysResponse response;
  for (size_t row = 0; row < serials->size(); ++row) {
    const std::span<const std::byte, 16> id(entity_ids->data() + 16 * row, 16);
    response.mutable_serials()->append(core::AsText((*serials)[row]));
    response.mutable_joint_keys()->append(core::AsText(deriver.Derive(id).bytes()));
  }
  response.set_sequence(sequence);
  response.set_run_number(run.run_number);
  return response;
}

// Results stay readable while another round is open or being matched.
absl::Status CheckDelivers(const ProjectRecord& project) {
  if (!project.terms.joint_keys_to_holders) {
    return core::PermissionDenied("this project does not deliver joint keys to holders");
  }
  if (project.result_run != 0) return absl::OkStatus();
  return project.state == ProjectState::kOpen
             ? core::FailedPrecondition("the project is open; there are no results yet")
             : core::FailedPrecondition("no matching run has succeeded yet; try again later");
}

// Chunks of the caller that the project's results cover: those of the rounds that were there when
// the run began.
absl::StatusOr<uint32_t> CoveredChunks(MatcherStore& store, const OwnPlace& place) {
  IEUM_ASSIGN_OR_RETURN(const RunRecord run,
                        store.runs().Find({.project_number = place.project.number,
                                           .run_number = place.project.result_run}));
  IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> covered,
                        store.submissions().RowsBefore(place.project, run.round + 1));
  return covered[place.holder].chunk_count;
}

// Rows of the caller in the chunks before this one.
absl::StatusOr<uint64_t> RowsBefore(MatcherStore& store, const OwnPlace& place, uint32_t sequence) {
  uint64_t count = 0;
  if (sequence == 0) return count;
  IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> chunks,
                        store.submissions().ListChunks(place.project, place.holder));
  for (size_t i = 0; i < chunks.size() && i < sequence; ++i) count += chunks[i].row_count;
  return count;
}

// Tells the record what was delivered, however the stream ends: a chunk is counted before it is
// sent, for it may have arrived.
struct DeliveredRows {
  CallRecord& record;
  const core::InstitutionId& party;
  uint64_t first = 0;
  uint64_t count = 0;

  ~DeliveredRows() { record.AddRows(party, first, first + count); }
};

}  // namespace

grpc::Status ResultServiceImpl::ReadJointKeys(
    grpc::ServerContext* context, const v1::ReadJointKeysRequest* request,
    grpc::ServerWriter<v1::ReadJointKeysResponse>* writer) {
  return context_.guard.Run(
      *context, "ResultService/ReadJointKeys",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const OwnPlace place,
                              PlaceOf(context_.store.projects(), caller, request->project_id()));
        IEUM_RETURN_IF_ERROR(CheckDelivers(place.project));
        IEUM_ASSIGN_OR_RETURN(const core::SecretBytes secret,
                              context_.store.projects().JointSecret(place.project.number));
        IEUM_ASSIGN_OR_RETURN(core::JointKeyDeriver deriver, core::JointKeyDeriver::Create(secret));
        IEUM_ASSIGN_OR_RETURN(const uint32_t chunk_count, CoveredChunks(context_.store, place));
        record.SetRun(place.project.result_run);
        DeliveredRows rows{.record = record, .party = caller.institution};
        IEUM_ASSIGN_OR_RETURN(rows.first,
                              RowsBefore(context_.store, place, request->first_sequence()));
        for (uint32_t sequence = request->first_sequence(); sequence < chunk_count; ++sequence) {
          // It may be stopped, or destroyed, while the stream goes on.
          IEUM_ASSIGN_OR_RETURN(const ProjectRecord now,
                                context_.store.projects().Find(place.project.terms.id));
          IEUM_RETURN_IF_ERROR(CheckState("ResultService/ReadJointKeys", now.state));
          IEUM_ASSIGN_OR_RETURN(const v1::ReadJointKeysResponse chunk,
                                ReadChunk(context_.store, place, sequence, deriver));
          rows.count += chunk.serials().size() / 16;
          if (!writer->Write(chunk)) return core::Cancelled("the caller stopped reading");
        }
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
