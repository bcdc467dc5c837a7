// What the command of `ieumctl` that has bundles made was asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_EXPORT_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_EXPORT_OPTIONS_H_

#include <cstdint>
#include <string>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

struct ExportOptions {
  CommonOptions common;
  std::string project;
  std::string holder;  // institution
  std::string to;      // file of the recipient's certificate
  std::string out;     // NAME.bundle
  uint64_t part_mebibytes = 2'048;
  bool joinable = false;  // joinable serials instead of joint keys
  std::string propose;    // why; empty: make the call
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_EXPORT_OPTIONS_H_
