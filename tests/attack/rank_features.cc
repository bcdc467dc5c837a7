#include "attack/rank_features.h"

#include <cmath>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::testing {
namespace {

// Values stay below 16 * ln(100'000): products of thousands of columns fit into 32 bits.
constexpr double kScale = 16;

// [kMaxSimilarity + 1]: the value of each similarity in one column.
void ColumnValues(std::span<const int32_t> similarities, double weight, std::span<int16_t> values) {
  std::vector<int32_t> counts(values.size(), 0);
  for (const int32_t similarity : similarities) ++counts[static_cast<size_t>(similarity)];
  const auto total = static_cast<double>(similarities.size()) + 1;
  double before = 0;
  for (size_t s = values.size(); s-- > 0;) {
    if (counts[s] == 0) continue;
    const double mean_rank = before + (counts[s] + 1) / 2.0;
    before += counts[s];
    values[s] =
        static_cast<int16_t>(std::lround(kScale * weight * (-std::log(mean_rank / total) - 1)));
  }
}

}  // namespace

FeatureMatrix RankFeatures(const SimilarityView& view, std::span<const int64_t> landmarks,
                           std::span<const double> group_weights, int thread_count) {
  const auto group_count = static_cast<size_t>(view.group_count());
  const auto count = static_cast<size_t>(view.record_count());
  FeatureMatrix features;
  features.row_count = view.record_count();
  features.column_count = landmarks.size() * group_count;
  features.stride = (features.column_count + FeatureMatrix::kColumnAlignment - 1) /
                    FeatureMatrix::kColumnAlignment * FeatureMatrix::kColumnAlignment;
  features.values.assign(count * features.stride, 0);
  const auto fill = [&](int64_t unit, int) -> absl::Status {
    const auto l = static_cast<size_t>(unit);
    std::vector<int32_t> similarities(group_count * count);
    view.Fill(landmarks[l], similarities);
    std::vector<int16_t> values(kMaxSimilarity + 1);
    for (size_t g = 0; g < group_count; ++g) {
      const std::span<const int32_t> column = std::span(similarities).subspan(g * count, count);
      ColumnValues(column, group_weights[g], values);
      int16_t* out = features.values.data() + l * group_count + g;
      for (size_t i = 0; i < count; ++i) {
        out[i * features.stride] = values[static_cast<size_t>(column[i])];
      }
      out[static_cast<size_t>(landmarks[l]) * features.stride] = 0;
    }
    return absl::OkStatus();
  };
  IEUM_CHECK(
      core::ParallelFor(static_cast<int64_t>(landmarks.size()), thread_count, {}, fill).ok());
  return features;
}

}  // namespace ieum::testing
