// What the commands of `ieumctl` that stop, destroy and save whole projects were asked to do.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_CUSTODY_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_CUSTODY_OPTIONS_H_

#include <string>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

struct ProjectStopOptions {
  CommonOptions common;
  std::string project;
  std::string reason;  // "identification", "order", "incident" or "withdrawal"
};

struct ProjectResumeOptions {
  CommonOptions common;
  std::string project;
  std::string propose;  // why; empty: make the call
};

struct ProjectDestroyOptions {
  CommonOptions common;
  std::string project;
  std::string propose;   // why; empty: make the call
  bool dry_run = false;  // say what would be destroyed
  bool finish = false;   // only what could not be reached when the project was destroyed
  std::string out;       // file of the certificate; empty: standard output
};

struct CertificateShowOptions {
  CommonOptions common;
  std::string project;
  std::string out;  // file of the certificate; empty: standard output
};

// Offline.
struct CertificateVerifyOptions {
  std::string in;
  std::string log_key_file;
  OutputFormat output = OutputFormat::kTable;
};

struct BackupOptions {
  CommonOptions common;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_CUSTODY_OPTIONS_H_
