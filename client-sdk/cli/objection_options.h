// What the command `ieum objection make` was asked to do.
#ifndef IEUM_CLIENT_CLI_OBJECTION_OPTIONS_H_
#define IEUM_CLIENT_CLI_OBJECTION_OPTIONS_H_

#include <string>
#include <vector>

#include "cli/format_options.h"

namespace ieum::client {

struct ObjectionMakeOptions {
  std::string in_file;
  std::string id_column = "row_id";
  FormatOptions format;
  std::vector<std::string> serials_files;
  std::string secret_file;
  std::string passphrase_file;
  std::string holder;
  std::string reason = "objection";
  std::string out_file;
  bool force = false;
  OutputFormat output = OutputFormat::kTable;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_OBJECTION_OPTIONS_H_
