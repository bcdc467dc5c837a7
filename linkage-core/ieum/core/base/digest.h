// SHA-2 (SHA-256 for the identity of content, all three for keys of the legacy exact profile) and
// CRC32C (accidental damage). Thin over OpenSSL and ISA-L.
#ifndef IEUM_CORE_BASE_DIGEST_H_
#define IEUM_CORE_BASE_DIGEST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "ieum/core/base/bytes.h"

namespace ieum::core {

using Sha256Digest = std::array<std::byte, 32>;

// FIPS 180-4.
Sha256Digest Sha256(ByteView bytes);

// SHA-256 of a stream. One thread at a time.
class Sha256Stream final {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;

  void Update(ByteView bytes);
  // Ends the stream; call once.
  Sha256Digest Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

enum class Sha2 { k256, k384, k512 };

// Digest of the pieces behind one another, 32, 48 or 64 bytes; nothing is copied together, so that
// a piece may be a secret. FIPS 180-4.
Bytes Sha2Digest(Sha2 algorithm, std::span<const ByteView> pieces);

// CRC-32C (Castagnoli, RFC 3720 appendix B.4): Crc32c("123456789") = 0xe3069283.
uint32_t Crc32c(ByteView bytes);

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_DIGEST_H_
