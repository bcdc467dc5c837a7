// Records described by how near they are to landmarks.
#ifndef IEUM_TESTS_ATTACK_RANK_FEATURES_H_
#define IEUM_TESTS_ATTACK_RANK_FEATURES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "attack/similarity_view.h"

namespace ieum::testing {

// One row for each record, one column for each group of each landmark: column l * groups + g.
struct FeatureMatrix {
  static constexpr size_t kColumnAlignment = 32;  // stride is a multiple; padding is zero

  int64_t row_count = 0;
  size_t column_count = 0;
  size_t stride = 0;
  std::vector<int16_t> values;  // [row_count, stride]

  const int16_t* row(int64_t i) const { return values.data() + static_cast<size_t>(i) * stride; }
};

// A column ranks the records by similarity to its landmark (rank 1 of n: the nearest; equals share
// their mean rank) and holds scale * weight * (-ln(rank / (n + 1)) - 1): mean zero and variance one
// before scaling, whatever the similarities were, with far the largest values for near neighbours.
// A landmark's own value is 0. group_weights: [group_count], 0 to 1. The same for any number of
// threads.
FeatureMatrix RankFeatures(const SimilarityView& view, std::span<const int64_t> landmarks,
                           std::span<const double> group_weights, int thread_count);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_RANK_FEATURES_H_
