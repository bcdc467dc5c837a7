// One value of the database under the key of its project: unreadable without it, and readable only
// in the place it was written to. FORMAT: docs/formats/sealed-value.md.
#ifndef IEUM_SERVER_STORAGE_SEALED_VALUE_H_
#define IEUM_SERVER_STORAGE_SEALED_VALUE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/base/aead.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"
#include "ieum/server/keystore/keystore_file.h"

namespace ieum::server {

// Where a value lies; part of what is authenticated. Borrowed.
struct SealedPlace {
  std::string_view column;  // name of the column family
  const OpaqueId& project;
  const OpaqueId& key_id;
  std::string_view key;  // as in the database
};

// u8 format, u8 cipher, key id, salt.
inline constexpr size_t kSealedSaltBytes = 32;
inline constexpr size_t kSealedHeaderBytes = 2 + std::tuple_size_v<OpaqueId> + kSealedSaltBytes;
inline constexpr size_t kSealedOverheadBytes = kSealedHeaderBytes + core::Gcm::kTagBytes;

// Every value gets a key of its own from a random salt of 256 bits, so that no two are sealed under
// one key and nonce, whatever was restarted, copied or restored in between.
core::Bytes SealValue(core::GcmCipher cipher, const core::SecretBytes& project_key,
                      const SealedPlace& place, core::ByteView value, core::Random& random);

// DATA_LOSS if a bit of it has changed, or it was sealed for another place or project.
// FAILED_PRECONDITION: under another key of the project, or by another version.
absl::StatusOr<std::string> OpenValue(const core::SecretBytes& project_key,
                                      const SealedPlace& place, core::ByteView sealed);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_SEALED_VALUE_H_
