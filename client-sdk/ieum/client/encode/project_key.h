// Keys of one project for what is done with its holders' records.
#ifndef IEUM_CLIENT_ENCODE_PROJECT_KEY_H_
#define IEUM_CLIENT_ENCODE_PROJECT_KEY_H_

#include <string_view>

#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::client {

// HKDF-SHA-256 (RFC 5869) of the secret, salt = project id, info = purpose ‖ profile digest ‖ name;
// 32 bytes, in secure memory. FORMAT: docs/formats/encoding.md. Keys of different projects,
// purposes or names say nothing about each other.
core::SecretBytes DeriveProjectKey(const EncodingProfile& profile, const HolderSecret& secret,
                                   const core::ProjectId& project, std::string_view purpose,
                                   std::string_view name);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_PROJECT_KEY_H_
