#include "ieum/core/model/linkage_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace ieum::core {
namespace {

// What agreement is worth without the most frequent values is more than with them by so many nats
// if those are a mass, and the rest is this share of the identical matches at least.
constexpr double kMass = 3.0;
constexpr double kLeastRest = 0.05;

double IdenticalWeight(const SegmentParameters& segment) {
  const auto sum = [](const auto& shares, int classes) {
    return std::accumulate(shares.begin(), shares.begin() + classes, 0.0);
  };
  const double all_m = sum(segment.m, kFrequencyClassCount);
  double weight = std::log(all_m / sum(segment.u, kFrequencyClassCount));
  for (int classes = kFrequencyClassCount - 1; classes > 0; --classes) {
    const double m = sum(segment.m, classes);
    if (m < kLeastRest * all_m) break;
    const double rest = std::log(m / sum(segment.u, classes));
    if (rest >= weight + kMass) return rest;
  }
  return weight;
}

}  // namespace

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
    identical_.push_back(Millinats(IdenticalWeight(segment)));
  }
}

}  // namespace ieum::core
