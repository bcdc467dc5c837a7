// What the commands `ieum release …` were asked to do.
#ifndef IEUM_CLIENT_CLI_RELEASE_OPTIONS_H_
#define IEUM_CLIENT_CLI_RELEASE_OPTIONS_H_

#include <string>

#include "ieum/core/terminal/terminal.h"

namespace ieum::client {

struct ReleaseShowOptions {
  std::string in_file;
  core::OutputFormat output = core::OutputFormat::kTable;
};

struct ReleaseCsvOptions {
  std::string in_file;
  std::string out_file;
  bool byte_order_mark = false;
  bool force = false;
  core::OutputFormat output = core::OutputFormat::kTable;
};

struct ReleaseSqliteOptions {
  std::string in_file;
  std::string out_file;
  bool force = false;
  core::OutputFormat output = core::OutputFormat::kTable;
};

struct ReleaseDictionaryOptions {
  std::string in_file;
  std::string out_file;  // ends in .csv or .json
  bool byte_order_mark = false;
  bool force = false;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_RELEASE_OPTIONS_H_
