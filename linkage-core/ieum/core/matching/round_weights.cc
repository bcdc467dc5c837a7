#include "ieum/core/matching/round_weights.h"

#include <algorithm>
#include <utility>

#include "ieum/core/model/comparison_levels.h"

namespace ieum::core {

std::vector<SegmentChance> ChancesOf(std::span<const SegmentEncoding> encodings,
                                     const FixedModel& model) {
  std::vector<SegmentChance> chances;
  for (size_t s = 0; s < encodings.size(); ++s) {
    chances.push_back({.similarity = SegmentSimilarity(encodings[s], model.chances[s]),
                       .chance = model.chances[s],
                       .identity = {},
                       .percents = {}});
  }
  return chances;
}

RoundWeights::RoundWeights(std::span<const SegmentEncoding> encodings, const FixedModel& model,
                           std::vector<PercentTable> tables)
    : model_(model.segments),
      chances_(ChancesOf(encodings, model)),
      judge_(model_, chances_, std::move(tables)) {
  for (size_t s = 0; s < chances_.size(); ++s) {
    int32_t most = model_.identical_weight(s);
    for (int level = 0; level < kFrequencyClassCount; ++level) {
      most = std::max(most, model_.weight(s, level));
    }
    most_raise_ += most - model_.identical_weight(s);
  }
}

int32_t RoundWeights::Weigh(const QueryRow& row, std::span<const int32_t> common,
                            std::span<const uint16_t> popcounts, bool other_counted) const {
  int32_t weight = 0;
  for (size_t s = 0; s < chances_.size(); ++s) {
    const int percent = chances_[s].similarity.Percent(common[s], row.popcounts[s], popcounts[s]);
    int level = LevelOfPercent(percent);
    if (percent == kIdenticalPercent) {
      const int64_t two = (row.counted ? 1 : 0) + (other_counted ? 1 : 0);
      level = FrequencyClass(std::max<int64_t>(0, row.value_counts[s] - two));
    }
    weight += model_.weight(s, level);
  }
  return weight;
}

}  // namespace ieum::core
