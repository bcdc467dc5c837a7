#include "ieum/server/keystore/root_key_source.h"

#include "ieum/core/base/status.h"
#include "ieum/server/keystore/passphrase_root_key.h"
#include "ieum/server/keystore/token_root_key.h"

namespace ieum::server {

absl::StatusOr<std::unique_ptr<RootKey>> NewRootKey(const TokenPlace& token,
                                                    const core::SecretBytes& phrase,
                                                    core::Random& random) {
  if (!token.module.empty()) return NewTokenRootKey(token, phrase, random);
  IEUM_RETURN_IF_ERROR(CheckNewPassphrase(phrase));
  return NewPassphraseRootKey(phrase, kScryptLog2N, random);
}

absl::StatusOr<std::unique_ptr<RootKey>> FindRootKeyOf(const RootKeyParameters& parameters,
                                                       const TokenPlace& token,
                                                       const core::SecretBytes& phrase,
                                                       core::Random& random) {
  if (!token.module.empty()) return FindTokenRootKey(token, phrase, parameters, random);
  return FindPassphraseRootKey(phrase, parameters, random);
}

}  // namespace ieum::server
