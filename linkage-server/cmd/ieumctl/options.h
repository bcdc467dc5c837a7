// What each command of `ieumctl` was asked to do: plain values.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ieum/core/rpc/channel.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::server {

using core::OutputFormat;

// What every command that calls a server takes.
struct CommonOptions {
  core::ChannelOptions channel;
  OutputFormat output = OutputFormat::kTable;
};

// Text that was asked for instead of a command: --help, --version.
struct ShowText {
  std::string text;
};

struct ProjectCreateOptions {
  CommonOptions common;
  std::string project;
  std::vector<std::string> holders;
  std::string profile_file;
  uint32_t threshold_basis_points = 0;  // 0: the profile's
  bool test = false;
  bool field_level_approved = false;
  bool joint_keys_to_holders = false;
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
  uint32_t round = 0;  // 0: the one after the project's
};

struct SubmissionListOptions {
  CommonOptions common;
  std::string project;
};

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
  std::string language = "en";
};

struct ReportOptions {
  CommonOptions common;
  std::string project;
  uint64_t run_number = 0;  // 0: the newest that succeeded
};

// A keystore on this machine.
struct KeystoreOptions {
  std::string keystore;
  std::string passphrase_file;  // empty: ask at the terminal
};

struct KeystoreInitOptions : KeystoreOptions {};
struct KeystoreShowOptions : KeystoreOptions {};
struct KeystoreRotateOptions : KeystoreOptions {
  std::string new_passphrase_file;  // empty: ask at the terminal
};

// Without --from, --count or --project.
inline constexpr uint64_t kDefaultShownEntries = 50;

struct AuditShowOptions {
  CommonOptions common;
  bool from_given = false;
  uint64_t first = 0;
  uint64_t count = 0;   // 0: all behind the first, or the last kDefaultShownEntries
  std::string project;  // empty: all
};

struct AuditProveOptions {
  CommonOptions common;
  uint64_t index = 0;
  std::string log_key_file;
  std::string older_file;  // a checkpoint; empty: none
};

// Offline.
struct AuditVerifyOptions {
  std::string folder;
  std::string log_key_file;
  std::vector<std::string> witness_key_files;
  std::string older_file;  // a checkpoint; empty: none
  OutputFormat output = OutputFormat::kTable;
};

struct AuditExportOptions {
  CommonOptions common;
  std::string folder;
  std::string log_key_file;
};

using Command = std::variant<ShowText, ProjectCreateOptions, ProjectListOptions, ProjectShowOptions,
                             ProjectSealOptions, ProjectReopenOptions, SubmissionListOptions,
                             RunStartOptions, RunWatchOptions, RunCancelOptions, RunShowOptions,
                             RunListOptions, RunReportOptions, ReportOptions, KeystoreInitOptions,
                             KeystoreShowOptions, KeystoreRotateOptions, AuditShowOptions,
                             AuditProveOptions, AuditVerifyOptions, AuditExportOptions>;

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_H_
