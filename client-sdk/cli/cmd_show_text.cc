// ieum --help, ieum --version
#include "cli/command.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::Status RunCommand(const ShowText& text, const CommandContext& context) {
  absl::FPrintF(context.out, "%s", text.text);
  return absl::OkStatus();
}

}  // namespace ieum::client
