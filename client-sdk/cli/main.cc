// ieum: the holder's program.
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdio>
#include <variant>

#include "cli/command.h"
#include "cli/parse_args.h"
#include "cli/stop_signals.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::client {
namespace {

// Identifiers and key material pass through this process: a crash must not leave them on disk.
void ForbidCoreDumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

absl::Status Run(int argc, const char* const* argv) {
  ForbidCoreDumps();
  IEUM_ASSIGN_OR_RETURN(const Command command, ParseArgs(argc, argv));
  if (!std::holds_alternative<ShowText>(command)) IEUM_RETURN_IF_ERROR(core::InitSecureMemory());
  const StopSignals signals;
  const CommandContext context{stdout, stderr, core::SystemRandom(), signals.token()};
  IEUM_RETURN_IF_ERROR(std::visit(
      [&context](const auto& options) { return RunCommand(options, context); }, command));
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return core::Unavailable("cannot write to standard output; is the disk full?");
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace ieum::client

int main(int argc, char** argv) {
  const absl::Status status = ieum::client::Run(argc, argv);
  if (!status.ok()) {
    std::fflush(stdout);
    ieum::core::PrintError(stderr, "ieum", status);
  }
  return ieum::core::ExitCode(status);
}
