// The salt of an exact profile: agreed by the parties, secret, and only ever from a file. It is a
// master key, not a nonce: whoever has it can hash every resident and read all keys.
#ifndef IEUM_CLIENT_EXACT_SALT_H_
#define IEUM_CLIENT_EXACT_SALT_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"

namespace ieum::client {

// Its own type, so that it cannot be mistaken for another secret. Move-only.
struct Salt {
  core::SecretBytes content;  // the file as it is
};

// Largest salt file, in bytes.
inline constexpr size_t kMaxSaltBytes = size_t{64} << 10;

// PERMISSION_DENIED if others can read the file; INVALID_ARGUMENT if it is empty, larger than
// kMaxSaltBytes or not a regular file; NOT_FOUND; others as core::SystemError.
absl::StatusOr<Salt> ReadSalt(const std::string& path);

// Writes a new file of mode 0600 with 256 random bits as 64 hexadecimal digits and a line end.
// ALREADY_EXISTS rather than overwrite.
absl::Status WriteNewSalt(core::Random& random, const std::string& path);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_EXACT_SALT_H_
