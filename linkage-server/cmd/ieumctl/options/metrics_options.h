// What the commands of `ieumctl` that look after a server were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_METRICS_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_METRICS_OPTIONS_H_

#include <string>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

struct MetricsOptions {
  CommonOptions common;
  std::string text_file;  // for a collector; empty: print
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_METRICS_OPTIONS_H_
