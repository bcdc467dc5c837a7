#include "ieum/core/model/model_judge.h"

namespace ieum::core {

ModelJudge::ModelJudge(const LinkageModel& model, std::span<const SegmentChance> chances) {
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

}  // namespace ieum::core
