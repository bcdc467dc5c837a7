// What the commands of `ieumctl intent` and `ieumctl deny` were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_INTENT_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_INTENT_OPTIONS_H_

#include <string>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

struct IntentListOptions {
  CommonOptions common;
};

struct IntentShowOptions {
  CommonOptions common;
  std::string intent;  // 32 hexadecimal digits, as all of these
};

struct IntentSignOptions {
  CommonOptions common;
  std::string intent;
};

struct IntentWithdrawOptions {
  CommonOptions common;
  std::string intent;
};

// Offline, on the file.
struct DenyAddOptions {
  std::string file;
  std::string certificate_file;  // of these three, one
  std::string serial;
  std::string public_key;
  std::string note;
};

struct DenyRemoveOptions {
  std::string file;
  std::string certificate_file;
  std::string serial;
  std::string public_key;
};

struct DenyListOptions {
  std::string file;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_INTENT_OPTIONS_H_
