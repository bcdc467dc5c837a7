// What each command `ieum profile …` was asked to do.
#ifndef IEUM_CLIENT_CLI_PROFILE_OPTIONS_H_
#define IEUM_CLIENT_CLI_PROFILE_OPTIONS_H_

#include <string>

#include "cli/format_options.h"

namespace ieum::client {

// Every member has a value, so that tests name only those they mean.

struct ProfileListOptions {
  OutputFormat output = OutputFormat::kTable;
};

struct ProfileShowOptions {
  std::string source = {};  // built-in name or file
  bool explained = false;   // what is expected of its segments, instead of its JSON
  // Without `explained` a profile is JSON for people and programs alike.
  OutputFormat output = OutputFormat::kTable;
};

struct ProfileNewOptions {
  std::string template_name = {};
  std::string out_file = {};
  bool force = false;
};

struct ProfileDigestOptions {
  std::string source = {};
  OutputFormat output = OutputFormat::kTable;
};

struct ProfileDiffOptions {
  std::string left = {};
  std::string right = {};
  OutputFormat output = OutputFormat::kTable;
};

struct ProfileTestOptions {
  std::string profile = {};
  std::string secret_file = {};      // empty: the public test secret only
  std::string passphrase_file = {};  // empty: the terminal asks
  std::string project = {};          // with secret_file
  std::string out_file = {};         // empty: none
  std::string compare_file = {};     // empty: none
  bool force = false;
  OutputFormat output = OutputFormat::kTable;
};

struct ProfileSuggestOptions {
  std::string in_file = {};
  FormatOptions format = {};
  std::string name = "suggested";
  std::string out_file = {};  // empty: none
  bool force = false;
  OutputFormat output = OutputFormat::kTable;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_PROFILE_OPTIONS_H_
