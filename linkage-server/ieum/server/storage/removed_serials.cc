#include "ieum/server/storage/removed_serials.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {

absl::StatusOr<std::vector<core::Serial>> RemovedSerials::List(const ProjectRecord& project,
                                                               uint32_t holder) const {
  IEUM_ASSIGN_OR_RETURN(
      const std::optional<std::string> stored,
      context_.database.Get(Column::kRemovedSerials, MakeKey({project.number, holder})));
  std::vector<core::Serial> serials;
  if (!stored.has_value()) return serials;
  if (stored->size() % sizeof(core::Serial) != 0) return DamagedRecord();
  serials.resize(stored->size() / sizeof(core::Serial));
  std::memcpy(serials.data(), stored->data(), stored->size());
  return serials;
}

absl::Status RemovedSerials::Add(const ProjectRecord& project, uint32_t holder,
                                 std::span<const core::Serial> serials) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<core::Serial> there, List(project, holder));
  std::vector<core::Serial> all;
  std::set_union(there.begin(), there.end(), serials.begin(), serials.end(),
                 std::back_inserter(all));
  SealedBatch batch;
  batch.Put(context_.database, Column::kRemovedSerials, MakeKey({project.number, holder}),
            std::as_bytes(std::span(all)));
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

}  // namespace ieum::server
