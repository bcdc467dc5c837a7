// How commands read a holder's file and show what they found, whatever they do.
#ifndef IEUM_CLIENT_CLI_FORMAT_OPTIONS_H_
#define IEUM_CLIENT_CLI_FORMAT_OPTIONS_H_

#include <string>
#include <utility>
#include <vector>

#include "ieum/core/terminal/terminal.h"

namespace ieum::client {

using core::OutputFormat;

// How a holder's file is written.
struct FormatOptions {
  std::string encoding = "auto";
  std::string delimiter = "auto";
  bool no_header = false;
};

// Columns of a holder's file that do not enter an encoding.
struct ColumnOptions {
  std::string id_column = "row_id";
  std::string truth_column;  // empty: none
  std::vector<std::string> excluded_columns;
  // {the profile's column, what the file calls it}; in link also {"label:column", …}.
  std::vector<std::pair<std::string, std::string>> column_map;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_FORMAT_OPTIONS_H_
