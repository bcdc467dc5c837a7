// Which rows of a file are in the sample of a mock linkage (모의결합).
#ifndef IEUM_CLIENT_ENCODE_MOCK_SAMPLE_H_
#define IEUM_CLIENT_ENCODE_MOCK_SAMPLE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/hmac.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::client {

// Holders who never speak of a record take the same persons: a row is in the sample if a keyed hash
// of one field's normalised value is among the lowest `per_mille` thousandths. Whoever lacks the
// secret cannot tell which values those are. A row whose value is missing or breaks the field's
// rule is not in it. FORMAT: docs/formats/encoding.md. Immutable, share freely.
class MockSample final {
 public:
  // INVALID_ARGUMENT: the profile has no field of that name, or per_mille is not 1 to 1000.
  static absl::StatusOr<MockSample> Create(const EncodingProfile& profile,
                                           const HolderSecret& secret,
                                           const core::ProjectId& project, std::string_view field,
                                           int per_mille);

  // values: [field_count] raw UTF-8 values in profile order.
  bool Contains(std::span<const std::string_view> values) const;

 private:
  MockSample(const FieldSpec& spec, size_t field, core::ByteView key, uint64_t limit)
      : normalizer_(spec.normalizer),
        options_(spec.options),
        missing_values_(spec.missing_values),
        field_(field),
        hmac_(key),
        limit_(limit) {}

  Normalizer normalizer_;
  NormalizerOptions options_;
  std::vector<std::string> missing_values_;
  size_t field_;
  core::HmacSha256 hmac_;
  uint64_t limit_;  // tags from here on are outside
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_MOCK_SAMPLE_H_
