#include "ieum/server/jobs/entity_ids.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "ieum/core/base/status.h"
#include "ieum/core/matching/entity_heirs.h"

namespace ieum::server {
namespace {

using EntityId = std::array<std::byte, kEntityIdBytes>;

// Ids are random: any eight of their bytes are as good as a hash.
struct IdHash {
  size_t operator()(const EntityId& id) const {
    size_t hash;
    std::memcpy(&hash, id.data(), sizeof(hash));
    return hash;
  }
};

}  // namespace

absl::StatusOr<EarlierEntities> ReadEarlierEntities(MatcherStore& store,
                                                    const ProjectRecord& project,
                                                    std::stop_token stop) {
  EarlierEntities earlier;
  const size_t holder_count = project.terms.holders.size();
  earlier.entities.resize(holder_count);
  if (project.result_run == 0) return earlier;
  const RunKey key{.project_number = project.number, .run_number = project.result_run};
  IEUM_ASSIGN_OR_RETURN(const RunRecord run, store.runs().Find(key));
  IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> covered,
                        store.submissions().RowsBefore(project, run.round + 1));
  uint64_t row_count = 0;
  for (const RoundRows& rows : covered) row_count += rows.row_count;
  absl::flat_hash_map<EntityId, uint32_t, IdHash> numbers;
  numbers.reserve(row_count);
  for (uint32_t holder = 0; holder < holder_count; ++holder) {
    std::vector<uint32_t>& entities = earlier.entities[holder];
    entities.reserve(covered[holder].row_count);
    for (uint32_t sequence = 0; sequence < covered[holder].chunk_count; ++sequence) {
      if (stop.stop_requested()) return core::Cancelled("stopped on request");
      IEUM_ASSIGN_OR_RETURN(const std::optional<core::Bytes> ids,
                            store.runs().ReadResultChunk(key, holder, sequence));
      if (!ids.has_value()) {
        return core::DataLoss("results of run %d are missing; restore the store from a backup",
                              key.run_number);
      }
      for (size_t at = 0; at < ids->size(); at += kEntityIdBytes) {
        EntityId id;
        std::copy_n(ids->begin() + static_cast<ptrdiff_t>(at), kEntityIdBytes, id.begin());
        const auto [place, fresh] = numbers.try_emplace(id, static_cast<uint32_t>(numbers.size()));
        if (fresh) earlier.ids.insert(earlier.ids.end(), id.begin(), id.end());
        entities.push_back(place->second);
      }
    }
    if (entities.size() != covered[holder].row_count) {
      return core::DataLoss("results of run %d are damaged; restore the store from a backup",
                            key.run_number);
    }
  }
  return earlier;
}

core::Bytes DrawEntityIds(const core::MatchingOutcome& outcome, const EarlierEntities& earlier,
                          core::Random& random) {
  core::Bytes ids(static_cast<size_t>(outcome.entity_count) * kEntityIdBytes);
  constexpr size_t kPieceBytes = size_t{1} << 20;
  for (size_t begin = 0; begin < ids.size(); begin += kPieceBytes) {
    const size_t size = std::min(kPieceBytes, ids.size() - begin);
    random.Fill(std::span(ids).subspan(begin, size));
  }
  const std::vector<uint32_t> heirs =
      core::EntityHeirs(outcome.entities, outcome.entity_count, earlier.entities,
                        static_cast<int64_t>(earlier.ids.size() / kEntityIdBytes));
  for (size_t entity = 0; entity < heirs.size(); ++entity) {
    if (heirs[entity] == core::kNewEntity) continue;
    std::memcpy(ids.data() + entity * kEntityIdBytes,
                earlier.ids.data() + size_t{heirs[entity]} * kEntityIdBytes, kEntityIdBytes);
  }
  return ids;
}

absl::Status StoreResults(MatcherStore& store, const RunKey& run,
                          const std::vector<std::vector<uint32_t>>& chunk_row_counts,
                          const core::MatchingOutcome& outcome, core::ByteView entity_ids,
                          const std::function<void(int64_t done)>& progress, std::stop_token stop) {
  int64_t done = 0;
  for (uint32_t holder = 0; holder < chunk_row_counts.size(); ++holder) {
    const std::vector<uint32_t>& entities = outcome.entities[holder];
    size_t row = 0;
    for (uint32_t sequence = 0; sequence < chunk_row_counts[holder].size(); ++sequence) {
      if (stop.stop_requested()) return core::Cancelled("stopped on request");
      const uint32_t row_count = chunk_row_counts[holder][sequence];
      core::Bytes ids;
      ids.reserve(row_count * kEntityIdBytes);
      for (uint32_t i = 0; i < row_count; ++i, ++row) {
        const core::ByteView id =
            entity_ids.subspan(entities[row] * kEntityIdBytes, kEntityIdBytes);
        ids.insert(ids.end(), id.begin(), id.end());
      }
      IEUM_RETURN_IF_ERROR(store.runs().PutResultChunk(run, holder, sequence, ids));
      done += row_count;
      progress(done);
    }
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
