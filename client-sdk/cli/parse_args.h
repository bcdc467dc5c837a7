// The command line and IEUM_… environment variables of `ieum`, read into plain structs.
#ifndef IEUM_CLIENT_CLI_PARSE_ARGS_H_
#define IEUM_CLIENT_CLI_PARSE_ARGS_H_

#include "absl/status/statusor.h"
#include "cli/options.h"

namespace ieum::client {

// INVALID_ARGUMENT says which argument breaks which rule and which --help explains it; values are
// not repeated, since somebody may have typed a secret.
absl::StatusOr<Command> ParseArgs(int argc, const char* const* argv);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_PARSE_ARGS_H_
