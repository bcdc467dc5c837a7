// What stands at the root of a keystore: a key that wraps its project keys and that never leaves
// its own keeper: a passphrase, or a PKCS #11 token.
#ifndef IEUM_SERVER_KEYSTORE_ROOT_KEY_H_
#define IEUM_SERVER_KEYSTORE_ROOT_KEY_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/secret.h"

namespace ieum::server {

// FORMAT: the numbers are stored (docs/formats/keystore.md).
enum class RootKeyKind : uint8_t { kPassphrase = 1, kToken = 2 };

// What the file says of its root key, without anything secret.
struct RootKeyParameters {
  RootKeyKind kind = RootKeyKind::kPassphrase;
  core::Bytes bytes;  // at most kMaxRootParameterBytes; their meaning depends on the kind
  friend bool operator==(const RootKeyParameters&, const RootKeyParameters&) = default;
};
inline constexpr size_t kMaxRootParameterBytes = 256;

// A sealed text is the nonce, the ciphertext and the tag of AES-256-GCM one behind the other.
inline constexpr size_t kRootNonceBytes = 12;
inline constexpr size_t kRootTagBytes = 16;
inline constexpr size_t kRootOverheadBytes = kRootNonceBytes + kRootTagBytes;

// One thread at a time.
class RootKey {
 public:
  virtual ~RootKey() = default;
  // Those that the file keeps, so that the same key can be had again.
  virtual RootKeyParameters parameters() const = 0;
  // [plaintext.size() + kRootOverheadBytes]. UNAVAILABLE: the keeper of the key refuses.
  virtual absl::StatusOr<core::Bytes> Seal(core::ByteView associated, core::ByteView plaintext) = 0;
  // PERMISSION_DENIED if `sealed` was not sealed by this key with this associated data. UNAVAILABLE
  // as above. REQUIRES: sealed.size() >= kRootOverheadBytes.
  virtual absl::StatusOr<core::SecretBytes> Open(core::ByteView associated,
                                                 core::ByteView sealed) = 0;
};

// Finds the root key that a file asks for. INVALID_ARGUMENT: the file is under a key of another
// kind than the one that was configured, or its parameters are none.
using FindRootKey =
    std::function<absl::StatusOr<std::unique_ptr<RootKey>>(const RootKeyParameters& parameters)>;

}  // namespace ieum::server

#endif  // IEUM_SERVER_KEYSTORE_ROOT_KEY_H_
