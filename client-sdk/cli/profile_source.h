// Profiles as commands name them: built in, or in a file.
#ifndef IEUM_CLIENT_CLI_PROFILE_SOURCE_H_
#define IEUM_CLIENT_CLI_PROFILE_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

// JSON text of a profile: the built-in one of that name, else the file. A file that has the name of
// a built-in profile is meant by "./name". NOT_FOUND says what there is.
absl::StatusOr<std::string> ReadProfileText(const std::string& name_or_file);
// The same, checked. INVALID_ARGUMENT: as EncodingProfile::FromJson.
absl::StatusOr<EncodingProfile> ReadProfile(const std::string& name_or_file);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_PROFILE_SOURCE_H_
