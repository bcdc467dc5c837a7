// Key columns: what two rows must have in common to be compared. A column gives every row one
// 64-bit key, or none; rows of two parties with the same key are a block.
#ifndef IEUM_CORE_BLOCKING_KEY_COLUMN_H_
#define IEUM_CORE_BLOCKING_KEY_COLUMN_H_

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/similarity/kernel.h"

namespace ieum::core {

// A key of the holder's, or what whole segments and sampled bits hold:
//   conjunction     equal_segments {0, 2}
//   fuzzy           equal_segments {1}, some sampled_bits of segment 0
//   bit sampling    no equal_segments, sampled_bits of one segment or several
// A value; all numbers ascend.
struct KeyColumn {
  std::vector<int> equal_segments;
  std::vector<int> sampled_bits;  // within the row: 64 * word + bit of the word
  int holder_key = -1;            // index of the holder's key, or -1; then the lists are empty

  friend bool operator==(const KeyColumn&, const KeyColumn&) = default;
};

// For reports: "birth = and contact =", "4 bits of name, birth =", "holder key 2" (from 1).
std::string Describe(const KeyColumn& column, const EncodingLayout& layout);

// Segments that a row must have (a set bit in each) to get a key of the column; ascending.
std::vector<int> SegmentsOf(const KeyColumn& column, const EncodingLayout& layout);

// Whether any two rows that share a key of `finer` share one of `coarser`, whatever they hold.
bool Implies(const KeyColumn& finer, const KeyColumn& coarser, const EncodingLayout& layout);

// The rows of one party, borrowed. holder_keys: [row_count, holder_key_count], 0 where there is
// none, as chunks have them; empty if holder_key_count is 0.
struct PartyRows {
  const BitMatrix* encodings;
  std::span<const uint64_t> holder_keys = {};
  int holder_key_count = 0;
};

// Makes the keys of a party's rows. Equal rows have equal keys, in every party, on every machine
// and in every run; different ones collide with probability 2^-64, which costs a comparison and no
// match. Rows that a party repeats without end (bits/repeated_rows.h) get no key but the holder's:
// nothing tells them apart, and no key makes their block smaller. Holds a hash of each segment of
// each row, 8 bytes each. Immutable, share freely.
class KeyMaker final {
 public:
  // INVALID_ARGUMENT if the holder's keys are not [row_count, holder_key_count]. CANCELLED.
  static absl::StatusOr<KeyMaker> Create(const PartyRows& party, int thread_count,
                                         std::stop_token stop);

  // keys: [range.size()], overwritten; 0 for a row without key: the holder gave none, one of
  // SegmentsOf(column) is empty, or the row is one of too many equal ones. REQUIRES: the column
  // fits the layout and the holder's keys.
  void MakeKeys(const KeyColumn& column, RowRange range, std::span<uint64_t> keys) const;

  const BitMatrix& encodings() const { return *party_.encodings; }
  int64_t row_count() const { return party_.encodings->row_count(); }
  int holder_key_count() const { return party_.holder_key_count; }
  // Rows without key because too many are equal to them.
  int64_t repeated_row_count() const { return repeated_row_count_; }

 private:
  explicit KeyMaker(const PartyRows& party) : party_(party) {}
  void HashSegments(RowRange range);
  void ForgetRepeatedRows();

  PartyRows party_;
  std::vector<uint64_t> segment_hashes_;  // [segment_count, row_count], 0: empty, or repeated row
  int64_t repeated_row_count_ = 0;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_KEY_COLUMN_H_
