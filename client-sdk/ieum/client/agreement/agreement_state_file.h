// The state of an agreement between its steps, under a passphrase. FORMAT:
// docs/formats/secret-agreement.md.
#ifndef IEUM_CLIENT_AGREEMENT_AGREEMENT_STATE_FILE_H_
#define IEUM_CLIENT_AGREEMENT_AGREEMENT_STATE_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/client/agreement/agreement.h"

namespace ieum::client {

// PERMISSION_DENIED if others can read the file or the passphrase does not open it;
// INVALID_ARGUMENT if it is no state file; NOT_FOUND.
absl::StatusOr<AgreementState> ReadAgreementState(const std::string& path,
                                                  const core::SecretBytes& passphrase);
// ALREADY_EXISTS rather than overwrite. scrypt_log2_n of both: as WriteSecretFile.
absl::Status WriteNewAgreementState(const std::string& path, const AgreementState& state,
                                    const core::SecretBytes& passphrase, int scrypt_log2_n,
                                    core::Random& random);
// Replaces the file; a crash leaves the old or the new one.
absl::Status ReplaceAgreementState(const std::string& path, const AgreementState& state,
                                   const core::SecretBytes& passphrase, int scrypt_log2_n,
                                   core::Random& random);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_AGREEMENT_AGREEMENT_STATE_FILE_H_
