// What the commands that call a server were asked to do.
#ifndef IEUM_CLIENT_CLI_SERVER_OPTIONS_H_
#define IEUM_CLIENT_CLI_SERVER_OPTIONS_H_

#include <string>
#include <vector>

#include "cli/format_options.h"

namespace ieum::client {

// Where the server is and who we are.
struct ServerOptions {
  std::string server;  // "host:port"
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string manifest_file = {};  // of the project; empty: the server's is taken
};

struct SubmitOptions {
  ServerOptions server;
  std::string in_file;
  bool replace = false;
  bool dry_run = false;
  OutputFormat output = OutputFormat::kTable;
};

struct PrecheckOptions {
  ServerOptions server;
  std::string project;
  std::string other_holder;
  OutputFormat output = OutputFormat::kTable;
};

struct ResultsOptions {
  ServerOptions server;   // empty if the keys come from a file
  std::string keys_file;  // joint key file out of a bundle; empty: the server is asked
  std::string project;
  std::vector<std::string> serials_files;  // of every round, in any order
  std::string secret_file;
  std::string passphrase_file;
  std::string out_file;
  OutputFormat output = OutputFormat::kTable;
};

// What is not named is not looked at.
struct DoctorOptions {
  ServerOptions server;
  std::string secret_file;
  std::string profile;
  std::string folder = ".";  // where encoded files go
  std::string language;      // empty: by locale
  OutputFormat output = OutputFormat::kTable;
};

struct SerialsExportOptions {
  std::string serials_file;
  std::string secret_file;
  std::string passphrase_file;
  std::string out_file;
  bool force = false;
  OutputFormat output = OutputFormat::kTable;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_SERVER_OPTIONS_H_
