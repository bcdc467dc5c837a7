// What `ieum disclosure …` was asked to do.
#ifndef IEUM_CLIENT_CLI_DISCLOSURE_OPTIONS_H_
#define IEUM_CLIENT_CLI_DISCLOSURE_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/format_options.h"

namespace ieum::client {

// The candidate and what it is held against.
struct DisclosureInputOptions {
  std::string in_file;
  std::string columns_file;
  std::string policy_file;  // empty: the defaults
  std::vector<std::string> earlier_files;
  std::vector<std::string> holder_files;
  std::string population_file;  // empty: none
  int64_t population = 0;       // 0: not stated
  FormatOptions format;         // of all of them
};

struct DisclosureReviewOptions {
  DisclosureInputOptions input;
  std::vector<std::string> out_files;  // .html or .json
  std::string language;                // empty: by locale
  bool no_suggestion = false;
  OutputFormat output = OutputFormat::kTable;
};

struct DisclosureFixOptions {
  DisclosureInputOptions input;
  std::string apply_file;              // empty: only say what
  std::vector<std::string> out_files;  // of the review after it
  std::string language;                // empty: by locale
  bool force = false;
  OutputFormat output = OutputFormat::kTable;
};

struct DisclosurePolicyOptions {
  std::string policy_file;  // empty: the defaults
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_DISCLOSURE_OPTIONS_H_
