#include "ieum/core/base/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Fetching an algorithm costs about a microsecond, so it is done once per process.
EVP_MAC* HmacAlgorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  IEUM_CHECK(algorithm != nullptr);
  return algorithm;
}

const unsigned char* Data(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

struct HmacSha256::Context {
  EVP_MAC_CTX* evp = EVP_MAC_CTX_new(HmacAlgorithm());
  Context() { IEUM_CHECK(evp != nullptr); }
  ~Context() { EVP_MAC_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

HmacSha256::HmacSha256(ByteView key) : context_(std::make_unique<Context>()) {
  char digest_name[] = "SHA256";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
      OSSL_PARAM_construct_end()};
  // A null pointer would mean "keep the key", so an empty key points at something.
  static constexpr std::byte kNothing{};
  const ByteView given = key.empty() ? ByteView(&kNothing, 0) : key;
  IEUM_CHECK(EVP_MAC_init(context_->evp, Data(given), given.size(), params) == 1);
}

HmacSha256::~HmacSha256() = default;
HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;

Sha256Digest HmacSha256::Tag(ByteView message) {
  Sha256Digest tag;
  size_t size = 0;
  // Re-initialising with a null key keeps the key schedule: five times faster than a new context.
  IEUM_CHECK(EVP_MAC_init(context_->evp, nullptr, 0, nullptr) == 1);
  IEUM_CHECK(EVP_MAC_update(context_->evp, Data(message), message.size()) == 1);
  IEUM_CHECK(EVP_MAC_final(context_->evp, reinterpret_cast<unsigned char*>(tag.data()), &size,
                           tag.size()) == 1);
  IEUM_CHECK(size == tag.size());
  return tag;
}

}  // namespace ieum::core
