#include "ieum/core/model/linkage_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ieum::core {

int32_t Millinats(double nats) {
  constexpr double kLimit = LinkageModel::kMaxWeight;
  return static_cast<int32_t>(std::lround(std::clamp(1'000.0 * nats, -kLimit, kLimit)));
}

LinkageModel::LinkageModel(std::vector<SegmentParameters> segments)
    : segments_(std::move(segments)) {
  for (const SegmentParameters& segment : segments_) {
    std::array<int32_t, kLevelCount + 1>& weights = weights_.emplace_back();
    for (size_t level = 0; level < kLevelCount; ++level) {
      weights[level] = Millinats(std::log(segment.m[level] / segment.u[level]));
    }
    weights[kNoLevel] = 0;
    log_identical_.push_back(Millinats(std::log(segment.m[kIdenticalLevel])));
  }
}

int32_t LogFrequency(int64_t occurrences, int64_t row_count) {
  const double others = static_cast<double>(occurrences) - 1.5;
  return Millinats(std::log(std::max(1e-8, others / static_cast<double>(row_count))));
}

}  // namespace ieum::core
