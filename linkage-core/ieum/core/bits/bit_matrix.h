// Many encodings of one layout, laid out for the similarity kernels.
#ifndef IEUM_CORE_BITS_BIT_MATRIX_H_
#define IEUM_CORE_BITS_BIT_MATRIX_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/spilled_memory.h"
#include "ieum/core/bits/encoding_layout.h"

namespace ieum::core {

// Rows [row_count, stride_words] of 64-bit words; every row starts on a 64-byte boundary and its
// padding words are zero. Beside them the population count of each segment, [row_count,
// segment_count]. Move-only; immutable while shared, one thread at a time while rows are appended.
// Large matrices lie in huge pages where the system has them: rows are touched in any order, and
// each would cost a walk of its own.
class BitMatrix final {
 public:
  // Reserves memory for `row_capacity` rows at once (at most 2^31 - 1); `limit`: spilled memory,
  // which may leave the process; borrowed, outlives the matrix; null: ordinary memory.
  static absl::StatusOr<BitMatrix> Create(EncodingLayout layout, int64_t row_capacity,
                                          MemoryLimit* limit = nullptr);
  BitMatrix(BitMatrix&&) noexcept = default;
  BitMatrix& operator=(BitMatrix&&) noexcept = default;

  // Appends rows given without padding, one behind the other: [n * layout().row_bytes()].
  // INVALID_ARGUMENT if the size is not a multiple of row_bytes; RESOURCE_EXHAUSTED if capacity is
  // used up.
  absl::Status AppendRows(ByteView rows);
  // Appends rows that hold nothing defined before SetRows gives it. RESOURCE_EXHAUSTED as above.
  absl::Status AddRows(int64_t count);
  // Replaces rows from `first_row` on, given as to AppendRows. Several threads may set rows at a
  // time if no two of them the same. INVALID_ARGUMENT as above, or if they reach beyond
  // row_count().
  absl::Status SetRows(int64_t first_row, ByteView rows);

  // Replaces all rows by copies of rows `numbers` of `from`, in that order.
  // `ahead`: rows wanted soon, whose memory is asked for meanwhile; may be empty.
  // REQUIRES: `from` is another matrix of the same layout; numbers.size() <= row_capacity().
  void Gather(const BitMatrix& from, std::span<const uint32_t> numbers,
              std::span<const uint32_t> ahead);
  // Asks for the memory of row i without waiting.
  void Prefetch(int64_t i) const;

  const EncodingLayout& layout() const { return layout_; }
  int64_t row_count() const { return row_count_; }
  int64_t row_capacity() const { return row_capacity_; }
  // Words from one row to the next; a multiple of 8.
  int stride_words() const { return stride_words_; }

  // [stride_words], 64-byte aligned. REQUIRES: 0 <= i < row_count().
  std::span<const uint64_t> row(int64_t i) const {
    return {words_ + i * stride_words_, static_cast<size_t>(stride_words_)};
  }
  // Population counts of row i, in bits: [segment_count].
  std::span<const uint16_t> popcounts(int64_t i) const {
    const auto segment_count = static_cast<size_t>(layout_.segment_count());
    return std::span(popcounts_).subspan(static_cast<size_t>(i) * segment_count, segment_count);
  }
  // Those of all rows, [row_count, segment_count].
  std::span<const uint16_t> all_popcounts() const { return popcounts_; }
  // Memory held, spilled or not, in bytes.
  int64_t memory_bytes() const;

 private:
  struct AlignedDelete {
    void operator()(uint64_t* words) const;
  };
  BitMatrix(EncodingLayout layout, int64_t row_capacity);
  absl::Status CheckIsWholeRows(ByteView rows) const;

  EncodingLayout layout_;
  int stride_words_;
  int64_t row_count_ = 0;
  int64_t row_capacity_;
  uint64_t* words_ = nullptr;  // [row_capacity, stride_words], of one of the next two
  std::unique_ptr<uint64_t[], AlignedDelete> heap_;
  std::unique_ptr<SpilledMemory> spilled_;
  std::vector<uint16_t> popcounts_;  // [row_count, segment_count]
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BITS_BIT_MATRIX_H_
