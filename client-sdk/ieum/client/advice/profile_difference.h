// What tells two profiles apart, member by member, and what each difference changes.
#ifndef IEUM_CLIENT_ADVICE_PROFILE_DIFFERENCE_H_
#define IEUM_CLIENT_ADVICE_PROFILE_DIFFERENCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "ieum/core/format/profile_header.h"

namespace ieum::client {

// Any difference changes the digest and with it every key, so that files encoded under one profile
// are never comparable with files encoded under the other. This is what it would change besides.
enum class DifferenceEffect {
  kEncodings,    // which bits a value sets
  kInput,        // which values are read, and which count as missing or wrong
  kDecision,     // which pairs match: threshold, weights
  kDescription,  // what the profile says of itself: name, version, attributes, tokens, entropy
};
std::string_view EffectWords(DifferenceEffect effect);

struct ProfileDifference {
  std::string member;  // "threshold", "fields[name].tokens"; parts of arrays by their "name"
  std::string left;    // canonical JSON of the value; empty: the member is not there
  std::string right;
  DifferenceEffect effect;
};

// In the order of the members' names. Empty if and only if the digests are equal.
std::vector<ProfileDifference> CompareProfiles(const core::ProfileHeader& left,
                                               const core::ProfileHeader& right);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ADVICE_PROFILE_DIFFERENCE_H_
