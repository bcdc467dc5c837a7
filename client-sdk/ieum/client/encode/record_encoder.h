// Values of one record in, its encoding out. FORMAT: docs/formats/encoding.md, byte-exact.
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

// What the memo of token positions has done, for benchmarks and reports.
struct MemoStatistics {
  int64_t hits = 0;
  int64_t misses = 0;
  int64_t memory_bytes = 0;
};

// Keeps a bounded memo of token positions, so it is one thread at a time: use one encoder per
// thread. Encodings do not depend on the memo. Holds key material in secure memory.
class RecordEncoder final {
 public:
  // Per-field key = HKDF-SHA-256(secret, salt = project id, info = "ieum/v1/field" ‖ profile digest
  // ‖ field name), 32 bytes. memo_capacity: tokens remembered per field; 0 switches the memo off.
  static absl::StatusOr<std::unique_ptr<RecordEncoder>> Create(const EncodingProfile& profile,
                                                               const HolderSecret& secret,
                                                               const core::ProjectId& project,
                                                               int64_t memo_capacity = 1 << 16);
  ~RecordEncoder();
  RecordEncoder(const RecordEncoder&) = delete;
  RecordEncoder& operator=(const RecordEncoder&) = delete;

  // values: [field_count] raw UTF-8 values in profile order; empty means missing.
  // row: [layout.row_words()], overwritten.
  // INVALID_ARGUMENT names the field and the rule, never the value; `row` is then unspecified.
  absl::Status Encode(std::span<const std::string_view> values, std::span<uint64_t> row);

  MemoStatistics memo_statistics() const;

 private:
  struct State;
  explicit RecordEncoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_RECORD_ENCODER_H_
