// Which rows of earlier rounds, and which of its own, the rows of a new round are compared with.
#ifndef IEUM_CORE_MATCHING_ROUND_CANDIDATES_H_
#define IEUM_CORE_MATCHING_ROUND_CANDIDATES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/blocking/key_blocks.h"
#include "ieum/core/blocking/key_column.h"
#include "ieum/core/matching/row_index.h"

namespace ieum::core {

// The rows that a round added to a party, on their own, with their keys. Move-only.
class AddedRows final {
 public:
  // Copies the rows of `party` from `first_row` on, which borrow nothing from it but the holder's
  // keys. CANCELLED, RESOURCE_EXHAUSTED.
  static absl::StatusOr<AddedRows> Create(const PartyRows& party, int64_t first_row,
                                          int thread_count, std::stop_token stop);

  const BitMatrix& encodings() const { return *encodings_; }
  const KeyMaker& keys() const { return *keys_; }
  uint32_t first_row() const { return first_row_; }
  int64_t row_count() const { return encodings_->row_count(); }

 private:
  AddedRows() = default;
  uint32_t first_row_ = 0;
  std::unique_ptr<BitMatrix> encodings_;
  std::unique_ptr<KeyMaker> keys_;
};

// A column of an index, and how large a block of it may be.
struct KnownColumn {
  size_t column = 0;  // of RowIndexShape::columns
  BlockSize largest{0, 0};
  friend bool operator==(const KnownColumn&, const KnownColumn&) = default;
};

// Looks up rows [range) of `rows`, counted from its first, in lists of `party`.
struct CandidateQuestion {
  const AddedRows& rows;
  RowRange range;
  uint32_t party;  // the other one
  std::span<const KnownColumn> columns;
  bool of_left_party;                    // `rows` are of the left party of the columns
  std::vector<const RowIndex*> indexes;  // whose rows ascend from one to the next
};

// Rows of the other party that share a key of some column with a row, of a block that is not more
// than twice as large as the largest that was compared when the column was chosen: larger ones are
// left to finer columns, as they were then.
struct RoundCandidates {
  std::vector<size_t> begins;      // [range.size() + 1]
  std::vector<uint32_t> partners;  // of row i: [begins[i], begins[i + 1]), strictly ascending
};
absl::StatusOr<RoundCandidates> FindCandidates(const CandidateQuestion& question,
                                               const RowIndexShape& shape, int thread_count,
                                               std::stop_token stop);

// [row_count, segment_count] how many counted rows have the row's filter of each segment; 0: none,
// or no filter.
absl::StatusOr<std::vector<uint32_t>> CountValues(const AddedRows& rows, const RowIndex& index,
                                                  const RowIndexShape& shape, int thread_count,
                                                  std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_ROUND_CANDIDATES_H_
