// Asks a server how it is, which every certificate that it knows may.
#ifndef IEUM_CLIENT_SUBMIT_SERVER_HEALTH_H_
#define IEUM_CLIENT_SUBMIT_SERVER_HEALTH_H_

#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::client {

struct ServerHealth {
  std::string role;  // "matcher", "joiner"
  std::string version;
  bool ready = false;      // reads and writes
  bool read_only = false;  // neither: it is stopping
  absl::Time now;          // by its clock
  absl::Time asked;        // by ours: when the question left, on a connection that was there
  absl::Time answered;
};

// Errors as core::OpenChannel and core::FromGrpc. CANCELLED: `stop`.
absl::StatusOr<ServerHealth> AskServerHealth(const core::ChannelOptions& channel,
                                             const std::stop_token& stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SUBMIT_SERVER_HEALTH_H_
