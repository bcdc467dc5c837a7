// Reads the fields of a profile. Others use EncodingProfile::FromJson.
#ifndef IEUM_CLIENT_PROFILE_FIELD_READER_H_
#define IEUM_CLIENT_PROFILE_FIELD_READER_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

// The member "fields" of a profile whose header was read. INVALID_ARGUMENT as FromJson.
absl::StatusOr<std::vector<FieldSpec>> ReadFields(const core::ProfileHeader& header);

// The member "blocking_keys", empty if there is none. INVALID_ARGUMENT as FromJson.
absl::StatusOr<std::vector<BlockingKeySpec>> ReadBlockingKeys(const core::ProfileHeader& header,
                                                              const std::vector<FieldSpec>& fields);

// Names of members that the readers know, in the order of docs/formats/profile.md. A misspelt
// member would silently change nothing, so unknown ones are refused.
inline constexpr std::string_view kProfileMembers[] = {
    "profile",   "version",  "unicode", "icu",           "preset",
    "threshold", "segments", "fields",  "blocking_keys", "allow_partial_ci"};
inline constexpr std::string_view kFieldMembers[] = {
    "name",      "column",         "segment", "attribute",    "normalizer", "options",
    "tokenizer", "bits_per_token", "tokens",  "entropy_bits", "invalid",    "missing_values"};
inline constexpr std::string_view kBlockingKeyMembers[] = {"name", "method", "fields", "bands",
                                                           "rows"};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PROFILE_FIELD_READER_H_
