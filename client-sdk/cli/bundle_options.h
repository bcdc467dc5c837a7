// What `ieum bundle …` was asked to do.
#ifndef IEUM_CLIENT_CLI_BUNDLE_OPTIONS_H_
#define IEUM_CLIENT_CLI_BUNDLE_OPTIONS_H_

#include <cstdint>
#include <string>

#include "cli/secret_options.h"
#include "cli/server_options.h"

namespace ieum::client {

struct BundleMakeOptions {
  std::string kind;
  std::string project;          // empty: that of the encoded file
  std::string manifest_digest;  // hexadecimal; empty: none
  std::string in_file;
  std::string out_file;
  std::string recipient_file;  // certificate
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  int64_t part_mebibytes = 2048;
  OutputFormat output = OutputFormat::kTable;
};

// Empty texts are not compared.
struct BundleExpectedOptions {
  std::string in_file;
  std::string ca_file;
  std::string kind;
  std::string project;
  std::string manifest_digest;
  OutputFormat output = OutputFormat::kTable;
};

struct BundleVerifyOptions : BundleExpectedOptions {};
struct BundleOpenOptions : BundleExpectedOptions {
  std::string key_file;
  std::string out_file;
};

struct BundleSendOptions {
  ServerOptions server;
  std::string in_file;
  OutputFormat output = OutputFormat::kTable;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_BUNDLE_OPTIONS_H_
