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

// What is not named is not looked at.
struct DoctorOptions {
  CommonOptions common;
  std::string deny_list;
  std::string keystore;
  std::string checkpoint;  // beside the audit key
  std::string data_dir;
  std::string language;  // empty: by locale
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_METRICS_OPTIONS_H_
