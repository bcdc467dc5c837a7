#include "ieum/core/pki/key_agreement.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <memory>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/pki/ec_point.h"
#include "ieum/core/pki/free_with.h"

namespace ieum::core {
namespace {

using BigNumber = std::unique_ptr<BIGNUM, FreeWith<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, FreeWith<EC_GROUP_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using Point = std::unique_ptr<EC_POINT, FreeWith<EC_POINT_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>>;

const EC_GROUP* P256() {
  static const EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  IEUM_CHECK(group != nullptr);
  return group;
}

// The number in secure memory; null if it is not in [1, order - 1].
BigNumber Scalar(const SecretBytes& private_key) {
  if (private_key.size() != KeyAgreement::kPrivateKeyBytes) return nullptr;
  BigNumber scalar(BN_secure_new());
  IEUM_CHECK(scalar != nullptr);
  IEUM_CHECK(BN_bin2bn(reinterpret_cast<const unsigned char*>(private_key.view().data()),
                       static_cast<int>(private_key.size()), scalar.get()) != nullptr);
  BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
  if (BN_is_zero(scalar.get()) || BN_cmp(scalar.get(), EC_GROUP_get0_order(P256())) >= 0) {
    return nullptr;
  }
  return scalar;
}

// The key pair, or with no scalar the public key alone; null if it is not a point of the curve.
Key KeyOf(const BIGNUM* scalar, const EcPublicKey& public_key) {
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  IEUM_CHECK(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                             SN_X9_62_prime256v1, 0) == 1);
  IEUM_CHECK(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                              public_key.data(), public_key.size()) == 1);
  if (scalar != nullptr) {
    IEUM_CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1);
  }
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  IEUM_CHECK(params != nullptr && context != nullptr);
  EVP_PKEY* key = nullptr;
  ERR_clear_error();
  const bool made = EVP_PKEY_fromdata_init(context.get()) == 1 &&
                    EVP_PKEY_fromdata(context.get(), &key,
                                      scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                                      params.get()) == 1;
  ERR_clear_error();
  return made ? Key(key) : nullptr;
}

// A key with a passphrase must fail, not ask at the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

}  // namespace

Sha256Digest DigestOfKey(const EcPublicKey& key) {
  // SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING of the point }.
  constexpr unsigned char kPrefix[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                       0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                       0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
  Sha256Stream stream;
  stream.Update(std::as_bytes(std::span(kPrefix)));
  stream.Update(key);
  return stream.Finish();
}

KeyAgreement KeyAgreement::Generate(Random& random) {
  // FIPS 186-5 appendix A.2.2: numbers outside the range, one in 2^32, are drawn again.
  while (true) {
    SecretBytes private_key(kPrivateKeyBytes);
    random.Fill(private_key.mutable_view());
    absl::StatusOr<KeyAgreement> key = FromPrivateKey(std::move(private_key));
    if (key.ok()) return *std::move(key);
  }
}

absl::StatusOr<KeyAgreement> KeyAgreement::FromPrivateKey(SecretBytes private_key) {
  const BigNumber scalar = Scalar(private_key);
  if (scalar == nullptr) return InvalidArgument("not a private key of P-256");
  const Point point(EC_POINT_new(P256()));
  IEUM_CHECK(point != nullptr);
  IEUM_CHECK(EC_POINT_mul(P256(), point.get(), scalar.get(), nullptr, nullptr, nullptr) == 1);
  EcPublicKey public_key;
  IEUM_CHECK(EC_POINT_point2oct(P256(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                                reinterpret_cast<unsigned char*>(public_key.data()),
                                public_key.size(), nullptr) == public_key.size());
  return KeyAgreement(std::move(private_key), public_key);
}

absl::StatusOr<KeyAgreement> KeyAgreement::FromPem(std::string_view key_pem,
                                                   std::string_view what) {
  ERR_clear_error();
  const Bio bio(BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())));
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr) {
    return InvalidArgument("%s holds no private key in PEM form without passphrase", what);
  }
  if (const auto point = PointOf(*key); !point.ok()) return WithContext(point.status(), what);
  BIGNUM* number = BN_secure_new();
  const bool found = EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1;
  const BigNumber scalar(number);
  SecretBytes private_key(kPrivateKeyBytes);
  if (!found ||
      BN_bn2binpad(scalar.get(),
                   reinterpret_cast<unsigned char*>(private_key.mutable_view().data()),
                   static_cast<int>(private_key.size())) != static_cast<int>(private_key.size())) {
    return InvalidArgument("%s holds no private key of EC P-256", what);
  }
  return FromPrivateKey(std::move(private_key));
}

absl::StatusOr<SecretBytes> KeyAgreement::Agree(const EcPublicKey& other) const {
  const BigNumber scalar = Scalar(private_key_);
  const Key own = scalar == nullptr ? nullptr : KeyOf(scalar.get(), public_key_);
  IEUM_CHECK(own != nullptr);
  const Key peer = other[0] == std::byte{4} ? KeyOf(nullptr, other) : nullptr;
  if (peer == nullptr) return InvalidArgument("a public key is not a point of P-256");
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr));
  IEUM_CHECK(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1);
  SecretBytes shared(kPrivateKeyBytes);
  size_t size = shared.size();
  ERR_clear_error();
  const bool derived =
      EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1 &&
      EVP_PKEY_derive(context.get(), reinterpret_cast<unsigned char*>(shared.mutable_view().data()),
                      &size) == 1;
  ERR_clear_error();
  if (!derived || size != shared.size()) {
    return InvalidArgument("a public key is not a point of P-256");
  }
  return shared;
}

}  // namespace ieum::core
