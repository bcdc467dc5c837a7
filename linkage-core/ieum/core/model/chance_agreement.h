// How unrelated rows compare: the u probabilities of the model, from pairs inside each party, where
// (almost) no two rows are one person. Pairs across parties would not do: they hold the matches, at
// a rate that can exceed the chance that unrelated rows agree.
#ifndef IEUM_CORE_MODEL_CHANCE_AGREEMENT_H_
#define IEUM_CORE_MODEL_CHANCE_AGREEMENT_H_

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/model/compared_pairs.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/model/segment_similarity.h"
#include "ieum/core/model/value_index.h"

namespace ieum::core {

struct SegmentChance {
  SegmentSimilarity similarity;                 // with the chance below taken off
  double chance = 0;                            // 0 for segments compared by Dice
  ValueIndex::Identity identity;                // of all pairs
  std::array<int64_t, kPercentCount> percents;  // sampled pairs by percent
};

// [segment_count]. Looks at `pair_count` random pairs (all, if there are not more) of rows of one
// party, each party in proportion to its pairs, chosen by a fixed seed. For a segment compared by
// Hamming distance, `chance` is the similarity that five of six such pairs do not exceed (one
// standard deviation above the mean of a normal distribution).
// CANCELLED: `stop` was requested.
absl::StatusOr<std::vector<SegmentChance>> MeasureChance(std::span<const BitMatrix* const> parties,
                                                         std::span<const SegmentEncoding> encodings,
                                                         const ValueIndex& values,
                                                         int64_t pair_count, int thread_count,
                                                         const std::stop_token& stop);

// What is left of `chances` when the rows that are probably one person are taken out of what was
// counted: within a party that holds duplicates, rare filters are shared by little else. How
// probable a pair is, the other segments say: a segment that had a voice in what is chance in it
// would talk itself into more and more matches.
// pairs: the candidates within the only party of `chances`. weights: [n] PairWeights by `model`.
std::vector<SegmentChance> WithoutMatches(std::span<const SegmentChance> chances,
                                          const ComparedPairs& pairs, const LinkageModel& model,
                                          std::span<const int32_t> weights);

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_CHANCE_AGREEMENT_H_
