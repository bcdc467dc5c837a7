// What the commands of `ieumctl project` and `ieumctl submission` were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_PROJECT_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_PROJECT_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

struct ProjectCreateOptions {
  CommonOptions common;
  std::string project;
  std::vector<std::string> holders;
  std::string profile_file;
  uint32_t threshold_basis_points = 0;  // 0: the profile's
  bool test = false;
  bool field_level_approved = false;
  bool joint_keys_to_holders = false;
  std::string propose;  // why; empty: make the call
};

struct ProjectListOptions {
  CommonOptions common;
};

struct ProjectShowOptions {
  CommonOptions common;
  std::string project;
};

struct ProjectSealOptions {
  CommonOptions common;
  std::string project;
};

struct ProjectReopenOptions {
  CommonOptions common;
  std::string project;
  uint32_t round = 0;   // 0: the one after the project's
  std::string propose;  // why; empty: make the call
};

struct SubmissionListOptions {
  CommonOptions common;
  std::string project;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_PROJECT_OPTIONS_H_
