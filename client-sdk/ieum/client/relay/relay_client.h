// Leaves and collects parcels at a server, however often the connection breaks.
#ifndef IEUM_CLIENT_RELAY_RELAY_CLIENT_H_
#define IEUM_CLIENT_RELAY_RELAY_CLIENT_H_

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/client/submit/retry.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::client {

enum class ParcelKind { kOffer, kSealedShares };

// Both as the server says: nothing of it is verified.
struct Parcel {
  std::string holder;
  std::string content;
};

struct RelayClientOptions {
  core::ChannelOptions channel = {};
  RetryOptions retry = {};
  absl::Duration call_timeout = absl::Seconds(30);  // for one call
};

// One thread at a time.
class RelayClient final {
 public:
  // Errors as core::OpenChannel; the server is not called yet.
  static absl::StatusOr<std::unique_ptr<RelayClient>> Create(const RelayClientOptions& options,
                                                             const core::ProjectId& project,
                                                             std::stop_token stop);
  ~RelayClient();
  RelayClient(const RelayClient&) = delete;
  RelayClient& operator=(const RelayClient&) = delete;

  // Codes of proto/ieum/v1/relay_service.proto, and those of a server that was not reached in the
  // time of the retry options. CANCELLED: `stop`.
  absl::Status Leave(ParcelKind kind, const std::string& content, bool replace);
  absl::StatusOr<std::vector<Parcel>> Collect(ParcelKind kind);

 private:
  struct State;
  explicit RelayClient(std::unique_ptr<State> state);
  absl::Status Try(const std::function<absl::Status()>& call);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_RELAY_RELAY_CLIENT_H_
