// HMAC-SHA-256 (RFC 2104, FIPS 198-1) with one keyed context used for many messages.
#ifndef IEUM_CORE_BASE_HMAC_H_
#define IEUM_CORE_BASE_HMAC_H_

#include <memory>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"

namespace ieum::core {

// One thread at a time. Holds the key inside OpenSSL's context, which cleanses it.
class HmacSha256 final {
 public:
  // `key` is copied; any size.
  explicit HmacSha256(ByteView key);
  ~HmacSha256();
  HmacSha256(HmacSha256&&) noexcept;
  HmacSha256& operator=(HmacSha256&&) noexcept;

  // The 32-byte tag of one message.
  Sha256Digest Tag(ByteView message);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_HMAC_H_
