// The Fellegi–Sunter model of a linkage: what agreement in each segment is worth.
#ifndef IEUM_CORE_MODEL_LINKAGE_MODEL_H_
#define IEUM_CORE_MODEL_LINKAGE_MODEL_H_

#include <array>
#include <cstdint>
#include <vector>

#include "ieum/core/model/comparison_levels.h"

namespace ieum::core {

// Probabilities of the levels of one segment, given that both rows have it.
struct SegmentParameters {
  std::array<double, kLevelCount> m{};  // among rows of one person; sums to 1
  std::array<double, kLevelCount> u{};  // among rows of two persons; sums to 1

  friend bool operator==(const SegmentParameters&, const SegmentParameters&) = default;
};

// Match weights in thousandths of a natural logarithm ("millinats"): ln(m / u) of each segment,
// summed. Integers decide, so the same rows get the same weight in every run, thread and order.
// Immutable, share freely.
//
// Identical filters are weighed by their own frequency in place of u (Winkler 2000): agreement on a
// rare value says more. Of c rows of the two parties that have the filter, out of n, 1.5 are taken
// to be the two rows compared:
//   p = max(10^-8, (c - 1.5) / n),   weight = ln(m_identical / p).
class LinkageModel final {
 public:
  static constexpr int32_t kMaxWeight = 60'000;  // of one segment, either sign

  explicit LinkageModel(std::vector<SegmentParameters> segments);

  size_t segment_count() const { return segments_.size(); }
  const SegmentParameters& segment(size_t s) const { return segments_[s]; }
  // Of a level, or 0 for kNoLevel; of kIdenticalLevel by the average frequency.
  int32_t weight(size_t s, int level) const { return weights_[s][static_cast<size_t>(level)]; }
  // Of identical filters of that LogFrequency.
  int32_t identical_weight(size_t s, int32_t log_frequency) const {
    return log_identical_[s] - log_frequency;
  }

 private:
  std::vector<SegmentParameters> segments_;
  std::vector<std::array<int32_t, kLevelCount + 1>> weights_;  // [segment][level]
  std::vector<int32_t> log_identical_;                         // [segment] ln m of level 0
};

// ln p of the class comment, in millinats: `occurrences` rows of `row_count` have the filter.
// REQUIRES: 2 <= occurrences <= row_count.
int32_t LogFrequency(int64_t occurrences, int64_t row_count);

// Millinats, rounded to the nearest: the one place where a weight becomes an integer.
int32_t Millinats(double nats);

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_LINKAGE_MODEL_H_
