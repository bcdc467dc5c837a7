#include "ieum/core/similarity/pair_judge.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "ieum/core/base/status.h"
#include "ieum/core/bits/encoding_layout.h"

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
// divisions, which are most of the work, take half the time.
void RuleJudge::ScoreMany(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                          std::span<const uint16_t> right_popcounts,
                          std::span<int32_t> scores) const {
  struct LeftSegment {
    uint32_t weight;         // 0 if the left record lacks the segment
    uint32_t bits;           // of the left record
    const int32_t* hamming;  // null: by Dice
  };
  std::array<LeftSegment, EncodingLayout::kMaxSegments> left;
  const size_t segment_count = left_popcounts.size();
  IEUM_CHECK(segment_count <= left.size());
  for (size_t s = 0; s < segment_count; ++s) {
    const std::span<const int32_t> table = rule_.hamming_table(s);
    left[s] = {left_popcounts[s] == 0 ? 0 : static_cast<uint32_t>(rule_.weights()[s]),
               left_popcounts[s], table.empty() ? nullptr : table.data()};
  }
  const auto least_weight = static_cast<uint32_t>(std::max(1, (rule_.weight_sum() + 1) / 2));
  const int32_t* counts = common.data();
  const uint16_t* right = right_popcounts.data();
  for (int32_t& score : scores) {
    uint32_t weighted = 0;
    uint32_t present_weight = 0;
    for (size_t s = 0; s < segment_count; ++s) {
      if (left[s].weight == 0 || right[s] == 0) continue;
      const uint32_t bits = left[s].bits + right[s];
      const auto shared = static_cast<uint32_t>(counts[s]);
      weighted +=
          left[s].weight * (left[s].hamming == nullptr
                                ? 20'000 * shared / bits
                                : static_cast<uint32_t>(left[s].hamming[bits - 2 * shared]));
      present_weight += left[s].weight;
    }
    score = present_weight < least_weight ? 0 : static_cast<int32_t>(weighted / present_weight);
    counts += segment_count;
    right += segment_count;
  }
}

}  // namespace ieum::core
