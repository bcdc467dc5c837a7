// ieum secret new | check-value
#include "cli/command.h"
#include "cli/secret_source.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::Status RunCommand(const SecretNewOptions& options, const CommandContext& context) {
  const HolderSecret secret = HolderSecret::Generate(context.random);
  IEUM_RETURN_IF_ERROR(secret.WriteTo(options.out_file));
  absl::FPrintF(context.out, "check value  %s\n", secret.CheckValue());
  absl::FPrintF(context.err,
                "Wrote '%s' (mode 0600). Give it to the other holders of this project on a safe "
                "way, never to a server;\ncompare the check value by telephone.\n",
                options.out_file);
  return absl::OkStatus();
}

absl::Status RunCommand(const SecretCheckValueOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret, ReadSecret(options.secret_file));
  absl::FPrintF(context.out, "%s\n", secret.CheckValue());
  return absl::OkStatus();
}

}  // namespace ieum::client
