// scrypt (RFC 7914): a key from a passphrase, made costly to guess by the memory each guess takes.
#ifndef IEUM_CORE_BASE_SCRYPT_H_
#define IEUM_CORE_BASE_SCRYPT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/secret.h"

namespace ieum::core {

// One derivation takes 128 * n * r bytes of memory.
struct ScryptCost {
  uint64_t n = uint64_t{1} << 17;  // a power of two
  uint32_t r = 8;
  uint32_t p = 1;
};

// Costs that come from a file are bounded by their reader; here only memory is: at most 256 MiB.
// RESOURCE_EXHAUSTED: there is not so much memory. INVALID_ARGUMENT: the cost is no scrypt cost.
// REQUIRES: size >= 1.
absl::StatusOr<SecretBytes> Scrypt(const SecretBytes& passphrase, ByteView salt,
                                   const ScryptCost& cost, size_t size);

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_SCRYPT_H_
