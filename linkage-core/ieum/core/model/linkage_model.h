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
class LinkageModel final {
 public:
  static constexpr int32_t kMaxWeight = 60'000;  // of one segment, either sign

  explicit LinkageModel(std::vector<SegmentParameters> segments);

  size_t segment_count() const { return segments_.size(); }
  const SegmentParameters& segment(size_t s) const { return segments_[s]; }
  // Of a level; 0 for kNoLevel.
  int32_t weight(size_t s, int level) const { return weights_[s][static_cast<size_t>(level)]; }
  // Of identical filters, whatever their frequency.
  int32_t identical_weight(size_t s) const { return identical_[s]; }

 private:
  std::vector<SegmentParameters> segments_;
  std::vector<std::array<int32_t, kLevelCount + 1>> weights_;  // [segment][level]
  std::vector<int32_t> identical_;                             // [segment]
};

// Millinats, rounded to the nearest: the one place where a weight becomes an integer.
int32_t Millinats(double nats);

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_LINKAGE_MODEL_H_
