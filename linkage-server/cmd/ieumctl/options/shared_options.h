// What commands of every group take.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_SHARED_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_SHARED_OPTIONS_H_

#include <string>

#include "ieum/core/rpc/channel.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::server {

using core::OutputFormat;

// What every command that calls a server takes.
struct CommonOptions {
  core::ChannelOptions channel;
  OutputFormat output = OutputFormat::kTable;
  // Of the project that the command is about; empty: the server's is taken.
  std::string manifest_file = {};
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_SHARED_OPTIONS_H_
