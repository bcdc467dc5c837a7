#include "ieum/client/agreement/agreement_state_file.h"

#include "ieum/client/secret/passphrase.h"
#include "ieum/client/secret/private_file.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::SecretBytes;

constexpr std::string_view kKind = "ieum agreement state 1";
constexpr size_t kMaxFileBytes = 1000;
constexpr unsigned kOwnerOnly = 0600;

absl::StatusOr<std::string> Seal(const AgreementState& state, const SecretBytes& passphrase,
                                 int scrypt_log2_n, core::Random& random) {
  return SealWithPassphrase(kKind, state.Serialize(), passphrase, scrypt_log2_n, random);
}

}  // namespace

absl::StatusOr<AgreementState> ReadAgreementState(const std::string& path,
                                                  const SecretBytes& passphrase) {
  IEUM_ASSIGN_OR_RETURN(const SecretBytes text, ReadPrivateFile(path, kMaxFileBytes));
  const auto sealed =
      SealedText::Parse(kKind, core::AsText(text.view()), AgreementState::kSizeBytes);
  if (!sealed.ok()) {
    return core::InvalidArgument(
        "'%s' is not the state of an agreement; take the file that 'ieum secret agree start' wrote",
        path);
  }
  const absl::StatusOr<SecretBytes> content = sealed->Open(passphrase);
  if (!content.ok()) return core::WithContext(content.status(), "'" + path + "'");
  return AgreementState::Parse(*content);
}

absl::Status WriteNewAgreementState(const std::string& path, const AgreementState& state,
                                    const SecretBytes& passphrase, int scrypt_log2_n,
                                    core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, Seal(state, passphrase, scrypt_log2_n, random));
  return WriteNewPrivateFile(path, core::AsBytes(text));
}

absl::Status ReplaceAgreementState(const std::string& path, const AgreementState& state,
                                   const SecretBytes& passphrase, int scrypt_log2_n,
                                   core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, Seal(state, passphrase, scrypt_log2_n, random));
  return core::WriteFileDurably(path, text, kOwnerOnly);
}

}  // namespace ieum::client
