// Looks through everything a server keeps, with the server stopped.
#ifndef IEUM_SERVER_CUSTODY_CHECK_STORE_H_
#define IEUM_SERVER_CUSTODY_CHECK_STORE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/random.h"
#include "ieum/server/keystore/keystore.h"

namespace ieum::server {

// What one step looked at, and the first thing that does not agree.
struct StoreCheck {
  std::string name = {};  // "files", "values" …
  uint64_t count = 0;     // of what it looked at
  absl::Status outcome = {};
};

// Told of each step before it begins.
using CheckProgress = std::function<void(const std::string& name)>;

// In order: "store" opens under its keystore and binds to it; "files": every block has its
// checksum; "values": every sealed value opens under its key; "digests": the running digests have
// no gaps; "submissions": chunks, rows and digests are those of the records; "results": every row
// that a project's result run covers has its entity id; "index": its index and links are whole;
// "destructions": what was destroyed has neither key nor data, and a certificate; "audit log": its
// entries, tree and checkpoints agree; "anchors": each project holds what it held when the log last
// said so. A step that fails does not keep the later ones from being
// done, but for the first.
std::vector<StoreCheck> CheckStore(const std::string& data_dir, Keystore& keystore,
                                   const std::string& audit_key, const core::Clock& clock,
                                   core::Random& random, const CheckProgress& progress = {});

// OK, or the first that is not.
absl::Status FirstProblem(const std::vector<StoreCheck>& checks);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CUSTODY_CHECK_STORE_H_
