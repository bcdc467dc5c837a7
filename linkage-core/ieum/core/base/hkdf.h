// HKDF-SHA-256 (RFC 5869): independent keys from one secret, told apart by salt and info.
#ifndef IEUM_CORE_BASE_HKDF_H_
#define IEUM_CORE_BASE_HKDF_H_

#include <cstddef>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/secret.h"

namespace ieum::core {

// Extract then expand. REQUIRES: 1 <= size <= 255 * 32 bytes.
SecretBytes HkdfSha256(const SecretBytes& secret, ByteView salt, ByteView info, size_t size);

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_HKDF_H_
