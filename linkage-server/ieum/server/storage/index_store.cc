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

// Blocks and parts of the directory are numbered, since the keys of the store lie open and entries
// come from encodings. Behind the blocks of a list lie the parts of its directory, which are blocks
// of the first entries of the others.
constexpr uint32_t kFirstDirectoryPart = uint32_t{1} << 31;

std::string BlockKey(const RunKey& run, size_t list, uint32_t number) {
  return ListPrefix(run, list) + MakeKey({number});
}

absl::Status Incomplete() {
  return core::DataLoss(
      "the match index is damaged or incomplete; start a run from scratch to build it again");
}

// Each file costs a wait for the disk; several for each thread let none of them idle at the end.
constexpr size_t kFilesPerThread = 4;

// Appends the blocks and the directory of one list.
absl::StatusOr<IndexList> WriteList(const RunKey& run, size_t list,
                                    const std::vector<core::IndexEntry>& entries, SealedFile& file,
                                    const std::stop_token& stop) {
  IndexList made;
  std::vector<core::IndexEntry> firsts;
  for (size_t begin = 0; begin < entries.size(); begin += kEntriesPerBlock) {
    if (stop.stop_requested()) return core::Cancelled("stopped on request");
    const auto block =
        std::span(entries).subspan(begin, std::min(kEntriesPerBlock, entries.size() - begin));
    IEUM_RETURN_IF_ERROR(file.Add(BlockKey(run, list, made.block_count),
                                  SerializeIndexBlock(made.block_count, block)));
    firsts.push_back(block.front());
    ++made.block_count;
  }
  uint32_t part = 0;
  for (size_t begin = 0; begin < firsts.size(); begin += kMaxEntriesPerBlock, ++part) {
    const auto entries_of_part =
        std::span(firsts).subspan(begin, std::min(kMaxEntriesPerBlock, firsts.size() - begin));
    IEUM_RETURN_IF_ERROR(file.Add(BlockKey(run, list, kFirstDirectoryPart + part),
                                  SerializeIndexBlock(part, entries_of_part)));
  }
  made.entry_count = entries.size();
  if (!entries.empty()) made.last = entries.back();
  return made;
}

// Entries of one list of one piece that have the keys asked for.
class ListReader final {
 public:
  // firsts: the first entry of each block; borrowed.
  ListReader(const SealedDatabase& database, const RunKey& piece, size_t list,
             std::span<const core::IndexEntry> firsts)
      : piece_(piece),
        list_(list),
        firsts_(firsts),
        cursor_(database.NewCursor(Column::kIndex, ListPrefix(piece, list))) {}

  // keys: strictly ascending.
  absl::Status Find(std::span<const uint64_t> keys, std::vector<core::IndexEntry>& found) {
    for (const uint64_t key : keys) {
      if (block_.empty() || block_.back().key < key) IEUM_RETURN_IF_ERROR(GoTo(key));
      next_ = std::lower_bound(next_, block_.end(), core::IndexEntry{key, 0});
      // The entries of a key may begin with a block, and may be more than one holds.
      while (true) {
        for (; next_ != block_.end() && next_->key == key; ++next_) found.push_back(*next_);
        const size_t following = size_t{number_} + 1;
        if (next_ != block_.end() || following >= firsts_.size() || firsts_[following].key != key) {
          break;
        }
        IEUM_RETURN_IF_ERROR(Load(number_ + 1));
      }
    }
    return absl::OkStatus();
  }

 private:
  // To the last block that does not begin behind the first possible entry of `key`.
  absl::Status GoTo(uint64_t key) {
    const auto behind = std::upper_bound(firsts_.begin(), firsts_.end(), core::IndexEntry{key, 0});
    const auto number = static_cast<uint32_t>(std::max<ptrdiff_t>(behind - firsts_.begin(), 1) - 1);
    return !block_.empty() && number == number_ ? absl::OkStatus() : Load(number);
  }

  absl::Status Load(uint32_t number) {
    // A block that is near is reached sooner by steps, which open nothing.
    constexpr uint32_t kNear = 4;
    if (!block_.empty() && number > number_ && number - number_ <= kNear) {
      for (uint32_t at = number_; at < number; ++at) {
        if (cursor_.valid()) cursor_.Next();
      }
    } else {
      cursor_.SeekBefore(BlockKey(piece_, list_, number));
    }
    block_.clear();
    next_ = block_.end();
    IEUM_RETURN_IF_ERROR(cursor_.status());
    if (!cursor_.valid() || cursor_.key() != BlockKey(piece_, list_, number)) return Incomplete();
    IEUM_ASSIGN_OR_RETURN(const std::string value, cursor_.Value());
    IEUM_ASSIGN_OR_RETURN(const uint32_t ordinal, ParseIndexBlock(core::AsBytes(value), block_));
    if (ordinal != number || block_.front() != firsts_[number]) return Incomplete();
    number_ = number;
    next_ = block_.begin();
    return absl::OkStatus();
  }

  const RunKey piece_;
  const size_t list_;
  const std::span<const core::IndexEntry> firsts_;
  SealedCursor cursor_;
  uint32_t number_ = 0;  // of the block that is loaded
  std::vector<core::IndexEntry> block_;
  std::vector<core::IndexEntry>::iterator next_ = block_.end();
};

class StoredRowIndex final : public core::RowIndex {
 public:
  StoredRowIndex(const SealedDatabase& database, uint32_t project_number, const IndexHead& head)
      : database_(database), project_number_(project_number), head_(head) {}

  // Reads the directories, and checks that each list ends as the head says.
  absl::Status Load() {
    for (const IndexPiece& piece : head_.pieces) {
      std::vector<std::vector<core::IndexEntry>>& firsts = firsts_.emplace_back();
      for (size_t list = 0; list < piece.lists.size(); ++list) {
        IEUM_ASSIGN_OR_RETURN(firsts.emplace_back(), LoadList(piece, list));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Find(size_t list, std::span<const uint64_t> keys,
                    std::vector<core::IndexEntry>& found) const override {
    const auto start = static_cast<ptrdiff_t>(found.size());
    for (size_t p = 0; p < head_.pieces.size(); ++p) {
      const IndexPiece& piece = head_.pieces[p];
      if (piece.lists[list].entry_count == 0) continue;
      const auto before = static_cast<ptrdiff_t>(found.size());
      ListReader reader(database_, {project_number_, piece.run_number}, list, firsts_[p][list]);
      IEUM_RETURN_IF_ERROR(reader.Find(keys, found));
      std::inplace_merge(found.begin() + start, found.begin() + before, found.end());
    }
    return absl::OkStatus();
  }

 private:
  // The first entries of a list's blocks.
  absl::StatusOr<std::vector<core::IndexEntry>> LoadList(const IndexPiece& piece,
                                                         size_t list) const {
    const IndexList& wanted = piece.lists[list];
    const RunKey run{project_number_, piece.run_number};
    std::vector<core::IndexEntry> firsts;
    if (wanted.block_count == 0) {
      IEUM_ASSIGN_OR_RETURN(const bool any, database_.Holds(Column::kIndex, ListPrefix(run, list)));
      return any ? absl::StatusOr<std::vector<core::IndexEntry>>(Incomplete()) : firsts;
    }
    for (uint32_t part = 0; firsts.size() < wanted.block_count; ++part) {
      IEUM_RETURN_IF_ERROR(ReadBlock(run, list, kFirstDirectoryPart + part, part, firsts));
    }
    std::vector<core::IndexEntry> last;
    IEUM_RETURN_IF_ERROR(
        ReadBlock(run, list, wanted.block_count - 1, wanted.block_count - 1, last));
    if (firsts.size() != wanted.block_count || last.back() != wanted.last ||
        !std::is_sorted(firsts.begin(), firsts.end())) {
      return Incomplete();
    }
    return firsts;
  }

  absl::Status ReadBlock(const RunKey& run, size_t list, uint32_t number, uint32_t ordinal,
                         std::vector<core::IndexEntry>& entries) const {
    IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                          database_.Get(Column::kIndex, BlockKey(run, list, number)));
    if (!value.has_value()) return Incomplete();
    IEUM_ASSIGN_OR_RETURN(const uint32_t found, ParseIndexBlock(core::AsBytes(*value), entries));
    return found == ordinal ? absl::OkStatus() : Incomplete();
  }

  const SealedDatabase& database_;
  const uint32_t project_number_;
  const IndexHead& head_;
  std::vector<std::vector<std::vector<core::IndexEntry>>> firsts_;  // [piece][list][block]
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
  const size_t file_count =
      std::min(list_count, kFilesPerThread * static_cast<size_t>(std::max(1, thread_count)));
  std::vector<std::optional<SealedFile>> files(file_count);
  const auto write = [&](int64_t unit, int) -> absl::Status {
    const auto number = static_cast<size_t>(unit);
    IEUM_ASSIGN_OR_RETURN(SealedFile file, context_.database.NewSortedFile(Column::kIndex));
    const size_t end = (number + 1) * list_count / file_count;
    for (size_t list = number * list_count / file_count; list < end; ++list) {
      IEUM_ASSIGN_OR_RETURN(piece.lists[list], WriteList(run, list, entries_of(list), file, stop));
    }
    files[number].emplace(std::move(file));
    return absl::OkStatus();
  };
  IEUM_RETURN_IF_ERROR(
      core::ParallelFor(static_cast<int64_t>(file_count), thread_count, stop, write));
  std::vector<SealedFile> written;
  for (std::optional<SealedFile>& file : files) {
    if (file.has_value()) written.push_back(*std::move(file));
  }
  IEUM_RETURN_IF_ERROR(context_.database.Ingest(Column::kIndex, std::move(written)));
  return piece;
}

absl::Status IndexStore::PutHead(const RunKey& run, const IndexHead& head) {
  SealedBatch batch;
  batch.Put(context_.database, Column::kIndexHeads, ToKey(run), SerializeIndexHead(head));
  return context_.database.Write(std::move(batch), Durability::kBuffered);
}

absl::Status IndexStore::PutLinks(const RunKey& run, std::span<const core::ScoredPair> pairs) {
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  uint32_t part = 0;
  for (size_t begin = 0; begin < pairs.size(); begin += kPairsPerLinkRecord, ++part) {
    SealedBatch batch;
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
  IEUM_RETURN_IF_ERROR(index->Load());
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
