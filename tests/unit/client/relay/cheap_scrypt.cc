// In place of scrypt, which costs 32 MiB and a tenth of a second by design: these tests make an
// agreement some hundred times, and read and write its files at every step. What scrypt yields and
// costs is tested with core/base and client/secret.
#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/scrypt.h"

namespace ieum::core {

absl::StatusOr<SecretBytes> Scrypt(const SecretBytes& passphrase, ByteView salt,
                                   const ScryptCost& /*cost*/, size_t size) {
  return HkdfSha256(passphrase, salt, AsBytes("ieum test scrypt"), size);
}

}  // namespace ieum::core
