#include "ieum/server/exchange/joint_key_source.h"

#include <optional>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/auth/access_table.h"

namespace ieum::server {
namespace {

// Results stay readable while another round is open or being matched.
absl::Status CheckDelivers(const ProjectRecord& project, KeyAudience audience) {
  if (audience == KeyAudience::kHolder && !project.terms.joint_keys_to_holders) {
    return core::PermissionDenied("this project does not deliver joint keys to holders");
  }
  if (project.result_run != 0) return absl::OkStatus();
  return project.state == ProjectState::kOpen
             ? core::FailedPrecondition("the project is open; there are no results yet")
             : core::FailedPrecondition("no matching run has succeeded yet; try again later");
}

// What of the holder the project's results cover: the rounds that were there when the run began.
absl::StatusOr<RoundRows> CoveredRows(MatcherStore& store, const ProjectRecord& project,
                                      uint32_t holder) {
  IEUM_ASSIGN_OR_RETURN(const RunRecord run, store.runs().Find({.project_number = project.number,
                                                                .run_number = project.result_run}));
  IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> covered,
                        store.submissions().RowsBefore(project, run.round + 1));
  return covered[holder];
}

}  // namespace

absl::StatusOr<JointKeySource> JointKeySource::Open(MatcherStore& store,
                                                    const ProjectRecord& project, uint32_t holder,
                                                    KeyAudience audience) {
  IEUM_RETURN_IF_ERROR(CheckDelivers(project, audience));
  IEUM_ASSIGN_OR_RETURN(const core::SecretBytes secret,
                        store.projects().JointSecret(project.number));
  IEUM_ASSIGN_OR_RETURN(core::JointKeyDeriver deriver, core::JointKeyDeriver::Create(secret));
  IEUM_ASSIGN_OR_RETURN(const RoundRows covered, CoveredRows(store, project, holder));
  return JointKeySource(store, project, holder, std::move(deriver), covered);
}

absl::StatusOr<uint64_t> JointKeySource::RowsBefore(uint32_t sequence) const {
  uint64_t count = 0;
  if (sequence == 0) return count;
  IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> chunks,
                        store_->submissions().ListChunks(project_, holder_));
  for (size_t i = 0; i < chunks.size() && i < sequence; ++i) count += chunks[i].row_count;
  return count;
}

absl::StatusOr<std::vector<core::KeyedSerial>> JointKeySource::Read(Constant method,
                                                                    uint32_t sequence) {
  // It may be stopped, or destroyed, while a stream goes on.
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord now, store_->projects().Find(project_.terms.id));
  IEUM_RETURN_IF_ERROR(CheckState(method, now.state));
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::vector<core::Serial>> serials,
                        store_->submissions().ReadSerials(project_, holder_, sequence));
  // The rounds that a run covers stay, unless the project is destroyed.
  if (!serials.has_value()) {
    return core::FailedPrecondition("the project's rows are no longer there");
  }
  const RunKey run{.project_number = project_.number, .run_number = project_.result_run};
  IEUM_ASSIGN_OR_RETURN(const std::optional<core::Bytes> entity_ids,
                        store_->runs().ReadResultChunk(run, holder_, sequence));
  if (!entity_ids.has_value()) {
    return core::Unavailable(
        "a newer run is replacing the results; read again, from the beginning if the run number "
        "changes");
  }
  if (entity_ids->size() != 16 * serials->size()) {
    return core::DataLoss("the results of chunk %d do not fit its rows; start a new run", sequence);
  }
  std::vector<core::KeyedSerial> rows;
  rows.reserve(serials->size());
  for (size_t row = 0; row < serials->size(); ++row) {
    const std::span<const std::byte, 16> id(entity_ids->data() + 16 * row, 16);
    rows.push_back({.serial = (*serials)[row], .joint_key = deriver_.Derive(id)});
  }
  return rows;
}

}  // namespace ieum::server
