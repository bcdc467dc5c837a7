// What a profile says to those who match: one place for everybody.
#ifndef IEUM_CORE_MATCHING_PROFILE_RULE_H_
#define IEUM_CORE_MATCHING_PROFILE_RULE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/format/profile_header.h"
#include "ieum/core/model/segment_similarity.h"
#include "ieum/core/similarity/scoring_rule.h"

namespace ieum::core {

// Weights of the profile; segments hardened by diffusion or balance by Hamming distance, all others
// by Dice. threshold: instead of the profile's, which a project or a command may replace.
// INVALID_ARGUMENT: threshold outside 1 to 10'000 basis points.
absl::StatusOr<ScoringRule> RuleOfProfile(const ProfileHeader& profile, int threshold_basis_points);

// [segment_count] How the model is to compare each segment.
std::vector<SegmentEncoding> SegmentEncodingsOf(const ProfileHeader& profile);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_PROFILE_RULE_H_
