// The command line of ieum-server: command, options, environment variables (IEUM_SERVER_…) and
// configuration file from one definition.
#ifndef IEUM_SERVER_CONFIG_PARSE_ARGS_H_
#define IEUM_SERVER_CONFIG_PARSE_ARGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/server/config/server_config.h"

namespace ieum::server {

// Either what to do, or a text to show because --help or --version asked for it.
struct ParsedArgs {
  ServerCommand command = ServerCommand::kServe;
  ServerOptions options;
  OfflineOptions offline;
  std::string text;  // not empty: print on standard output and exit with 0
};

// Reads, but does not check values (CheckOptions and its siblings do). The commands for a stopped
// server take the options, variables and configuration file of the server and use what they need,
// so that one file serves all. An option beats its variable, a variable
// beats the file. INVALID_ARGUMENT: unknown option, unknown key in the file, or a value of the
// wrong type.
absl::StatusOr<ParsedArgs> ParseArgs(int argc, const char* const* argv);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CONFIG_PARSE_ARGS_H_
