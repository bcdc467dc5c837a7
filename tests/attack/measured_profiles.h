// The profiles whose attacks and quality docs/privacy.md shows beside each other.
#ifndef IEUM_TESTS_ATTACK_MEASURED_PROFILES_H_
#define IEUM_TESTS_ATTACK_MEASURED_PROFILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::testing {

struct MeasuredProfile {
  std::string name;         // for the command line
  std::string description;  // for the table
};

// In the order of the table; all over the columns of Korean persons.
std::vector<MeasuredProfile> MeasuredProfiles();
// NOT_FOUND if there is none of that name.
absl::StatusOr<client::EncodingProfile> ReadMeasuredProfile(std::string_view name);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_MEASURED_PROFILES_H_
