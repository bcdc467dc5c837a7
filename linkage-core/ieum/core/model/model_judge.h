// A linkage model as the judge of joins.
#ifndef IEUM_CORE_MODEL_MODEL_JUDGE_H_
#define IEUM_CORE_MODEL_MODEL_JUDGE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/similarity/pair_judge.h"

namespace ieum::core {

// Sum of the weights of a pair's levels, in millinats, frequencies not looked at. 0: the pair says
// nothing either way.
class ModelJudge final : public PairJudge {
 public:
  ModelJudge(const LinkageModel& model, std::span<const SegmentChance> chances);

  int32_t Score(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                std::span<const uint16_t> right_popcounts) const override {
    int32_t score = 0;
    for (size_t s = 0; s < similarities_.size(); ++s) {
      const int percent =
          similarities_[s].Percent(common[s], left_popcounts[s], right_popcounts[s]);
      score += weights_[s][static_cast<size_t>(percent)];
    }
    return score;
  }

 private:
  std::vector<SegmentSimilarity> similarities_;
  std::vector<std::array<int32_t, kPercentCount>> weights_;  // [segment][percent]
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_MODEL_JUDGE_H_
