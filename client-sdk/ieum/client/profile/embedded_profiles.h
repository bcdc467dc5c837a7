// The profiles of client-sdk/data/profiles as text; cmake/EmbedProfiles.cmake generates the source.
// Others use BuiltInProfile().
#ifndef IEUM_CLIENT_PROFILE_EMBEDDED_PROFILES_H_
#define IEUM_CLIENT_PROFILE_EMBEDDED_PROFILES_H_

#include <span>
#include <string_view>

namespace ieum::client {

struct EmbeddedProfile {
  std::string_view name;  // of the file, without ".json"
  std::string_view json;
};

// In the order of their names; lives as long as the program.
std::span<const EmbeddedProfile> EmbeddedProfiles();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PROFILE_EMBEDDED_PROFILES_H_
