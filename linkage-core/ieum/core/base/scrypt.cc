#include "ieum/core/base/scrypt.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <bit>

#include "ieum/core/base/status.h"

namespace ieum::core {

absl::StatusOr<SecretBytes> Scrypt(const SecretBytes& passphrase, ByteView salt,
                                   const ScryptCost& cost, size_t size) {
  constexpr uint64_t kMaxMemoryBytes = uint64_t{256} << 20;
  constexpr uint64_t kBytesPerStep = 128;
  if (cost.n < 2 || !std::has_single_bit(cost.n) || cost.r == 0 || cost.p == 0 ||
      cost.n > kMaxMemoryBytes || cost.r > kMaxMemoryBytes / kBytesPerStep / cost.n ||
      cost.p > kMaxMemoryBytes / kBytesPerStep / cost.r) {
    return InvalidArgument("the cost of a key derivation is out of range (n %d, r %d, p %d)",
                           cost.n, cost.r, cost.p);
  }
  SecretBytes key(size);
  // A null pointer would ask whether the cost is in range.
  static constexpr char kNothing[] = "";
  const char* const text =
      passphrase.size() == 0 ? kNothing : reinterpret_cast<const char*>(passphrase.view().data());
  ERR_clear_error();
  const int result =
      EVP_PBE_scrypt(text, passphrase.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                     salt.size(), cost.n, cost.r, cost.p, 2 * kMaxMemoryBytes,
                     reinterpret_cast<unsigned char*>(key.mutable_view().data()), key.size());
  ERR_clear_error();
  if (result == 1) return key;
  return ResourceExhausted(
      "there is no memory to derive the key from the passphrase (%d MiB); end other programs and "
      "try again",
      (kBytesPerStep * cost.n * cost.r) >> 20);
}

}  // namespace ieum::core
