#include "ieum/core/pki/ed25519.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/pki/free_with.h"

namespace ieum::core {
namespace {

using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;

const unsigned char* Data(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Key PrivateKey(const SecretBytes& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Data(seed.view()), seed.size()));
  IEUM_CHECK(key != nullptr);
  return key;
}

}  // namespace

Ed25519Key Ed25519Key::Generate(Random& random) {
  SecretBytes seed(kSeedBytes);
  random.Fill(seed.mutable_view());
  return FromSeed(std::move(seed)).value();
}

absl::StatusOr<Ed25519Key> Ed25519Key::FromSeed(SecretBytes seed) {
  if (seed.size() != kSeedBytes) return InvalidArgument("a private key of Ed25519 has 32 bytes");
  const Key key = PrivateKey(seed);
  Ed25519PublicKey public_key;
  size_t size = public_key.size();
  IEUM_CHECK(EVP_PKEY_get_raw_public_key(
                 key.get(), reinterpret_cast<unsigned char*>(public_key.data()), &size) == 1);
  IEUM_CHECK(size == public_key.size());
  return Ed25519Key(std::move(seed), public_key);
}

Ed25519Signature Ed25519Key::Sign(ByteView message) const {
  const Key key = PrivateKey(seed_);
  const DigestContext context(EVP_MD_CTX_new());
  IEUM_CHECK(context != nullptr);
  IEUM_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  Ed25519Signature signature;
  size_t size = signature.size();
  IEUM_CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                            &size, Data(message), message.size()) == 1);
  IEUM_CHECK(size == signature.size());
  return signature;
}

bool Ed25519Verifies(const Ed25519PublicKey& key, ByteView message, ByteView signature) {
  ERR_clear_error();
  const Key pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Data(key), key.size()));
  const DigestContext context(EVP_MD_CTX_new());
  IEUM_CHECK(context != nullptr);
  const bool verified =
      pkey != nullptr &&
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
      EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(message),
                       message.size()) == 1;
  ERR_clear_error();
  return verified;
}

}  // namespace ieum::core
