// What the commands `ieum secret …` were asked to do.
#ifndef IEUM_CLIENT_CLI_SECRET_OPTIONS_H_
#define IEUM_CLIENT_CLI_SECRET_OPTIONS_H_

#include <string>
#include <vector>

#include "cli/format_options.h"

namespace ieum::client {

// Cost of guessing a passphrase; only tests have a reason to change it.
inline constexpr int kScryptLog2N = 17;

// How a secret file is written.
struct SecretOutOptions {
  std::string out_file;
  std::string passphrase_file = {};  // empty: the terminal asks
  bool no_passphrase = false;
  OutputFormat output = OutputFormat::kTable;
  int scrypt_log2_n = kScryptLog2N;
};

struct SecretNewOptions {
  SecretOutOptions out;
};

struct SecretImportOptions {
  std::string in_file;             // "-": standard input
  std::string in_passphrase_file;  // of an encrypted file that is imported
  SecretOutOptions out;
};

struct SecretShowCheckValueOptions {
  std::string secret_file;
  std::string passphrase_file;
  OutputFormat output = OutputFormat::kTable;
};

// What the steps of an agreement share.
struct AgreementOptions {
  std::string state_file;
  std::string passphrase_file;  // of the state, and of the secret in the end
  std::string ca_file;
  std::string out_file;
  OutputFormat output = OutputFormat::kTable;
  int scrypt_log2_n = kScryptLog2N;
};

// All steps by way of a server.
struct AgreeOptions {
  AgreementOptions files;
  std::string server;         // "host:port"
  std::string manifest_file;  // of the project; empty: the server's is taken
  std::string project;
  std::vector<std::string> holders;
  std::string certificate_file;
  std::string key_file;
  int wait_minutes = 60;  // for the other holders; 0: look once
  bool restart = false;
};

struct AgreeStartOptions {
  AgreementOptions files;
  std::string project;
  std::vector<std::string> holders;
  std::string certificate_file;
  std::string key_file;
};

struct AgreeSealOptions {
  AgreementOptions files;
  std::vector<std::string> offer_files;
  std::string certificate_file;
  std::string key_file;
};

struct AgreeFinishOptions {
  AgreementOptions files;
  std::vector<std::string> offer_files;
  std::vector<std::string> share_files;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_SECRET_OPTIONS_H_
