// What the commands `ieum payload …` were asked to do.
#ifndef IEUM_CLIENT_CLI_PAYLOAD_OPTIONS_H_
#define IEUM_CLIENT_CLI_PAYLOAD_OPTIONS_H_

#include <string>
#include <vector>

#include "cli/format_options.h"

namespace ieum::client {

struct PayloadCheckOptions {
  std::string schema_file;
  std::string in_file;
  std::string id_column = "row_id";
  FormatOptions format;
  OutputFormat output = OutputFormat::kTable;
};

struct PayloadMakeOptions {
  std::string schema_file;
  std::string in_file;
  std::string id_column = "row_id";
  FormatOptions format;
  std::vector<std::string> serials_files;
  std::string secret_file;
  std::string passphrase_file;
  std::string transform_key_file;  // empty: none
  std::string joinable_file;       // empty: the rows of all serials
  bool mock = false;               // rows without a serial are outside a mock linkage's sample
  std::string holder;
  std::string out_file;
  bool skip_invalid = false;
  bool force = false;
  OutputFormat output = OutputFormat::kTable;
};

struct PayloadShowOptions {
  std::string in_file;
  OutputFormat output = OutputFormat::kTable;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_PAYLOAD_OPTIONS_H_
