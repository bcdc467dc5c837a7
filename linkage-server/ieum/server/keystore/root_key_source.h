// Where the root key of a keystore is, as a configuration says it.
#ifndef IEUM_SERVER_KEYSTORE_ROOT_KEY_SOURCE_H_
#define IEUM_SERVER_KEYSTORE_ROOT_KEY_SOURCE_H_

#include <memory>

#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"
#include "ieum/server/keystore/root_key.h"
#include "ieum/server/keystore/token_session.h"

namespace ieum::server {

// token: no module means none; `phrase` is a passphrase then, else the PIN of the token. `random`
// outlives the key. Errors as NewTokenRootKey, CheckNewPassphrase and NewPassphraseRootKey.
absl::StatusOr<std::unique_ptr<RootKey>> NewRootKey(const TokenPlace& token,
                                                    const core::SecretBytes& phrase,
                                                    core::Random& random);

// The one of a file. Errors as FindTokenRootKey and FindPassphraseRootKey.
absl::StatusOr<std::unique_ptr<RootKey>> FindRootKeyOf(const RootKeyParameters& parameters,
                                                       const TokenPlace& token,
                                                       const core::SecretBytes& phrase,
                                                       core::Random& random);

}  // namespace ieum::server

#endif  // IEUM_SERVER_KEYSTORE_ROOT_KEY_SOURCE_H_
