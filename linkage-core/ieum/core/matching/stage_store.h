// Where a run keeps what its finished stages found, so that a run that was killed goes on behind
// them.
#ifndef IEUM_CORE_MATCHING_STAGE_STORE_H_
#define IEUM_CORE_MATCHING_STAGE_STORE_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"

namespace ieum::core {

// One store serves one run over one input: nobody asks it for what other rows or options gave.
// Called by one thread. Contents may have some hundred megabytes.
class StageStore {
 public:
  virtual ~StageStore() = default;
  // What was saved under `name` by this run, by this process or an earlier one; nothing if it was
  // not, or not as a whole. DATA_LOSS: it is damaged.
  virtual absl::StatusOr<std::optional<Bytes>> Load(std::string_view name) = 0;
  // Durable when it returns. `name`: a short word of the lower-case letters a to z and digits, each
  // once in a run.
  virtual absl::Status Save(std::string_view name, ByteView content) = 0;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_STAGE_STORE_H_
