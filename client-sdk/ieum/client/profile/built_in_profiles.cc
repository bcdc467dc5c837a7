#include "ieum/client/profile/embedded_profiles.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::StatusOr<std::string> BuiltInProfile(std::string_view name) {
  std::string names;
  for (const EmbeddedProfile& profile : EmbeddedProfiles()) {
    if (profile.name == name) return std::string(profile.json);
    if (!names.empty()) names += ", ";
    names += profile.name;
  }
  return core::NotFound("no built-in profile is called '%s'; there are: %s", name, names);
}

std::vector<std::string> BuiltInProfileNames() {
  std::vector<std::string> names;
  for (const EmbeddedProfile& profile : EmbeddedProfiles()) names.emplace_back(profile.name);
  return names;
}

}  // namespace ieum::client
