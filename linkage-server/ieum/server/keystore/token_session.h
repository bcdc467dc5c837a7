// A session with a PKCS #11 token, in which a key of AES-256-GCM works without ever leaving it.
// METHOD: PKCS #11 Cryptographic Token Interface 2.40 (OASIS), CKM_AES_KEY_GEN and CKM_AES_GCM.
#ifndef IEUM_SERVER_KEYSTORE_TOKEN_SESSION_H_
#define IEUM_SERVER_KEYSTORE_TOKEN_SESSION_H_

#include <array>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/secret.h"
#include "ieum/server/keystore/root_key.h"

namespace ieum::server {

// Which token: the library that speaks to it, and the label it was given when it was made.
struct TokenPlace {
  std::string module;  // path of the library
  std::string label;
  friend bool operator==(const TokenPlace&, const TokenPlace&) = default;
};

// What a token calls a key (CKA_ID).
using TokenKeyId = std::array<std::byte, 16>;

// Move-only; one thread at a time. UNAVAILABLE of any call: the token refuses or is gone.
class TokenSession final {
 public:
  // Loads the library, finds the token and logs in as its user. NOT_FOUND: no library, or no token
  // of that label. INVALID_ARGUMENT: several, or no label. PERMISSION_DENIED: the PIN is another
  // one, or locked; it is tried once.
  static absl::StatusOr<std::unique_ptr<TokenSession>> Open(const TokenPlace& place,
                                                            const core::SecretBytes& pin);
  ~TokenSession();
  TokenSession(const TokenSession&) = delete;
  TokenSession& operator=(const TokenSession&) = delete;

  // Makes an AES-256 key on the token, kept there, that can be neither read nor wrapped out of it.
  absl::Status MakeKey(const TokenKeyId& id);
  // Takes the key that the next two work with. NOT_FOUND: the token has none of that id.
  absl::Status UseKey(const TokenKeyId& id);
  // Ciphertext and tag behind each other.
  using Nonce = std::array<std::byte, kRootNonceBytes>;
  absl::StatusOr<core::Bytes> Seal(const Nonce& nonce, core::ByteView associated,
                                   core::ByteView plaintext);
  // PERMISSION_DENIED if the tag does not fit. REQUIRES: sealed.size() >= kRootTagBytes.
  absl::StatusOr<core::SecretBytes> Open(const Nonce& nonce, core::ByteView associated,
                                         core::ByteView sealed);

 private:
  struct State;
  explicit TokenSession(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_KEYSTORE_TOKEN_SESSION_H_
