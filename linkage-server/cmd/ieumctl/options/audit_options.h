// What the commands of `ieumctl audit` were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_AUDIT_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_AUDIT_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

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

// Offline: an exported log as a folder and as one file.
struct PackedLogOptions {
  std::string folder;
  std::string file;
  std::string log_key_file;
  OutputFormat output = OutputFormat::kTable;
};
struct AuditPackOptions : PackedLogOptions {};
struct AuditUnpackOptions : PackedLogOptions {};

// Offline.
struct AuditWitnessKeyOptions {
  std::string name;
  std::string out;
};

// Offline.
struct AuditCosignOptions {
  std::string folder;
  std::string log_key_file;
  std::string witness_key_file;
  std::string state_file;
  bool new_log = false;
  OutputFormat output = OutputFormat::kTable;
};

struct AuditAcceptOptions {
  CommonOptions common;
  std::string folder;      // an export whose checkpoint was co-signed; empty: checkpoint
  std::string checkpoint;  // file
};

struct AuditExportOptions {
  CommonOptions common;
  std::string folder;
  std::string log_key_file;
  bool cosigned = false;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_AUDIT_OPTIONS_H_
