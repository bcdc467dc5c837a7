// Parts of bundles that have arrived and are not imported yet: files beside the store. They stay as
// they came, readable by the server's key only. FORMAT: docs/formats/storage.md.
#ifndef IEUM_SERVER_STORAGE_IMPORT_STAGE_H_
#define IEUM_SERVER_STORAGE_IMPORT_STAGE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_cover.h"
#include "ieum/core/bundle/bundle_parts.h"
#include "ieum/server/storage/data_dir.h"

namespace ieum::server {

// Bundles that may wait for their parts at once.
inline constexpr size_t kMaxStagedBundles = 32;

// A bundle in the stage.
struct StagedBundle {
  core::BundleCover cover;
  core::Bytes cover_file;                // as it came
  std::vector<uint64_t> received_bytes;  // of each part
};

// Thread-safe for different bundles; one bundle is used by one thread at a time.
class ImportStage final {
 public:
  // Makes the folder, and removes what a process that died had begun to make. min_free_disk_bytes:
  // nothing is taken that would leave less. `data_dir` outlives the stage. Codes of
  // core::SystemError.
  static absl::StatusOr<std::unique_ptr<ImportStage>> Open(const DataDir& data_dir,
                                                           int64_t min_free_disk_bytes);
  ImportStage(const ImportStage&) = delete;
  ImportStage& operator=(const ImportStage&) = delete;

  // Begins a bundle, durably; one that is there stays as it is. RESOURCE_EXHAUSTED: no room for all
  // of its parts, or kMaxStagedBundles are there.
  absl::Status Begin(uint32_t project_number, core::ByteView cover_file);
  // NOT_FOUND: it is not there. DATA_LOSS: its cover was changed.
  absl::StatusOr<StagedBundle> Find(uint32_t project_number, const core::BundleId& id) const;
  // By id.
  absl::StatusOr<std::vector<StagedBundle>> List(uint32_t project_number) const;

  // Appends what the part has not of these bytes, which belong at `offset` of it. INVALID_ARGUMENT:
  // no such part, or it would become too long. FAILED_PRECONDITION: skips ahead.
  // RESOURCE_EXHAUSTED: no room. NOT_FOUND: the bundle is not there any more.
  absl::Status Append(uint32_t project_number, const core::BundleCover& cover, uint32_t part,
                      uint64_t offset, core::ByteView content);
  // Brings a part to the disk.
  absl::Status Sync(uint32_t project_number, const core::BundleId& id, uint32_t part);
  std::unique_ptr<core::BundleParts> Parts(uint32_t project_number, const core::BundleId& id) const;

  // OK if there is none.
  absl::Status DropPart(uint32_t project_number, const core::BundleId& id, uint32_t part);
  absl::Status Drop(uint32_t project_number, const core::BundleId& id);
  absl::Status DropProject(uint32_t project_number);

 private:
  ImportStage(const DataDir& data_dir, int64_t min_free_disk_bytes);
  std::string FolderOf(uint32_t project_number, const core::BundleId& id) const;

  const DataDir& data_dir_;
  const int64_t min_free_disk_bytes_;
  const std::string root_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_IMPORT_STAGE_H_
