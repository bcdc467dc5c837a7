// Encodings and blocking keys, compared as everybody can who holds them.
#ifndef IEUM_TESTS_ATTACK_ENCODED_VIEW_H_
#define IEUM_TESTS_ATTACK_ENCODED_VIEW_H_

#include <vector>

#include "attack/similarity_view.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::testing {

struct EncodedRows {
  core::BitMatrix encodings;
  std::vector<uint64_t> blocking_keys;  // [row_count, blocking_key_count], 0: none
};

// Segments by Hamming distance or by Dice, as the matcher compares them, but without the root that
// undoes diffusion, which does not change who is nearer. Keys are equal or not.
class EncodedView final : public SimilarityView {
 public:
  // Both are borrowed.
  EncodedView(const EncodedRows& rows, const core::ProfileHeader& profile);

  int64_t record_count() const override { return rows_.encodings.row_count(); }
  int64_t group_count() const override { return static_cast<int64_t>(by_distance_.size()) + keys_; }
  void Fill(int64_t record, std::span<int32_t> similarities) const override;

 private:
  const EncodedRows& rows_;
  std::vector<int32_t> by_distance_;  // [segment_count] bits of the segment, or 0: by Dice
  int64_t keys_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_ENCODED_VIEW_H_
