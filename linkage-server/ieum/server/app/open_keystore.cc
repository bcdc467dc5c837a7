#include "ieum/server/app/open_keystore.h"

#include <filesystem>
#include <system_error>

#include "ieum/core/base/status.h"
#include "ieum/server/keystore/passphrase_root_key.h"
#include "ieum/server/keystore/root_key_source.h"

namespace ieum::server {

absl::StatusOr<std::unique_ptr<Keystore>> OpenKeystore(const KeystoreFiles& files,
                                                       const std::string& data_dir,
                                                       const core::Clock& clock,
                                                       core::Random& random) {
  std::error_code error;
  if (!std::filesystem::exists(files.path, error) && !error) {
    if (std::filesystem::exists(data_dir + "/store", error)) {
      return core::FailedPrecondition(
          "there is no keystore '%s', and the data folder holds a store that nothing else can "
          "open; restore the newest copy of its keystore. A new one cannot read it",
          files.path);
    }
    return core::FailedPrecondition(
        "there is no keystore '%s'; make one for this new server: ieumctl keystore init --keystore "
        "'%s' --passphrase-file FILE",
        files.path, files.path);
  }
  IEUM_ASSIGN_OR_RETURN(
      const core::SecretBytes passphrase,
      ReadPassphrase({.file = files.passphrase_file, .descriptor = files.passphrase_descriptor}));
  return Keystore::Open(
      files.path,
      [&](const RootKeyParameters& parameters) {
        return FindRootKeyOf(parameters, {.module = files.token_module, .label = files.token_label},
                             passphrase, random);
      },
      clock, random);
}

}  // namespace ieum::server
