// Rows that a holder takes out of a project after they were sealed: a person objects, a row was
// wrong. Nothing of them stays: serial, encoding and keys, what results say of them, and what runs
// have derived from them for later rounds.
#ifndef IEUM_SERVER_STORAGE_ROW_REMOVAL_H_
#define IEUM_SERVER_STORAGE_ROW_REMOVAL_H_

#include <atomic>
#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "ieum/core/format/chunk.h"
#include "ieum/server/storage/project_store.h"
#include "ieum/server/storage/run_store.h"
#include "ieum/server/storage/submission_store.h"

namespace ieum::server {

// Of rounds that are closed: rows of the open round are sent again without them. The other rows
// keep their places, so results of the last run stay valid for them, under the same joint keys; the
// next run starts from scratch. Thread-safe for different projects.
class RowRemoval final {
 public:
  // The stores outlive this object.
  RowRemoval(const StoreContext& context, SubmissionStore& submissions, RunStore& runs)
      : context_(context), submissions_(submissions), runs_(runs) {}
  RowRemoval(const RowRemoval&) = delete;
  RowRemoval& operator=(const RowRemoval&) = delete;

  // How many of the serials, ascending, are rows of the holder in closed rounds. DATA_LOSS.
  absl::StatusOr<uint64_t> Count(const ProjectRecord& project, uint32_t holder,
                                 std::span<const core::Serial> serials) const;
  // Removes those that are there, a chunk in one write, and writes `also` with the last; then the
  // files are freed of them. May be repeated after a crash or an error. FAILED_PRECONDITION: a run
  // of the project has not ended. UNAVAILABLE: `stopping`; the disk.
  absl::Status Remove(const ProjectRecord& project, uint32_t holder,
                      std::span<const core::Serial> serials, SealedBatch also,
                      const std::atomic<bool>& stopping);

 private:
  absl::Status RemoveFromChunk(const ProjectRecord& project, uint32_t holder, uint32_t sequence,
                               std::span<const core::Serial> serials);

  const StoreContext context_;
  SubmissionStore& submissions_;
  RunStore& runs_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_ROW_REMOVAL_H_
