#include "ieum/server/storage/index_store.h"

#include <algorithm>
#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/server/storage/keys.h"

namespace ieum::server {
namespace {

std::string ToKey(const RunKey& run) { return MakeKey({run.project_number, run.run_number}); }

std::string ListPrefix(const RunKey& run, size_t list) {
  return MakeKey({run.project_number, run.run_number, static_cast<uint32_t>(list)});
}

// Of the block that begins with this entry.
std::string BlockKey(const RunKey& run, size_t list, const core::IndexEntry& first) {
  return ListPrefix(run, list) + MakeKey({static_cast<uint32_t>(first.key >> 32),
                                          static_cast<uint32_t>(first.key), first.number});
}

uint64_t FirstKeyOf(std::string_view block_key) {
  return uint64_t{KeyPart(block_key, 3)} << 32 | KeyPart(block_key, 4);
}

absl::Status Incomplete() {
  return core::DataLoss(
      "the match index is damaged or incomplete; start a run from scratch to build it again");
}

// Entries of one list of one piece that have the keys asked for.
class ListReader final {
 public:
  ListReader(const RocksDatabase& database, const RunKey& piece, size_t list)
      : piece_(piece),
        list_(list),
        cursor_(database.NewCursor(Column::kIndex, ListPrefix(piece, list))) {}

  // keys: strictly ascending.
  absl::Status Find(std::span<const uint64_t> keys, std::vector<core::IndexEntry>& found) {
    for (const uint64_t key : keys) {
      if (block_.empty() || block_.back().key < key) {
        IEUM_RETURN_IF_ERROR(GoTo(key));
        if (block_.empty()) return absl::OkStatus();
      }
      next_ = std::lower_bound(next_, block_.end(), core::IndexEntry{key, 0});
      while (next_ != block_.end() && next_->key == key) {
        found.push_back(*next_++);
        // A key may have more entries than a block.
        if (next_ == block_.end()) IEUM_RETURN_IF_ERROR(LoadNext());
      }
    }
    return absl::OkStatus();
  }

 private:
  // To the last block that may begin before the entries of `key`. Mostly it is near.
  absl::Status GoTo(uint64_t key) {
    constexpr int kNear = 4;
    for (int step = 0; !block_.empty() && step < kNear; ++step) {
      IEUM_RETURN_IF_ERROR(LoadNext());
      if (block_.empty() || block_.back().key >= key) return absl::OkStatus();
    }
    cursor_.SeekBefore(BlockKey(piece_, list_, {key, 0}));
    return Load();
  }

  absl::Status LoadNext() {
    cursor_.Next();
    return Load();
  }

  // The block under the cursor; an empty one behind the last.
  absl::Status Load() {
    block_.clear();
    next_ = block_.end();
    if (!cursor_.valid()) return cursor_.status();
    IEUM_RETURN_IF_ERROR(ParseIndexBlock(cursor_.value(), block_).status());
    if (block_.front().key != FirstKeyOf(cursor_.key())) return Incomplete();
    next_ = block_.begin();
    return absl::OkStatus();
  }

  const RunKey piece_;
  const size_t list_;
  Cursor cursor_;
  std::vector<core::IndexEntry> block_;
  std::vector<core::IndexEntry>::iterator next_ = block_.end();
};

class StoredRowIndex final : public core::RowIndex {
 public:
  StoredRowIndex(const RocksDatabase& database, uint32_t project_number, const IndexHead& head)
      : database_(database), project_number_(project_number), head_(head) {}

  absl::Status Check() const {
    for (const IndexPiece& piece : head_.pieces) {
      for (size_t list = 0; list < piece.lists.size(); ++list) {
        IEUM_RETURN_IF_ERROR(CheckList(piece, list));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Find(size_t list, std::span<const uint64_t> keys,
                    std::vector<core::IndexEntry>& found) const override {
    const auto start = static_cast<ptrdiff_t>(found.size());
    for (const IndexPiece& piece : head_.pieces) {
      if (piece.lists[list].entry_count == 0) continue;
      const auto before = static_cast<ptrdiff_t>(found.size());
      ListReader reader(database_, {project_number_, piece.run_number}, list);
      IEUM_RETURN_IF_ERROR(reader.Find(keys, found));
      std::inplace_merge(found.begin() + start, found.begin() + before, found.end());
    }
    return absl::OkStatus();
  }

 private:
  // The last block is there, it is the one that was last, and no block before it is missing.
  absl::Status CheckList(const IndexPiece& piece, size_t list) const {
    const IndexList& wanted = piece.lists[list];
    const RunKey run{project_number_, piece.run_number};
    Cursor cursor = database_.NewCursor(Column::kIndex, ListPrefix(run, list));
    cursor.SeekBefore(BlockKey(run, list, {UINT64_MAX, UINT32_MAX}));
    if (!cursor.valid()) {
      IEUM_RETURN_IF_ERROR(cursor.status());
      return wanted.block_count == 0 ? absl::OkStatus() : Incomplete();
    }
    std::vector<core::IndexEntry> entries;
    IEUM_ASSIGN_OR_RETURN(const uint32_t ordinal, ParseIndexBlock(cursor.value(), entries));
    return ordinal + 1 == wanted.block_count && entries.back() == wanted.last ? absl::OkStatus()
                                                                              : Incomplete();
  }

  const RocksDatabase& database_;
  const uint32_t project_number_;
  const IndexHead& head_;
};

}  // namespace

absl::StatusOr<IndexPiece> IndexStore::WritePiece(
    const RunKey& run, size_t list_count,
    const std::function<std::vector<core::IndexEntry>(size_t list)>& entries_of, int thread_count,
    std::stop_token stop) {
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  IndexPiece piece;
  piece.run_number = run.run_number;
  piece.lists.resize(list_count);
  std::vector<std::optional<SortedFile>> files(list_count);
  const auto write = [&](int64_t unit, int) -> absl::Status {
    const auto list = static_cast<size_t>(unit);
    const std::vector<core::IndexEntry> entries = entries_of(list);
    IEUM_ASSIGN_OR_RETURN(SortedFile file, context_.database.NewSortedFile(Column::kIndex));
    IndexList& made = piece.lists[list];
    for (size_t begin = 0; begin < entries.size(); begin += kEntriesPerBlock) {
      if (stop.stop_requested()) return core::Cancelled("stopped on request");
      const auto block =
          std::span(entries).subspan(begin, std::min(kEntriesPerBlock, entries.size() - begin));
      IEUM_RETURN_IF_ERROR(file.Add(BlockKey(run, list, block.front()),
                                    SerializeIndexBlock(made.block_count, block)));
      ++made.block_count;
    }
    made.entry_count = entries.size();
    if (!entries.empty()) made.last = entries.back();
    files[list].emplace(std::move(file));
    return absl::OkStatus();
  };
  IEUM_RETURN_IF_ERROR(
      core::ParallelFor(static_cast<int64_t>(list_count), thread_count, stop, write));
  std::vector<SortedFile> written;
  for (std::optional<SortedFile>& file : files) {
    if (file.has_value()) written.push_back(*std::move(file));
  }
  IEUM_RETURN_IF_ERROR(context_.database.Ingest(Column::kIndex, std::move(written)));
  return piece;
}

absl::Status IndexStore::PutHead(const RunKey& run, const IndexHead& head) {
  Batch batch;
  batch.Put(context_.database, Column::kIndexHeads, ToKey(run), SerializeIndexHead(head));
  return context_.database.Write(std::move(batch), Durability::kBuffered);
}

absl::Status IndexStore::PutLinks(const RunKey& run, std::span<const core::ScoredPair> pairs) {
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  uint32_t part = 0;
  for (size_t begin = 0; begin < pairs.size(); begin += kPairsPerLinkRecord, ++part) {
    Batch batch;
    batch.Put(
        context_.database, Column::kLinks, MakeKey({run.project_number, run.run_number, part}),
        SerializeLinks(pairs.subspan(begin, std::min(kPairsPerLinkRecord, pairs.size() - begin))));
    IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(batch), Durability::kBuffered));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<IndexHead>> IndexStore::ReadHead(const RunKey& run) const {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                        context_.database.Get(Column::kIndexHeads, ToKey(run)));
  if (!found.has_value()) return std::optional<IndexHead>();
  IEUM_ASSIGN_OR_RETURN(IndexHead head, ParseIndexHead(core::AsBytes(*found)));
  return std::optional<IndexHead>(std::move(head));
}

absl::StatusOr<std::unique_ptr<core::RowIndex>> IndexStore::Open(uint32_t project_number,
                                                                 const IndexHead& head) const {
  auto index = std::make_unique<StoredRowIndex>(context_.database, project_number, head);
  IEUM_RETURN_IF_ERROR(index->Check());
  return index;
}

absl::StatusOr<std::vector<core::ScoredPair>> IndexStore::ReadLinks(const RunKey& run,
                                                                    const IndexHead& head) const {
  std::vector<core::ScoredPair> pairs;
  uint32_t part = 0;
  IEUM_RETURN_IF_ERROR(context_.database.Scan(
      Column::kLinks, ToKey(run), [&](std::string_view key, core::ByteView value) -> absl::Status {
        if (KeyPart(key, 2) != part++) return Incomplete();
        return ParseLinks(value, pairs);
      }));
  if (pairs.size() != head.link_count) return Incomplete();
  return pairs;
}

}  // namespace ieum::server
