// Plaintext records, compared by their tokens: what an attacker has who knows the profile and some
// persons, but not the secret.
#ifndef IEUM_TESTS_ATTACK_TOKEN_VIEW_H_
#define IEUM_TESTS_ATTACK_TOKEN_VIEW_H_

#include <span>
#include <string>
#include <vector>

#include "attack/similarity_view.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::testing {

// Dice coefficient of the token sets of a segment, each token counted with the bits it would set.
// Blocking keys are compared as given: made under any secret, they are equal for equal values.
class TokenView final : public SimilarityView {
 public:
  // values: [n, field_count] raw values in profile order. blocking_keys: [n, blocking_key_count].
  // Nothing is borrowed.
  TokenView(const client::EncodingProfile& profile, std::span<const std::string> values,
            std::vector<uint64_t> blocking_keys);

  int64_t record_count() const override { return record_count_; }
  int64_t group_count() const override { return segment_count_ + key_count_; }
  void Fill(int64_t record, std::span<int32_t> similarities) const override;

 private:
  int64_t record_count_;
  int64_t segment_count_;
  int64_t key_count_;
  std::vector<int32_t> weights_;               // [distinct tokens] bits set by the token
  std::vector<std::vector<uint32_t>> tokens_;  // [record_count, segment_count] ascending, distinct
  std::vector<int32_t> sizes_;                 // [record_count, segment_count] sum of the weights
  std::vector<uint64_t> blocking_keys_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_TOKEN_VIEW_H_
