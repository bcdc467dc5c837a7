#include "ieum/core/model/linkage_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
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
    const auto sum = [](const auto& shares) {
      return std::accumulate(shares.begin(), shares.begin() + kFrequencyClassCount, 0.0);
    };
    identical_.push_back(Millinats(std::log(sum(segment.m) / sum(segment.u))));
  }
}

}  // namespace ieum::core
