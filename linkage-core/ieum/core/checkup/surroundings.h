// Checks that programs of holders and of institutions have in common.
#ifndef IEUM_CORE_CHECKUP_SURROUNDINGS_H_
#define IEUM_CORE_CHECKUP_SURROUNDINGS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/checkup/checkup.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::core {

// Findings "authorities", "certificate" and "key": the files are there, in order, in time, fit each
// other, and the key is its owner's alone.
void CheckIdentity(const ChannelOptions& files, absl::Time now, Checkup& checkup);

// What a server says of itself.
enum class ServerState { kReady, kReadOnly, kStopping };
struct ServerFacts {
  std::string role;
  std::string version;
  ServerState state = ServerState::kReady;
  absl::Time now;
};
// When the server was asked and had answered, by our clock.
struct AskedAt {
  absl::Time asked;
  absl::Time answered;
};
// Finding "server", and if it answered "version" and "clock".
void CheckServer(const absl::StatusOr<ServerFacts>& facts, const AskedAt& at,
                 std::string_view own_version, Checkup& checkup);

// Finding "disk": room on the file system of the folder. Below `least` bytes it fails, below
// `enough` it is worth a warning.
void CheckRoom(const std::string& folder, int64_t least, int64_t enough, Checkup& checkup);

// "12.3 GiB".
std::string RoomText(double bytes);

}  // namespace ieum::core

#endif  // IEUM_CORE_CHECKUP_SURROUNDINGS_H_
