// The match index as bytes. FORMAT: docs/formats/match-index.md.
#ifndef IEUM_SERVER_STORAGE_INDEX_CODEC_H_
#define IEUM_SERVER_STORAGE_INDEX_CODEC_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/matching/round_matching.h"
#include "ieum/core/matching/row_index.h"

namespace ieum::server {

// Entries of one value, but for the last of a list.
inline constexpr size_t kEntriesPerBlock = 1'024;
inline constexpr size_t kMaxEntriesPerBlock = 65'536;

// `entries`: 1 to kMaxEntriesPerBlock of them, strictly ascending. ordinal: number of the block in
// its list, from 0.
core::Bytes SerializeIndexBlock(uint32_t ordinal, std::span<const core::IndexEntry> entries);

// Appends the entries of a block and returns its ordinal. DATA_LOSS if the bytes are not what
// SerializeIndexBlock made; then `entries` is as before.
absl::StatusOr<uint32_t> ParseIndexBlock(core::ByteView bytes,
                                         std::vector<core::IndexEntry>& entries);

// One list of a piece: what must be there.
struct IndexList {
  uint64_t entry_count = 0;
  uint32_t block_count = 0;
  core::IndexEntry last{0, 0};  // {0, 0} of an empty list
  friend bool operator==(const IndexList&, const IndexList&) = default;
};

// What one run added to the index.
struct IndexPiece {
  uint32_t run_number = 0;          // whose keys in the store it has
  std::vector<int64_t> row_counts;  // [holder] rows covered by this piece and those before
  std::vector<IndexList> lists;     // [RowIndexShape::list_count()]
  friend bool operator==(const IndexPiece&, const IndexPiece&) = default;
};

// The index of a project's result run, without its entries.
struct IndexHead {
  core::Sha256Digest profile_digest{};
  uint32_t fitted_run = 0;  // that the model is from
  core::RoundModel model;
  std::vector<IndexPiece> pieces;  // in the order of their rows
  uint64_t link_count = 0;         // pairs that the run accepted
};

core::Bytes SerializeIndexHead(const IndexHead& head);
// DATA_LOSS if the bytes are not what SerializeIndexHead made, FAILED_PRECONDITION if another
// version of the software made them.
absl::StatusOr<IndexHead> ParseIndexHead(core::ByteView bytes);

// Accepted pairs, at most kPairsPerLinkRecord, strictly ascending.
inline constexpr size_t kPairsPerLinkRecord = 65'536;
core::Bytes SerializeLinks(std::span<const core::ScoredPair> pairs);
// Appends them. DATA_LOSS.
absl::Status ParseLinks(core::ByteView bytes, std::vector<core::ScoredPair>& pairs);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_INDEX_CODEC_H_
