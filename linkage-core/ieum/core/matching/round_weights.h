// The weight of a pair of which one row at least is new.
#ifndef IEUM_CORE_MATCHING_ROUND_WEIGHTS_H_
#define IEUM_CORE_MATCHING_ROUND_WEIGHTS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/matching/model_matching.h"
#include "ieum/core/model/chance_agreement.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/model/model_judge.h"
#include "ieum/core/model/segment_similarity.h"

namespace ieum::core {

// A new row that is compared with others.
struct QueryRow {
  std::span<const uint64_t> words;
  std::span<const uint16_t> popcounts;     // [segment_count]
  std::span<const uint32_t> value_counts;  // [segment_count] counted rows with its filter
  bool counted;                            // whether it is one of them
};

// Immutable, share freely.
class RoundWeights final {
 public:
  // tables: as ModelJudge.
  RoundWeights(std::span<const SegmentEncoding> encodings, const FixedModel& model,
               std::vector<PercentTable> tables);

  // Weights without regard to frequencies, for many pairs at once.
  const ModelJudge& judge() const { return judge_; }
  // How far frequencies can raise a weight above the judge's.
  int32_t most_raise() const { return most_raise_; }
  // common: [segment_count] bits shared. popcounts: of the other row. other_counted: whether it is
  // one of the counted rows.
  int32_t Weigh(const QueryRow& row, std::span<const int32_t> common,
                std::span<const uint16_t> popcounts, bool other_counted) const;

 private:
  LinkageModel model_;
  std::vector<SegmentChance> chances_;
  ModelJudge judge_;
  int32_t most_raise_ = 0;
};

// [segment_count] of a model that was fitted before.
std::vector<SegmentChance> ChancesOf(std::span<const SegmentEncoding> encodings,
                                     const FixedModel& model);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_ROUND_WEIGHTS_H_
