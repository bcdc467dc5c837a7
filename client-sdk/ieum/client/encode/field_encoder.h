// The values of one field, row after row, to what they add to filters and blocking keys.
#ifndef IEUM_CLIENT_ENCODE_FIELD_ENCODER_H_
#define IEUM_CLIENT_ENCODE_FIELD_ENCODER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ieum/client/encode/bit_lanes.h"
#include "ieum/client/encode/blocking_key_maker.h"
#include "ieum/client/encode/token_memo.h"
#include "ieum/client/encode/tokens.h"
#include "ieum/client/encode/value_memo.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/hmac.h"

namespace ieum::client {

// The field's part in the min-hash keys of one BlockingKeyMaker, which must outlive the encoder.
struct MinHashUse {
  const BlockingKeyMaker* maker;
  size_t place;  // of the field in maker->spec().fields
};

// Where n values go.
struct FieldColumn {
  uint64_t* filters;        // row r begins at filters + r * filter_stride; bits are added
  size_t filter_stride;     // words
  uint64_t* min_hashes;     // [n, min_hash_count()], lowered
  std::string* normalized;  // [n], overwritten; empty if missing. Null unless keeps_normalized
};

// One thread at a time. Remembers tokens and values; what it makes does not depend on that.
class FieldEncoder final {
 public:
  // key: of this field. memo_capacity: tokens remembered; 0 switches both memos off.
  // keeps_normalized: does a blocking key want the normalised values?
  FieldEncoder(const FieldSpec& spec, int filter_bits, core::ByteView key, int64_t memo_capacity,
               std::vector<MinHashUse> min_hash_uses, bool keeps_normalized);
  ~FieldEncoder();
  FieldEncoder(FieldEncoder&&) noexcept = default;
  FieldEncoder& operator=(FieldEncoder&&) = delete;

  // Row r's value is values[r * stride]; rows whose statuses[r] is an error are passed over.
  // A refused value sets statuses[r]: INVALID_ARGUMENT names the field and the rule, never the
  // value.
  void EncodeColumn(std::span<const std::string_view> values, size_t stride,
                    std::span<absl::Status> statuses, const FieldColumn& out);

  const FieldSpec& spec() const { return spec_; }
  // Numbers for each row over all its MinHashUses, in their order.
  size_t min_hash_count() const { return min_hash_count_; }
  bool keeps_normalized() const { return keeps_normalized_; }

  int64_t token_hits() const { return token_hits_; }
  int64_t token_misses() const { return token_misses_; }
  const ValueMemo& value_memo() const { return values_; }
  int64_t memory_bytes() const { return tokens_known_.memory_bytes() + values_.memory_bytes(); }

 private:
  // Fills keys_ and known_, and adds the values that are remembered.
  void AddRemembered(std::span<const std::string_view> values, size_t stride,
                     const FieldColumn& out);
  // Fills marks_ and normalized_ with what `raw` stands for.
  absl::Status ComputeMarks(std::string_view raw);
  // Adds the tokens of a normalised value to marks_.
  void AddTokens(std::string_view value);
  // Marks of a token that was not remembered, and now is; null if there was no room, and then
  // marks_ has them.
  const uint64_t* HashNewToken(Token token, std::string_view value);
  // Writes the marks of one token: [mark_words].
  void HashToken(Token token, std::string_view value, uint64_t* marks);
  void LowerMinHashes(const uint64_t* marks, uint64_t* min_hashes) const;
  // Keeps marks_ and normalized_ for the value of `key`, if they fit.
  void Remember(const ValueMemo::Key& key);

  FieldSpec spec_;
  uint64_t filter_bits_;
  size_t filter_words_;
  size_t min_hash_count_;
  bool keeps_normalized_;
  bool remembers_;
  std::vector<MinHashUse> min_hash_uses_;
  const BitLanes& lanes_;
  core::HmacSha256 hmac_;
  TokenMemo tokens_known_;
  ValueMemo values_;
  int64_t token_hits_ = 0;
  int64_t token_misses_ = 0;

  // Reused for every value, so that encoding a record allocates nothing.
  std::vector<uint64_t> marks_;        // of one value: [filter_words], then [min_hash_count]
  std::vector<uint64_t> token_marks_;  // of a token that is not remembered
  std::vector<const uint64_t*> found_;
  std::vector<Token> tokens_;
  std::vector<ValueMemo::Key> keys_;    // of the column's values; length 0 if too long
  std::vector<size_t> slots_;           // where they may be in values_
  std::vector<const uint64_t*> known_;  // marks of the column's values; null if not remembered
  std::string normalized_;
  std::vector<std::string> candidates_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_FIELD_ENCODER_H_
