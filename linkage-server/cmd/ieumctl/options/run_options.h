// What `ieumctl run` and `ieumctl report` were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_RUN_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_RUN_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

struct RunStartOptions {
  CommonOptions common;
  std::string project;
  uint32_t threshold_basis_points = 0;  // of scoring by profile; 0: the project's
  bool by_profile = false;
  std::vector<std::string> duplicate_holders;
  bool from_scratch = false;
  // Of scoring by model; shares 0 to 1, nothing: not asked for.
  std::optional<int> match_weight;  // millinats; nothing: found
  std::optional<double> precision;
  bool exhaustive = false;
  std::optional<double> min_completeness;
  bool optimal = false;
  int64_t memory_bytes = 0;  // 0: the server's limit, if it has one
  bool wait = false;
  std::string propose;  // why; empty: make the call
};

struct RunWatchOptions {
  CommonOptions common;
  std::string project;
  uint64_t run_number = 0;  // 0: the newest
};

struct RunCancelOptions {
  CommonOptions common;
  std::string project;
  uint64_t run_number = 0;  // 0: the newest
};

struct RunShowOptions {
  CommonOptions common;
  std::string project;
  uint64_t run_number = 0;  // 0: the newest
};

struct RunListOptions {
  CommonOptions common;
  std::string project;
};

struct RunReportOptions {
  CommonOptions common;
  std::string project;
  uint64_t run_number = 0;  // 0: the newest that succeeded
  std::string html_file;    // empty: none
  std::string language;     // empty: by locale
};

struct ReportOptions {
  CommonOptions common;
  std::string project;
  uint64_t run_number = 0;  // 0: the newest that succeeded
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_RUN_OPTIONS_H_
