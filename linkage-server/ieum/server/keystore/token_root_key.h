// A root key that a PKCS #11 token makes, keeps and works with, such as a hardware security module.
#ifndef IEUM_SERVER_KEYSTORE_TOKEN_ROOT_KEY_H_
#define IEUM_SERVER_KEYSTORE_TOKEN_ROOT_KEY_H_

#include <memory>

#include "ieum/core/base/random.h"
#include "ieum/server/keystore/root_key.h"
#include "ieum/server/keystore/token_session.h"

namespace ieum::server {

// Makes a key on the token. `random`, which nonces come from, outlives the key. Errors as
// TokenSession::Open.
absl::StatusOr<std::unique_ptr<RootKey>> NewTokenRootKey(const TokenPlace& place,
                                                         const core::SecretBytes& pin,
                                                         core::Random& random);

// The root key of a file. INVALID_ARGUMENT: the file is under a key of another kind, or its
// parameters are none. NOT_FOUND: the token does not have it. Else as above.
absl::StatusOr<std::unique_ptr<RootKey>> FindTokenRootKey(const TokenPlace& place,
                                                          const core::SecretBytes& pin,
                                                          const RootKeyParameters& parameters,
                                                          core::Random& random);

}  // namespace ieum::server

#endif  // IEUM_SERVER_KEYSTORE_TOKEN_ROOT_KEY_H_
