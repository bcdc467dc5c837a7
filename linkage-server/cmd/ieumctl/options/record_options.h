// What the commands of `ieumctl record` were asked to do. All work offline.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_RECORD_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_RECORD_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

// Exported logs and the public key of each, in the same order.
struct LogOptions {
  std::vector<std::string> folders;
  std::vector<std::string> key_files;
};

// How a record is given out.
struct RecordOutput {
  std::string html_file;  // empty: none
  std::string language;   // empty: by locale
  OutputFormat output = OutputFormat::kTable;
};

struct RecordProcessingOptions {
  LogOptions logs;
  std::string manifest_file;
  std::vector<std::string> schemas;  // HOLDER=FILE
  RecordOutput out;
};

struct RecordProgressOptions {
  LogOptions logs;
  std::string project;
  std::string applied;  // YYYY-MM-DD; empty: when the project was created
  uint32_t target_days = 0;
  RecordOutput out;
};

struct RecordAnnualOptions {
  LogOptions logs;
  uint32_t year = 0;
  std::vector<std::string> manifest_files;
  RecordOutput out;
};

struct RecordUsageOptions {
  LogOptions logs;
  std::string from;  // YYYY-MM-DD; empty: all
  std::string to;    // the last day; empty: all
  std::string tariff_file;
  RecordOutput out;
};

struct RecordCatalogueOptions {
  std::string manifest_file;
  std::vector<std::string> schemas;  // HOLDER=FILE
  std::string publisher;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_RECORD_OPTIONS_H_
