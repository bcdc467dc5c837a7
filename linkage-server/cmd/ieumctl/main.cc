// ieumctl: the operator's program.
#include <cstdio>
#include <variant>

#include "ieum/core/terminal/terminal.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"
#include "ieumctl/parse_args.h"

namespace ieum::server {

absl::Status RunCommand(const ShowText& text, const CommandContext& context) {
  PrintText(context.out, text.text);
  return absl::OkStatus();
}

namespace {

int Main(int argc, char** argv) {
  const CommandContext context{.out = stdout, .err = stderr};
  const absl::StatusOr<Command> command = ParseArgs(argc, argv);
  const absl::Status status =
      command.ok()
          ? std::visit([&](const auto& options) { return RunCommand(options, context); }, *command)
          : command.status();
  if (!status.ok()) core::PrintError(stderr, "ieumctl", status);
  return core::ExitCode(status);
}

}  // namespace
}  // namespace ieum::server

int main(int argc, char** argv) { return ieum::server::Main(argc, argv); }
