#include "ieum/server/audit/self_check.h"

#include <algorithm>
#include <map>

#include "ieum/core/auditlog/checkpoint.h"
#include "ieum/core/auditlog/log_folder.h"
#include "ieum/core/auditlog/merkle_tree.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

// Compares nodes, as they are made from the entries, with those that are stored: a tile at a time.
class TileCheck final {
 public:
  explicit TileCheck(const AuditLog& log) : log_(log) {}

  void Add(int level, uint64_t index, const core::Sha256Digest& hash) {
    Tile& tile = tiles_[level];
    tile.index = index / core::kMerkleTileWidth;
    tile.hashes.insert(tile.hashes.end(), hash.begin(), hash.end());
    if (tile.hashes.size() == core::kMerkleTileWidth * hash.size()) Compare(level, tile);
  }
  // The tiles that are not full, and the first problem of all.
  absl::Status Finish() {
    for (auto& [level, tile] : tiles_) {
      if (!tile.hashes.empty()) Compare(level, tile);
    }
    return status_;
  }

 private:
  struct Tile {
    uint64_t index = 0;
    core::Bytes hashes;
  };
  void Compare(int level, Tile& tile) {
    const absl::StatusOr<core::Bytes> stored = log_.ReadFile(
        {.entries = false,
         .level = level,
         .index = tile.index,
         .width = static_cast<uint32_t>(tile.hashes.size() / sizeof(core::Sha256Digest))},
        log_.head().size);
    status_.Update(stored.status());
    if (stored.ok() && *stored != tile.hashes) {
      status_.Update(core::DataLoss("tile %d/%d of the audit log is not that of its entries", level,
                                    tile.index));
    }
    tile.hashes.clear();
  }

  const AuditLog& log_;
  std::map<int, Tile> tiles_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<uint64_t> CheckLog(const AuditLog& log) {
  const AuditLog::Head head = log.head();
  IEUM_ASSIGN_OR_RETURN(const core::Checkpoint checkpoint,
                        core::VerifyCheckpoint(head.checkpoint, log.verifier(), {}));
  core::MerkleFrontier frontier;
  TileCheck tiles(log);
  const auto append = [&](const core::Sha256Digest& leaf_hash) {
    frontier.Append(leaf_hash, [&tiles](int level, uint64_t index, const core::Sha256Digest& hash) {
      tiles.Add(level, index, hash);
    });
    return absl::OkStatus();
  };
  const auto add = [&](const core::AuditEntry& entry) -> absl::Status {
    if (entry.sequence != frontier.size()) {
      return core::DataLoss("entry %d of the audit log says that it is another", frontier.size());
    }
    return append(core::MerkleLeafHash(core::SerializeAuditEntry(entry)));
  };
  // Of an entry that is erased there is its hash, which the root holds.
  const auto add_erased = [&](uint64_t sequence) -> absl::Status {
    IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest hash, log.LeafHash(sequence));
    return append(hash);
  };
  IEUM_RETURN_IF_ERROR(log.Read(0, checkpoint.size, add, add_erased));
  IEUM_RETURN_IF_ERROR(tiles.Finish());
  if (frontier.Root() == checkpoint.root) return checkpoint.size;
  return core::DataLoss("the first %d entries of the audit log are not those that were signed",
                        checkpoint.size);
}

}  // namespace ieum::server
