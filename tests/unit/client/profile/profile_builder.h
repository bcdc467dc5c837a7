// Profiles for the tests of this folder, as JSON that a test changes member by member.
#ifndef IEUM_TESTS_UNIT_CLIENT_PROFILE_PROFILE_BUILDER_H_
#define IEUM_TESTS_UNIT_CLIENT_PROFILE_PROFILE_BUILDER_H_

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "ieum/client/profile/encoding_profile.h"
#include "support/status_matchers.h"

namespace ieum::testing {

using Json = nlohmann::json;

inline Json BuiltInJson(const std::string& name) {
  const auto text = client::BuiltInProfile(name);
  EXPECT_OK(text);
  return Json::parse(*text);
}

inline absl::StatusOr<client::EncodingProfile> ReadJson(const Json& profile) {
  return client::EncodingProfile::FromJson(profile.dump());
}

// `profile` with the value at a JSON pointer such as "/fields/0/tokens" replaced or added; removed
// if `value` is null.
inline Json With(Json profile, const std::string& pointer, Json value) {
  const Json::json_pointer path(pointer);
  if (value.is_null()) {
    profile.at(path.parent_pointer()).erase(path.back());
  } else {
    profile[path] = std::move(value);
  }
  return profile;
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_CLIENT_PROFILE_PROFILE_BUILDER_H_
