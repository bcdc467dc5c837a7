#include "ieum/core/matching/profile_rule.h"

#include <vector>

namespace ieum::core {

absl::StatusOr<ScoringRule> RuleOfProfile(const ProfileHeader& profile,
                                          int threshold_basis_points) {
  std::vector<SegmentRule> segments;
  for (size_t s = 0; s < profile.weights.size(); ++s) {
    SegmentRule segment{.weight = profile.weights[s]};
    switch (profile.hardenings[s].method) {
      case HardeningMethod::kDiffusion:
        segment.hamming_bits = profile.layout.segments()[s].bit_count;
        segment.xor_count = profile.hardenings[s].xor_count;
        break;
      case HardeningMethod::kBalance:
        segment.hamming_bits = profile.layout.segments()[s].bit_count;
        break;
      case HardeningMethod::kNone:
      case HardeningMethod::kFlip:
      case HardeningMethod::kXorFold:
        break;
    }
    segments.push_back(segment);
  }
  return ScoringRule::CreateForSegments(segments, threshold_basis_points);
}

std::vector<SegmentEncoding> SegmentEncodingsOf(const ProfileHeader& profile) {
  std::vector<SegmentEncoding> encodings;
  for (size_t s = 0; s < profile.hardenings.size(); ++s) {
    const SegmentHardening& hardening = profile.hardenings[s];
    SegmentEncoding encoding = {.bit_count = profile.layout.segments()[s].bit_count};
    switch (hardening.method) {
      case HardeningMethod::kDiffusion:
        encoding.xor_count = hardening.xor_count;
        break;
      case HardeningMethod::kBalance:
        encoding.xor_count = 1;
        break;
      case HardeningMethod::kFlip:
        encoding.flip_basis_points = hardening.flip_basis_points;
        break;
      case HardeningMethod::kNone:
      case HardeningMethod::kXorFold:
        break;
    }
    encodings.push_back(encoding);
  }
  return encodings;
}

}  // namespace ieum::core
