#include "ieum/core/model/model_judge.h"

#include <algorithm>
#include <utility>

namespace ieum::core {

ModelJudge::ModelJudge(const LinkageModel& model, std::span<const SegmentChance> chances,
                       std::vector<PercentTable> tables)
    : tables_(std::move(tables)) {
  for (size_t s = 0; s < chances.size(); ++s) {
    similarities_.push_back(chances[s].similarity);
    std::array<int32_t, kPercentCount>& weights = weights_.emplace_back();
    for (int percent = 0; percent < kPercentCount; ++percent) {
      weights[static_cast<size_t>(percent)] = percent == kIdenticalPercent
                                                  ? model.identical_weight(s)
                                                  : model.weight(s, LevelOfPercent(percent));
    }
  }
}

int32_t ModelJudge::Score(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                          std::span<const uint16_t> right_popcounts) const {
  int32_t score = 0;
  ScoreMany(common, left_popcounts, right_popcounts, {&score, 1});
  return score;
}

void ModelJudge::ScoreMany(std::span<const int32_t> common,
                           std::span<const uint16_t> left_popcounts,
                           std::span<const uint16_t> right_popcounts,
                           std::span<int32_t> scores) const {
  const size_t segment_count = similarities_.size();
  std::fill(scores.begin(), scores.end(), 0);
  for (size_t s = 0; s < segment_count; ++s) {
    const auto add = [&](const auto& similarity) {
      for (size_t i = 0; i < scores.size(); ++i) {
        const size_t at = i * segment_count + s;
        const int percent = similarity.Percent(common[at], left_popcounts[s], right_popcounts[at]);
        scores[i] += weights_[s][static_cast<size_t>(percent)];
      }
    };
    if (s < tables_.size() && !tables_[s].empty()) {
      add(tables_[s]);
    } else {
      add(similarities_[s]);
    }
  }
}

}  // namespace ieum::core
