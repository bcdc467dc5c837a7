// The canonical form is its own canonical form, and says the same as the text it was made from.
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/profile/preset_rules.h"
#include "ieum/client/profile/profile_words.h"
#include "ieum/core/base/status.h"

using ieum::client::BlockingKeySpec;
using ieum::client::EncodingProfile;
using ieum::client::FieldSpec;
using ieum::client::SegmentForecast;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = ieum::core::AsText(std::as_bytes(std::span(data, size)));
  const absl::StatusOr<std::string> canonical = ieum::core::CanonicalJson(text);
  const absl::StatusOr<EncodingProfile> profile = EncodingProfile::FromJson(text);
  if (!canonical.ok()) {
    IEUM_CHECK(!profile.ok());
    return 0;
  }
  const absl::StatusOr<std::string> twice = ieum::core::CanonicalJson(*canonical);
  // No text grows in canonical form, so its limit holds for that as well.
  IEUM_CHECK(twice.ok() && *twice == *canonical);
  const absl::StatusOr<EncodingProfile> again = EncodingProfile::FromJson(*canonical);
  IEUM_CHECK(profile.status() == again.status());
  if (!profile.ok()) return 0;
  IEUM_CHECK(profile->header.digest == again->header.digest);
  IEUM_CHECK(profile->header.layout == again->header.layout);
  IEUM_CHECK(profile->fields.size() == again->fields.size());
  for (const FieldSpec& field : profile->fields) {
    IEUM_CHECK(field.segment >= 0 && field.segment < profile->header.layout.segment_count());
    IEUM_CHECK(field.bits_per_token >= 1 && field.bits_per_token <= 64);
    IEUM_CHECK(ieum::client::TokenizerFits(field.tokenizer, field.normalizer));
  }
  int values = 0;
  for (const BlockingKeySpec& key : profile->blocking_keys) {
    values += key.bands;
    for (const int f : key.fields) {
      IEUM_CHECK(f >= 0 && static_cast<size_t>(f) < profile->fields.size());
    }
  }
  IEUM_CHECK(values == profile->header.blocking_key_count);
  for (int s = 0; s < profile->header.layout.segment_count(); ++s) {
    const SegmentForecast forecast = ForecastSegment(*profile, s);
    IEUM_CHECK(forecast.fill >= 0 && forecast.fill <= 1);
    IEUM_CHECK(forecast.equal_after_two_errors >= 0.5);
    IEUM_CHECK(forecast.equal_after_two_errors <= forecast.equal_after_one_error);
  }
  IEUM_CHECK(CheckPresetRules(*profile).ok());
  return 0;
}
