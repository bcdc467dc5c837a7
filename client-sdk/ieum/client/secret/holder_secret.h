// The holder secret: 256 bits shared by the holders of one project, never given to a server.
#ifndef IEUM_CLIENT_SECRET_HOLDER_SECRET_H_
#define IEUM_CLIENT_SECRET_HOLDER_SECRET_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"

namespace ieum::client {

// Its own type, so that it cannot be mistaken for another secret. Move-only.
struct HolderSecret {
  static constexpr size_t kSizeBytes = 32;
  core::SecretBytes bytes;  // [kSizeBytes]

  static HolderSecret Generate(core::Random& random);

  // The file: "ieum holder secret 1\n", 64 hexadecimal digits, "\n"; mode 0600.
  // PERMISSION_DENIED if others can read it; INVALID_ARGUMENT if it is not such a file; NOT_FOUND.
  static absl::StatusOr<HolderSecret> ReadFrom(const std::string& path);
  // ALREADY_EXISTS rather than overwrite.
  absl::Status WriteTo(const std::string& path) const;

  // Eight hexadecimal digits of HKDF(secret, info "ieum/v1/check value"): two holders compare them
  // by telephone to learn whether their secrets are equal. Tells nothing else about the secret.
  std::string CheckValue() const;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SECRET_HOLDER_SECRET_H_
