// The scoring rule that a profile asks for: one function for everybody who matches.
#ifndef IEUM_CORE_MATCHING_PROFILE_RULE_H_
#define IEUM_CORE_MATCHING_PROFILE_RULE_H_

#include "absl/status/statusor.h"
#include "ieum/core/format/profile_header.h"
#include "ieum/core/similarity/scoring_rule.h"

namespace ieum::core {

// Weights of the profile; segments hardened by diffusion or balance by Hamming distance, all others
// by Dice. threshold: instead of the profile's, which a project or a command may replace.
// INVALID_ARGUMENT: threshold outside 1 to 10'000 basis points.
absl::StatusOr<ScoringRule> RuleOfProfile(const ProfileHeader& profile, int threshold_basis_points);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_PROFILE_RULE_H_
