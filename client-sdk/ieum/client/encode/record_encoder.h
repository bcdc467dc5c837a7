// Values of records in, their encodings and blocking keys out. FORMAT: docs/formats/encoding.md,
// byte-exact.
#ifndef IEUM_CLIENT_ENCODE_RECORD_ENCODER_H_
#define IEUM_CLIENT_ENCODE_RECORD_ENCODER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::client {

// What the memos of tokens and whole values have done, for benchmarks and reports.
struct MemoStatistics {
  int64_t hits = 0;    // tokens found
  int64_t misses = 0;  // tokens hashed
  int64_t value_hits = 0;
  int64_t value_misses = 0;  // values looked up in vain; those not looked up are not counted
  int64_t memory_bytes = 0;
};

// Encodes whatever it is given: resident registration numbers and connecting information are looked
// for by those who read (RecordReader, the C and Python interfaces; core/guard/resident_number.h).
//
// Keeps bounded memos of tokens and values, so it is one thread at a time: use one encoder per
// thread. Encodings do not depend on the memos. Holds key material in secure memory.
class RecordEncoder final {
 public:
  // Key of a field, a hardened segment or a blocking key = HKDF-SHA-256(secret, salt = project id,
  // info = its purpose ‖ profile digest ‖ its name), 32 bytes. memo_capacity: tokens remembered per
  // field, 0 to 2^24; 0 switches the memos off. INVALID_ARGUMENT: memo_capacity is outside that, or
  // the secret has another size than HolderSecret::kSizeBytes.
  static absl::StatusOr<std::unique_ptr<RecordEncoder>> Create(const EncodingProfile& profile,
                                                               const HolderSecret& secret,
                                                               const core::ProjectId& project,
                                                               int64_t memo_capacity = 1 << 16);
  ~RecordEncoder();
  RecordEncoder(const RecordEncoder&) = delete;
  RecordEncoder& operator=(const RecordEncoder&) = delete;

  // One record. values: [field_count] raw UTF-8 values in profile order; empty means missing.
  // row: [layout.row_words()], overwritten. blocking_keys: [header.blocking_key_count],
  // overwritten, 0 where there is none; or empty, if nobody wants them. INVALID_ARGUMENT names the
  // field and the rule, never the value; `row` and `blocking_keys` are then all zero.
  absl::Status Encode(std::span<const std::string_view> values, std::span<uint64_t> row,
                      std::span<uint64_t> blocking_keys = {});

  // Many records; each gets the bits that Encode() would give it, several times faster from some
  // dozen records on. values: [n, field_count]; rows: [n, row_words]; blocking_keys:
  // [n, blocking_key_count] or empty; statuses: [n], overwritten by what Encode() would return. The
  // result is not OK only if the shapes do not fit.
  absl::Status EncodeBatch(std::span<const std::string_view> values, std::span<uint64_t> rows,
                           std::span<uint64_t> blocking_keys, std::span<absl::Status> statuses);

  MemoStatistics memo_statistics() const;

 private:
  struct State;
  explicit RecordEncoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_RECORD_ENCODER_H_
