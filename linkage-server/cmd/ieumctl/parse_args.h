// The command line and IEUM_CTL_… environment variables of `ieumctl`, read into plain structs.
#ifndef IEUM_SERVER_CMD_IEUMCTL_PARSE_ARGS_H_
#define IEUM_SERVER_CMD_IEUMCTL_PARSE_ARGS_H_

#include "absl/status/statusor.h"
#include "ieumctl/options.h"

namespace ieum::server {

// INVALID_ARGUMENT says which argument breaks which rule and which --help explains it.
absl::StatusOr<Command> ParseArgs(int argc, const char* const* argv);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_PARSE_ARGS_H_
