// What the finished stages of a run found, kept until the run has ended. FORMAT:
// docs/formats/storage.md.
#ifndef IEUM_SERVER_STORAGE_CHECKPOINT_STORE_H_
#define IEUM_SERVER_STORAGE_CHECKPOINT_STORE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/matching/stage_store.h"
#include "ieum/server/storage/project_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// The checkpoints of one run. One thread at a time. RunStore removes them with the end of the run.
class RunCheckpoints final : public core::StageStore {
 public:
  RunCheckpoints(const StoreContext& context, const RunKey& run) : context_(context), run_(run) {}

  absl::StatusOr<std::optional<core::Bytes>> Load(std::string_view name) override;
  // RESOURCE_EXHAUSTED, UNAVAILABLE as RocksDatabase::Write.
  absl::Status Save(std::string_view name, core::ByteView content) override;

 private:
  std::string WholeKey(std::string_view name) const;
  std::string PartKey(std::string_view name, uint32_t part) const;

  const StoreContext context_;
  const RunKey run_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_CHECKPOINT_STORE_H_
