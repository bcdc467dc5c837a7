#include "attack/correlation.h"

#include "attack/pearson.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {

std::vector<double> SimilarityCorrelation(const SimilarityView& encoded,
                                          const SimilarityView& plain, int64_t record_count) {
  IEUM_CHECK(encoded.group_count() == plain.group_count());
  IEUM_CHECK(record_count <= encoded.record_count() && record_count <= plain.record_count());
  const auto group_count = static_cast<size_t>(encoded.group_count());
  const auto encoded_count = static_cast<size_t>(encoded.record_count());
  const auto plain_count = static_cast<size_t>(plain.record_count());
  std::vector<int32_t> left(group_count * encoded_count);
  std::vector<int32_t> right(group_count * plain_count);
  std::vector<Pearson> sums(group_count);
  // Who is like itself has something there.
  std::vector<std::vector<bool>> present(group_count);
  for (int64_t i = 0; i < record_count; ++i) {
    const auto own = static_cast<size_t>(i);
    encoded.Fill(i, left);
    plain.Fill(i, right);
    for (size_t g = 0; g < group_count; ++g) {
      present[g].push_back(left[g * encoded_count + own] > 0 && right[g * plain_count + own] > 0);
      for (size_t j = 0; j < own; ++j) {
        if (!present[g][own] || !present[g][j]) continue;
        sums[g].Add(left[g * encoded_count + j], right[g * plain_count + j]);
      }
    }
  }
  std::vector<double> correlations;
  for (const Pearson& sum : sums) correlations.push_back(sum.Correlation());
  return correlations;
}

}  // namespace ieum::testing
