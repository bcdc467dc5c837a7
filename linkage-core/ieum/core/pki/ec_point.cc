#include "ieum/core/pki/ec_point.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include <memory>
#include <string_view>

#include "ieum/core/base/status.h"
#include "ieum/core/pki/free_with.h"

namespace ieum::core {
namespace {

using BigNumber = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;

// A coordinate: [32], big-endian.
bool Coordinate(const EVP_PKEY& key, const char* name, std::byte* out) {
  constexpr int kCoordinateBytes = 32;
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(&key, name, &number) != 1) return false;
  const BigNumber owner(number);
  return BN_bn2binpad(number, reinterpret_cast<unsigned char*>(out), kCoordinateBytes) ==
         kCoordinateBytes;
}

}  // namespace

absl::StatusOr<EcPublicKey> PointOf(const EVP_PKEY& key) {
  char group[32] = {};
  EcPublicKey point;
  point[0] = std::byte{4};
  constexpr size_t kX = 1, kY = 33;
  if (EVP_PKEY_get_base_id(&key) != EVP_PKEY_EC ||
      EVP_PKEY_get_group_name(&key, group, sizeof(group), nullptr) != 1 ||
      std::string_view(group) != SN_X9_62_prime256v1 ||
      !Coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X, &point[kX]) ||
      !Coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y, &point[kY])) {
    return InvalidArgument("not a key of EC P-256, which is needed to encrypt; ask for one");
  }
  return point;
}

}  // namespace ieum::core
