// What an attacker can compare: records known by nothing but how alike they are.
#ifndef IEUM_TESTS_ATTACK_SIMILARITY_VIEW_H_
#define IEUM_TESTS_ATTACK_SIMILARITY_VIEW_H_

#include <cstdint>
#include <span>

namespace ieum::testing {

inline constexpr int32_t kMaxSimilarity = 10'000;

// Immutable, share freely. Groups are the segments of the profile in its order, then the blocking
// keys of a row.
class SimilarityView {
 public:
  virtual ~SimilarityView() = default;
  virtual int64_t record_count() const = 0;
  virtual int64_t group_count() const = 0;
  // similarities: [group_count, record_count], of every record to `record`, 0 to kMaxSimilarity;
  // 0 if either has nothing in that group. REQUIRES: 0 <= record < record_count().
  virtual void Fill(int64_t record, std::span<int32_t> similarities) const = 0;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_SIMILARITY_VIEW_H_
