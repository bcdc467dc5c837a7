// The keystore as the configuration names it.
#ifndef IEUM_SERVER_APP_OPEN_KEYSTORE_H_
#define IEUM_SERVER_APP_OPEN_KEYSTORE_H_

#include <memory>
#include <string>

#include "ieum/server/config/server_config.h"
#include "ieum/server/keystore/keystore.h"

namespace ieum::server {

// Reads the passphrase, or the PIN of the token, and opens the keystore. Errors as Keystore::Open
// and ReadPassphrase; one that is not there is FAILED_PRECONDITION, and the message says whether it
// is to be made or to be restored.
absl::StatusOr<std::unique_ptr<Keystore>> OpenKeystore(const KeystoreFiles& files,
                                                       const std::string& data_dir,
                                                       const core::Clock& clock,
                                                       core::Random& random);

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_OPEN_KEYSTORE_H_
