// What the commands of `ieumctl` about candidates and releases were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_RELEASE_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_RELEASE_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

struct CandidateMakeOptions {
  CommonOptions common;
  std::string project;
  std::string recipient;  // institution
  uint32_t join = 1;      // of the manifest, from 1
  std::vector<std::string> columns;
  std::vector<std::string> bias_columns;
  bool tell_row_counts = false;
  bool time_series = false;
};

struct CandidateListOptions {
  CommonOptions common;
  std::string project;
};

// For whom and where a bundle is made.
struct CandidateBundleOptions {
  uint32_t number = 0;
  std::string to;   // file of the recipient's certificate
  std::string out;  // NAME.bundle
  uint64_t part_mebibytes = 2'048;
};

struct CandidateExportOptions {
  CommonOptions common;
  std::string project;
  CandidateBundleOptions bundle;
};

struct ReleaseOptions {
  CommonOptions common;
  std::string project;
  CandidateBundleOptions bundle;
  std::string approval_file;
  std::string case_file;
  std::string pack_file;
  std::vector<std::string> statement_files;
  std::string propose;  // why; empty: make the call
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_RELEASE_OPTIONS_H_
