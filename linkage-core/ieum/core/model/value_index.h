// Which rows have the same filter in a segment, and how many: the frequencies of the values behind
// the filters, without the values.
#ifndef IEUM_CORE_MODEL_VALUE_INDEX_H_
#define IEUM_CORE_MODEL_VALUE_INDEX_H_

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/model/comparison_levels.h"

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
  // Rows of all parties with this filter.
  int64_t occurrences(size_t s, uint32_t value) const { return occurrences_[s][value]; }
  // Different filters of segment `s` over all parties.
  int64_t distinct_count(size_t s) const { return static_cast<int64_t>(occurrences_[s].size()); }
  // Without rows that a party repeats without end (bits/repeated_rows.h).
  // By FrequencyClass of a filter that two rows share: the probability that two random rows of one
  // party that have segment `s` do so, and the share of the rows that have such a filter. Pooled
  // over the parties; the pairs are all pairs, not a sample.
  struct Identity {
    std::array<double, kFrequencyClassCount> pair_shares{};
    std::array<double, kFrequencyClassCount> row_shares{};
    double pair_count = 0;
  };
  const Identity& identity(size_t s) const { return identities_[s]; }

 private:
  ValueIndex() = default;
  std::vector<std::vector<std::vector<uint32_t>>> values_;  // [party][segment][row]
  std::vector<std::vector<uint32_t>> occurrences_;          // [segment][value]
  std::vector<Identity> identities_;                        // [segment]
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_VALUE_INDEX_H_
