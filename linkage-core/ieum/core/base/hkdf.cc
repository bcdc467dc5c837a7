#include "ieum/core/base/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "ieum/core/base/status.h"

namespace ieum::core {

SecretBytes HkdfSha256(const SecretBytes& secret, ByteView salt, ByteView info, size_t size) {
  EVP_KDF* algorithm = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  IEUM_CHECK(algorithm != nullptr);
  EVP_KDF_CTX* context = EVP_KDF_CTX_new(algorithm);
  EVP_KDF_free(algorithm);
  IEUM_CHECK(context != nullptr);
  // RFC 5869 section 2.2: no salt means as many zeros as a digest has; OpenSSL refuses an empty
  // one.
  constexpr std::byte kNoSalt[32] = {};
  if (salt.empty()) salt = kNoSalt;
  char digest_name[] = "SHA256";
  // OpenSSL's parameters are not const although it only reads them.
  const auto octets = [](const char* name, ByteView bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::byte*>(bytes.data()),
                                             bytes.size());
  };
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest_name, 0),
      octets(OSSL_KDF_PARAM_KEY, secret.view()), octets(OSSL_KDF_PARAM_SALT, salt),
      octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  SecretBytes derived(size);
  const int result = EVP_KDF_derive(
      context, reinterpret_cast<unsigned char*>(derived.mutable_view().data()), size, params);
  EVP_KDF_CTX_free(context);
  IEUM_CHECK(result == 1);
  return derived;
}

}  // namespace ieum::core
