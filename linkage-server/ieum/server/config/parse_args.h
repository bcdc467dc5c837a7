// The command line of ieum-server: options, environment variables (IEUM_SERVER_…) and configuration
// file from one definition.
#ifndef IEUM_SERVER_CONFIG_PARSE_ARGS_H_
#define IEUM_SERVER_CONFIG_PARSE_ARGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/server/config/server_config.h"

namespace ieum::server {

// Either the options, or a text to show because --help or --version asked for it.
struct ParsedArgs {
  ServerOptions options;
  std::string text;  // not empty: print on standard output and exit with 0
};

// Reads, but does not check values (CheckOptions does). An option beats its variable, a variable
// beats the file. INVALID_ARGUMENT: unknown option, unknown key in the file, or a value of the
// wrong type.
absl::StatusOr<ParsedArgs> ParseArgs(int argc, const char* const* argv);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CONFIG_PARSE_ARGS_H_
