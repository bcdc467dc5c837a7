// Serials whose rows the joiner must not have: a holder has taken them back. They stay on record,
// so that a map or a payload that comes later is without them too.
#ifndef IEUM_SERVER_STORAGE_REMOVED_SERIALS_H_
#define IEUM_SERVER_STORAGE_REMOVED_SERIALS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/format/chunk.h"
#include "ieum/server/storage/project_store.h"

namespace ieum::server {

// A holder is given by its index in the project's terms. Thread-safe for different projects.
class RemovedSerials final {
 public:
  explicit RemovedSerials(const StoreContext& context) : context_(context) {}
  RemovedSerials(const RemovedSerials&) = delete;
  RemovedSerials& operator=(const RemovedSerials&) = delete;

  // Ascending, each once. DATA_LOSS: damaged.
  absl::StatusOr<std::vector<core::Serial>> List(const ProjectRecord& project,
                                                 uint32_t holder) const;
  // Adds serials, ascending. OK means that they are on disk.
  absl::Status Add(const ProjectRecord& project, uint32_t holder,
                   std::span<const core::Serial> serials);

 private:
  const StoreContext context_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_REMOVED_SERIALS_H_
