#include "attack/encoded_view.h"

#include "ieum/core/matching/profile_rule.h"
#include "ieum/core/similarity/kernel.h"

namespace ieum::testing {

EncodedView::EncodedView(const EncodedRows& rows, const core::ProfileHeader& profile)
    : rows_(rows), keys_(profile.blocking_key_count) {
  const core::ScoringRule rule = core::RuleOfProfile(profile, kMaxSimilarity).value();
  for (size_t s = 0; s < rule.weights().size(); ++s) {
    const size_t values = rule.hamming_table(s).size();
    by_distance_.push_back(values == 0 ? 0 : static_cast<int32_t>(values) - 1);
  }
}

void EncodedView::Fill(int64_t record, std::span<int32_t> similarities) const {
  const core::BitMatrix& encodings = rows_.encodings;
  const auto count = static_cast<size_t>(record_count());
  const size_t segment_count = by_distance_.size();
  std::vector<int32_t> common(count * segment_count);
  core::BestKernel().CommonBits(encodings.row(record), encodings, {0, record_count()}, common);
  const std::span<const uint16_t> left = encodings.popcounts(record);
  for (size_t i = 0; i < count; ++i) {
    const std::span<const uint16_t> right = encodings.popcounts(static_cast<int64_t>(i));
    for (size_t s = 0; s < segment_count; ++s) {
      const int32_t shared = common[i * segment_count + s];
      int32_t similarity = 0;
      if (left[s] > 0 && right[s] > 0) {
        similarity = by_distance_[s] > 0 ? by_distance_[s] - (left[s] + right[s] - 2 * shared)
                                         : core::DiceBasisPoints(shared, left[s], right[s]);
      }
      similarities[s * count + i] = similarity;
    }
  }
  const auto key_count = static_cast<size_t>(keys_);
  for (size_t k = 0; k < key_count; ++k) {
    const uint64_t key = rows_.blocking_keys[static_cast<size_t>(record) * key_count + k];
    for (size_t i = 0; i < count; ++i) {
      const bool equal = key != 0 && rows_.blocking_keys[i * key_count + k] == key;
      similarities[(segment_count + k) * count + i] = equal ? kMaxSimilarity : 0;
    }
  }
}

}  // namespace ieum::testing
