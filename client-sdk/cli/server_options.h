// Where the server is and who we are.
#ifndef IEUM_CLIENT_CLI_SERVER_OPTIONS_H_
#define IEUM_CLIENT_CLI_SERVER_OPTIONS_H_

#include <string>

namespace ieum::client {

struct ServerOptions {
  std::string server;  // "host:port"
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_SERVER_OPTIONS_H_
