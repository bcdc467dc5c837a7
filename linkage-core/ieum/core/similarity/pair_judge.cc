#include "ieum/core/similarity/pair_judge.h"

#include <cstddef>

namespace ieum::core {

void PairJudge::ScoreMany(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                          std::span<const uint16_t> right_popcounts,
                          std::span<int32_t> scores) const {
  const size_t segment_count = left_popcounts.size();
  for (size_t i = 0; i < scores.size(); ++i) {
    scores[i] = Score(common.subspan(i * segment_count, segment_count), left_popcounts,
                      right_popcounts.subspan(i * segment_count, segment_count));
  }
}

// ScoringRule::Similarity in 32 bits: with population counts of 16 bits each product fits, and the
// divisions, which are nearly all of the work, take half the time.
void RuleJudge::ScoreMany(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                          std::span<const uint16_t> right_popcounts,
                          std::span<int32_t> scores) const {
  const size_t segment_count = left_popcounts.size();
  const int32_t* counts = common.data();
  const uint16_t* right = right_popcounts.data();
  for (int32_t& score : scores) {
    uint32_t weighted = 0;
    uint32_t present_weight = 0;
    for (size_t s = 0; s < segment_count; ++s) {
      if (left_popcounts[s] == 0 || right[s] == 0) continue;
      const auto weight = static_cast<uint32_t>(rule_.weights()[s]);
      const auto bits = static_cast<uint32_t>(left_popcounts[s] + right[s]);
      const auto shared = static_cast<uint32_t>(counts[s]);
      const std::span<const int32_t> table = rule_.hamming_table(s);
      weighted += weight * (table.empty() ? 20'000 * shared / bits
                                          : static_cast<uint32_t>(table[bits - 2 * shared]));
      present_weight += weight;
    }
    const bool enough =
        present_weight > 0 && 2 * present_weight >= static_cast<uint32_t>(rule_.weight_sum());
    score = enough ? static_cast<int32_t>(weighted / present_weight) : 0;
    counts += segment_count;
    right += segment_count;
  }
}

}  // namespace ieum::core
