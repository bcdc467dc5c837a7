// What a preset promises, and whether a profile can keep it: the rules that refuse weak
// combinations of segments, fields and hardening. DESIGN: docs/formats/profile.md, "Rules of the
// presets", has each rule with its source.
#ifndef IEUM_CLIENT_PROFILE_PRESET_RULES_H_
#define IEUM_CLIENT_PROFILE_PRESET_RULES_H_

#include "absl/status/status.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

// Window for the expected fill of a diffused segment's Bloom filter, in thousandths: below, the
// XORs hide too little; above, they hide the difference between persons.
inline constexpr int kLeastDiffusedFill = 300;
inline constexpr int kMostDiffusedFill = 360;

// What can be expected of a segment before any record was seen, from what the profile says of its
// fields. Computed by multiplication alone, so it is the same on every machine up to the last bits
// of a double; rules look at it rounded to thousandths.
struct SegmentForecast {
  int inserted_bits;  // N·k: tokens of a usual record times their bits, of all fields
  int entropy_bits;   // of all fields together; of those that read one column the strongest counts
  double fill;        // p: share of the Bloom filter's bits that are set
  // Of two filters that differ by typing errors in the field that suffers most from them: the share
  // of equal bits in the segment, and by how many standard deviations it is above the half that
  // unrelated records have. For diffused segments; of others the share in the filter, and 0.
  double equal_after_one_error;
  double equal_after_two_errors;
  double sigmas_after_one_error;
  double sigmas_after_two_errors;
};

// segment: index into the layout. Fields whose tokens are not said count as empty.
SegmentForecast ForecastSegment(const EncodingProfile& profile, int segment);

// Tokens that differ between two values of which one has a character replaced, in both together.
int TokensChangedByOneError(Tokenizer tokenizer);

// INVALID_ARGUMENT says which rule of the preset is broken, why it is one, and what to change.
absl::Status CheckPresetRules(const EncodingProfile& profile);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PROFILE_PRESET_RULES_H_
