// Which rows have the same filter in a segment, and how many: the frequencies of the values behind
// the filters, without the values.
#ifndef IEUM_CORE_MODEL_VALUE_INDEX_H_
#define IEUM_CORE_MODEL_VALUE_INDEX_H_

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"

namespace ieum::core {

// Filters are told apart by a 64-bit hash; two different filters share one with probability
// n^2 / 2^65. Immutable, share freely.
class ValueIndex final {
 public:
  static constexpr uint32_t kNoValue = UINT32_MAX;

  // CANCELLED: `stop` was requested.
  static absl::StatusOr<ValueIndex> Create(std::span<const BitMatrix* const> parties,
                                           int thread_count, const std::stop_token& stop);

  size_t segment_count() const { return occurrences_.size(); }
  // Number of the filter of segment `s`, dense over all parties; kNoValue if no bit is set.
  uint32_t value(uint32_t party, uint32_t row, size_t s) const { return values_[party][s][row]; }
  // Rows of `party` with this filter.
  int64_t occurrences(size_t s, uint32_t party, uint32_t value) const {
    return occurrences_[s][party][value];
  }
  // Rows of `party` that have segment `s`.
  int64_t present_count(size_t s, uint32_t party) const { return present_[s][party]; }
  // Different filters of segment `s` over all parties.
  int64_t distinct_count(size_t s) const {
    return static_cast<int64_t>(occurrences_[s].front().size());
  }
  // Probability that two random rows of one party, segment `s` present in both, have the same
  // filter; pooled over the parties. 0 if no party has two such rows.
  double chance_of_identity(size_t s) const;

 private:
  ValueIndex() = default;
  std::vector<std::vector<std::vector<uint32_t>>> values_;       // [party][segment][row]
  std::vector<std::vector<std::vector<uint32_t>>> occurrences_;  // [segment][party][value]
  std::vector<std::vector<int64_t>> present_;                    // [segment][party]
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_VALUE_INDEX_H_
