// What the commands of `ieumctl` about bundles were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_IMPORT_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_IMPORT_OPTIONS_H_

#include <string>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

struct ImportOptions {
  CommonOptions common;
  std::string project;
  std::string in;  // NAME.bundle, or a folder with one bundle
};

struct ImportsListOptions {
  CommonOptions common;
  std::string project;
};

struct ImportsDropOptions {
  CommonOptions common;
  std::string project;
  std::string bundle;  // id in hexadecimal
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_IMPORT_OPTIONS_H_
