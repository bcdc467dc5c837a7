// What ieum-server does for a server that is stopped: restore a backup, check a store.
#ifndef IEUM_SERVER_APP_OFFLINE_COMMANDS_H_
#define IEUM_SERVER_APP_OFFLINE_COMMANDS_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/random.h"
#include "ieum/server/config/server_config.h"

namespace ieum::server {

struct OfflineResult {
  std::string text;      // for standard output: a table or JSON; empty: nothing came to be
  absl::Status outcome;  // decides the exit status
};

// Told what is being done, and how far it is; all = 0: not known.
using OfflineProgress = std::function<void(std::string_view stage, int64_t done, int64_t all)>;

// Errors as RestoreBackup.
OfflineResult Restore(const RestoreConfig& config, const OfflineProgress& progress);
// Errors as OpenKeystore and those of CheckStore's steps; the text names all that was found.
OfflineResult Fsck(const FsckConfig& config, const core::Clock& clock, core::Random& random,
                   const OfflineProgress& progress);

}  // namespace ieum::server

#endif  // IEUM_SERVER_APP_OFFLINE_COMMANDS_H_
