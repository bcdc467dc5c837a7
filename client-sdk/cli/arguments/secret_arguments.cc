#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {

void AddSecretCommands(CommandTree& tree) {
  tree.AddGroup("secret");
  tree.Add<SecretNewOptions>("secret new", [](SecretNewOptions& options, OptionSet& set) {
    set.Text({"--out", "FILE", "New file, mode 0600"}, options.out_file, Presence::kRequired);
  });
  tree.Add<SecretCheckValueOptions>("secret check-value", [](SecretCheckValueOptions& options,
                                                             OptionSet& set) {
    set.Text({"--secret-file", "FILE", "Holder secret"}, options.secret_file, Presence::kRequired);
  });
}

}  // namespace ieum::client
