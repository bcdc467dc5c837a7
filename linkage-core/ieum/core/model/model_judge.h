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
#include "ieum/core/model/percent_table.h"
#include "ieum/core/similarity/pair_judge.h"

namespace ieum::core {

// Sum of the weights of a pair's levels, in millinats, frequencies not looked at. 0: the pair says
// nothing either way.
class ModelJudge final : public PairJudge {
 public:
  // tables: [segment_count], for the rows that will be asked for, or none.
  ModelJudge(const LinkageModel& model, std::span<const SegmentChance> chances,
             std::vector<PercentTable> tables = {});

  int32_t Score(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                std::span<const uint16_t> right_popcounts) const override;
  void ScoreMany(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                 std::span<const uint16_t> right_popcounts,
                 std::span<int32_t> scores) const override;

 private:
  std::vector<SegmentSimilarity> similarities_;
  std::vector<std::array<int32_t, kPercentCount>> weights_;  // [segment][percent]
  std::vector<PercentTable> tables_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_MODEL_JUDGE_H_
