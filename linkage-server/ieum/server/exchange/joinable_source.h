// Which rows of a holder a join takes, for a holder that may learn it before it sends payload.
#ifndef IEUM_SERVER_EXCHANGE_JOINABLE_SOURCE_H_
#define IEUM_SERVER_EXCHANGE_JOINABLE_SOURCE_H_

#include <atomic>
#include <cstdint>

#include "absl/status/statusor.h"
#include "ieum/core/jointkey/joinable_file.h"
#include "ieum/core/manifest/manifest.h"
#include "ieum/server/observe/log.h"
#include "ieum/server/storage/matcher_store.h"

namespace ieum::server {

// The serials of the holder's rows that a join of the manifest takes, by the last run that has
// succeeded, and of decoys: so many of its other rows as the manifest says, or all if there are
// fewer. Which rows are decoys depends on the project's secret and the serial only, so that asking
// again tells nothing more. 20 bytes of memory for each row of the project, and 32 more for each of
// the holder's. PERMISSION_DENIED: the manifest does not let this holder learn it.
// FAILED_PRECONDITION: no run has succeeded; fewer rows are joinable than the manifest's
// minimum_matched_rows; the project was stopped meanwhile, so that `method` is not for it any more.
// UNAVAILABLE: another run replaces the results; `stopping`. Thread-safe.
absl::StatusOr<core::JoinableSerials> FindJoinableSerials(MatcherStore& store,
                                                          const ProjectRecord& project,
                                                          const core::Manifest& manifest,
                                                          uint32_t holder, Constant method,
                                                          const std::atomic<bool>& stopping);

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_JOINABLE_SOURCE_H_
