// What the commands of `ieumctl project` and `ieumctl submission` were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_PROJECT_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_PROJECT_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

// A draft of a manifest; texts that are empty are for people to fill in.
struct ProjectNewOptions {
  std::string project;
  std::vector<std::string> holders;
  std::string matcher;
  std::string joiner;  // empty: none
  std::vector<std::string> researchers;
  std::string route = "pipa";           // or "financial"
  std::vector<std::string> joins;       // "inner", "left:HOLDER" …; empty: one, inner
  std::string unmatched_to = "nobody";  // or "own_holder", "researchers"
  std::string profile_file;
  std::string title;
  std::string purpose;
  std::string legal_basis;
  std::string end_date;
  uint32_t retention_days = 30;
  uint64_t minimum_rows = 0;            // 0: 1,000; of a test 1
  uint32_t threshold_basis_points = 0;  // 0: the profile's
  bool test = false;
  bool field_level_approved = false;
  bool time_series = false;
  bool joint_keys_to_holders = false;
  std::vector<std::string> extraction;  // holders that may learn which of their rows are joinable
  uint32_t decoy_percent = 20;          // of the joinable rows
  std::string out;
};

// A draft of the manifest of a mock linkage.
struct ProjectMockOptions {
  std::string manifest_file;  // of the project that is tried
  std::string project;
  std::string field = "birth_date";
  uint32_t per_mille = 50;
  uint64_t maximum_rows = 0;
  std::string out;
};

struct ProjectSignOptions {
  std::string manifest_file;
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string out;  // empty: the manifest's file itself
};

struct ProjectVerifyOptions {
  std::string manifest_file;
  std::string ca_file;
  bool when_signed = false;  // certificates need only have been valid then
  OutputFormat output = OutputFormat::kTable;
};

struct ProjectCreateOptions {
  CommonOptions common;  // with the manifest
  std::string propose;   // why; empty: make the call
};

struct ProjectListOptions {
  CommonOptions common;
};

// A manifest's file, or a project of a server.
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
