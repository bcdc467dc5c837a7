#include "ieum/core/auditlog/log_folder.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "ieum/core/auditlog/erasure.h"
#include "ieum/core/auditlog/merkle_tree.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr uint32_t kWidth = static_cast<uint32_t>(kMerkleTileWidth);

absl::Status Wrong(const std::string& path, const char* what) {
  return DataLoss(
      "'%s' %s; the log was changed or copied badly, do not trust it and ask for it again", path,
      what);
}

absl::Status VisitRow(bool entries, int level, uint64_t count,
                      const std::function<absl::Status(const LogFile&)>& visit) {
  for (uint64_t index = 0; index * kWidth < count; ++index) {
    const auto width = static_cast<uint32_t>(std::min<uint64_t>(kWidth, count - index * kWidth));
    IEUM_RETURN_IF_ERROR(
        visit({.entries = entries, .level = level, .index = index, .width = width}));
  }
  return absl::OkStatus();
}

// One pass over the bundles that rebuilds the tree and compares it with the tiles.
class Verification {
 public:
  Verification(const LogCheck& check, const std::function<void(const AuditEntry&)>& visit)
      : check_(check), visit_(visit) {}

  absl::StatusOr<LogSummary> Run() {
    IEUM_ASSIGN_OR_RETURN(const std::string note, ReadFile(check_.folder + "/" + kCheckpointFile,
                                                           static_cast<int64_t>(kMaxNoteBytes)));
    absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(note, check_.log, check_.witnesses);
    if (!checkpoint.ok()) return WithContext(checkpoint.status(), kCheckpointFile);
    summary_.checkpoint = *std::move(checkpoint);
    known_.insert(kCheckpointFile);
    IEUM_RETURN_IF_ERROR(ReadOlder());
    const uint64_t size = summary_.checkpoint.size;
    IEUM_RETURN_IF_ERROR(
        VisitRow(true, 0, size, [this](const LogFile& file) { return CheckBundle(file); }));
    for (size_t level = 0; level < tiles_.size(); ++level) {
      if (!tiles_[level].empty()) IEUM_RETURN_IF_ERROR(CheckTile(static_cast<int>(level)));
    }
    if (frontier_.Root() != summary_.checkpoint.root) {
      return Wrong(kCheckpointFile, "has another root than the entries");
    }
    IEUM_RETURN_IF_ERROR(erasures_.Finish());
    IEUM_RETURN_IF_ERROR(CheckNothingElse());
    summary_.erased = erasures_.count();
    return std::move(summary_);
  }

 private:
  absl::Status ReadOlder() {
    if (check_.older_checkpoint.empty()) return absl::OkStatus();
    absl::StatusOr<Checkpoint> older = VerifyCheckpoint(check_.older_checkpoint, check_.log, {});
    if (!older.ok()) return WithContext(older.status(), "the older checkpoint");
    if (older->size > summary_.checkpoint.size) {
      return DataLoss(
          "the log has %d entries, but it had %d when the older checkpoint was signed; entries "
          "were "
          "taken away",
          summary_.checkpoint.size, older->size);
    }
    summary_.older = *std::move(older);
    return CheckOlder();
  }

  // When the tree has the older one's size, it has its root.
  absl::Status CheckOlder() const {
    if (!summary_.older.has_value() || frontier_.size() != summary_.older->size ||
        frontier_.Root() == summary_.older->root) {
      return absl::OkStatus();
    }
    return DataLoss(
        "the first %d entries of the log are not those of the older checkpoint; the log was forked "
        "or rewritten",
        summary_.older->size);
  }

  absl::StatusOr<std::string> Read(const LogFile& file) {
    const std::string path = file.Path();
    known_.insert(path);
    absl::StatusOr<std::string> content = ReadFile(check_.folder + "/" + path, kMaxLogFileBytes);
    if (absl::IsNotFound(content.status())) return Wrong(path, "is missing");
    return content;
  }

  absl::Status CheckBundle(const LogFile& file) {
    IEUM_ASSIGN_OR_RETURN(const std::string content, Read(file));
    const absl::StatusOr<std::vector<ByteView>> entries = SplitBundle(AsBytes(content), file.width);
    if (!entries.ok()) return Wrong(file.Path(), "does not hold whole entries");
    for (const ByteView bytes : *entries) {
      IEUM_RETURN_IF_ERROR(bytes.empty() ? CheckErased(file) : CheckEntry(file, bytes));
    }
    return absl::OkStatus();
  }

  // What is left of the entry is its hash, in the tile beside the bundle.
  absl::Status CheckErased(const LogFile& bundle) {
    LogFile tile = bundle;
    tile.entries = false;
    if (!leaf_tile_.has_value()) {
      IEUM_ASSIGN_OR_RETURN(leaf_tile_, Read(tile));
    }
    Sha256Digest hash;
    const size_t begin = hash.size() * (frontier_.size() % kWidth);
    if (begin + hash.size() > leaf_tile_->size()) return Wrong(tile.Path(), "is cut");
    const ByteView bytes = AsBytes(*leaf_tile_).subspan(begin, hash.size());
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    erasures_.SawErased(frontier_.size());
    return AddLeaf(hash);
  }

  absl::Status CheckEntry(const LogFile& file, ByteView bytes) {
    const absl::StatusOr<AuditEntry> entry = ParseAuditEntry(bytes);
    if (absl::IsFailedPrecondition(entry.status())) return entry.status();
    if (!entry.ok()) return Wrong(file.Path(), "holds a damaged entry");
    if (entry->sequence != frontier_.size()) {
      return Wrong(file.Path(), "holds an entry that is not in its place");
    }
    if (frontier_.size() == erasures_.count()) summary_.first = entry->time;
    summary_.last = entry->time;
    if (entry->outcome == AuditOutcome::kRefused) ++summary_.refused;
    erasures_.SawEntry(*entry);
    IEUM_RETURN_IF_ERROR(AddLeaf(MerkleLeafHash(bytes)));
    if (visit_) visit_(*entry);
    return absl::OkStatus();
  }

  absl::Status AddLeaf(const Sha256Digest& leaf_hash) {
    absl::Status status;
    frontier_.Append(leaf_hash, [&](int level, uint64_t index, const Sha256Digest& hash) {
      if (status.ok()) status = AddNode(level, index, hash);
    });
    IEUM_RETURN_IF_ERROR(status);
    return CheckOlder();
  }

  absl::Status AddNode(int level, uint64_t index, const Sha256Digest& hash) {
    const auto row = static_cast<size_t>(level);
    if (tiles_.size() <= row) {
      tiles_.resize(row + 1);
      next_.resize(row + 1);
    }
    tiles_[row].insert(tiles_[row].end(), hash.begin(), hash.end());
    next_[row] = index + 1;
    return (index + 1) % kWidth == 0 ? CheckTile(level) : absl::OkStatus();
  }

  // The tile that the last nodes of the level make.
  absl::Status CheckTile(int level) {
    Bytes& expected = tiles_[static_cast<size_t>(level)];
    const auto width = static_cast<uint32_t>(expected.size() / sizeof(Sha256Digest));
    const uint64_t index = (next_[static_cast<size_t>(level)] - 1) / kWidth;
    const LogFile file{.entries = false, .level = level, .index = index, .width = width};
    std::optional<std::string> content;
    if (level == 0) content.swap(leaf_tile_);
    if (!content.has_value()) {
      IEUM_ASSIGN_OR_RETURN(content, Read(file));
    }
    if (*content != AsText(expected)) {
      return Wrong(file.Path(), "does not hold the hashes of the entries");
    }
    expected.clear();
    return absl::OkStatus();
  }

  absl::Status CheckNothingElse() const {
    std::error_code error;
    std::filesystem::recursive_directory_iterator it(check_.folder, error);
    for (; !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
      if (it->is_directory(error) && !it->is_symlink(error)) continue;
      const std::string path = it->path().lexically_relative(check_.folder).generic_string();
      if (!known_.contains(path)) return Wrong(path, "does not belong to the log");
    }
    if (error) return SystemError("read folder", check_.folder, error.value());
    return absl::OkStatus();
  }

  const LogCheck& check_;
  const std::function<void(const AuditEntry&)>& visit_;
  LogSummary summary_{};
  MerkleFrontier frontier_;
  ErasureCheck erasures_;
  std::optional<std::string> leaf_tile_;  // of the bundle that is being read, if it was needed
  std::vector<Bytes> tiles_;              // by level: hashes of the tile that is being filled
  std::vector<uint64_t> next_;            // by level: index of the next node
  std::set<std::string> known_;
};

}  // namespace

std::string LogFile::Path() const {
  std::string number = absl::StrFormat("%03d", index % 1'000);
  for (uint64_t rest = index / 1'000; rest > 0; rest /= 1'000) {
    number = absl::StrFormat("x%03d/%s", rest % 1'000, number);
  }
  std::string path =
      entries ? "tile/entries/" + number : absl::StrFormat("tile/%d/%s", level, number);
  if (width < kWidth) path += absl::StrFormat(".p/%d", width);
  return path;
}

absl::Status ForEachLogFile(uint64_t size,
                            const std::function<absl::Status(const LogFile&)>& visit) {
  IEUM_RETURN_IF_ERROR(VisitRow(true, 0, size, visit));
  int level = 0;
  for (uint64_t count = size; count > 0; count /= kWidth) {
    IEUM_RETURN_IF_ERROR(VisitRow(false, level++, count, visit));
  }
  return absl::OkStatus();
}

void AppendToBundle(Bytes& bundle, ByteView entry) {
  IEUM_CHECK(entry.size() <= kMaxAuditEntryBytes);
  bundle.push_back(static_cast<std::byte>(entry.size() >> 8));
  bundle.push_back(static_cast<std::byte>(entry.size()));
  bundle.insert(bundle.end(), entry.begin(), entry.end());
}

absl::StatusOr<std::vector<ByteView>> SplitBundle(ByteView bundle, uint32_t count) {
  std::vector<ByteView> entries;
  while (!bundle.empty() && entries.size() < count && bundle.size() >= 2) {
    const size_t size =
        std::to_integer<size_t>(bundle[0]) << 8 | std::to_integer<size_t>(bundle[1]);
    if (size > bundle.size() - 2) break;
    entries.push_back(bundle.subspan(2, size));
    bundle = bundle.subspan(2 + size);
  }
  if (!bundle.empty() || entries.size() != count) {
    return DataLoss("a bundle does not hold exactly %d entries", count);
  }
  return entries;
}

absl::Status MakeLogFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  if (error) return SystemError("make folder", folder, error.value());
  const bool empty = std::filesystem::is_empty(folder, error);
  if (error) return SystemError("read folder", folder, error.value());
  if (empty) return absl::OkStatus();
  return FailedPrecondition("'%s' is not empty; name a new folder for the export", folder);
}

absl::Status WriteLogFile(const std::string& folder, const std::string& path,
                          std::string_view content) {
  const std::string full = folder + "/" + path;
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(full).parent_path(), error);
  if (error) return SystemError("make the folder of", full, error.value());
  return WriteFileDurably(full, content, 0644);
}

absl::StatusOr<LogSummary> VerifyLogFolder(const LogCheck& check,
                                           const std::function<void(const AuditEntry&)>& visit) {
  return Verification(check, visit).Run();
}

}  // namespace ieum::core
