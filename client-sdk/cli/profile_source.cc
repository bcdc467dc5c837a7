#include "cli/profile_source.h"

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::StatusOr<std::string> ReadProfileText(const std::string& name_or_file) {
  absl::StatusOr<std::string> built_in = BuiltInProfile(name_or_file);
  if (built_in.ok()) return built_in;
  absl::StatusOr<std::string> text = core::ReadFile(name_or_file, core::kMaxProfileBytes);
  if (absl::IsNotFound(text.status())) {
    // Both were tried; the message of the first lists the names.
    return core::NotFound("no file '%s', and %s", name_or_file, core::Message(built_in.status()));
  }
  return text;
}

absl::StatusOr<EncodingProfile> ReadProfile(const std::string& name_or_file) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, ReadProfileText(name_or_file));
  absl::StatusOr<EncodingProfile> profile = EncodingProfile::FromJson(text);
  if (!profile.ok()) {
    return core::WithContext(profile.status(), absl::StrFormat("profile '%s'", name_or_file));
  }
  return profile;
}

}  // namespace ieum::client
