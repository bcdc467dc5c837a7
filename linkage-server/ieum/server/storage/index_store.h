// What a run leaves for later rounds: the index of its rows, and the pairs it accepted. FORMAT:
// docs/formats/match-index.md.
#ifndef IEUM_SERVER_STORAGE_INDEX_STORE_H_
#define IEUM_SERVER_STORAGE_INDEX_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/cluster/scored_pair.h"
#include "ieum/core/matching/row_index.h"
#include "ieum/server/storage/index_codec.h"
#include "ieum/server/storage/project_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// Everything is written under the run that makes it, before that run succeeds, and counts as soon
// as the run's results are the project's (RunStore::SaveSucceeded, whose sync makes it durable).
// Before, and when they are so no longer, RunStore::CollectGarbage removes it. Thread-safe, but one
// thread at a time writes for one run.
class IndexStore final {
 public:
  explicit IndexStore(const StoreContext& context) : context_(context) {}
  IndexStore(const IndexStore&) = delete;
  IndexStore& operator=(const IndexStore&) = delete;

  // Writes the lists of one piece, `entries_of` one each, which is called by `thread_count`
  // threads, for each list once. piece: run number and row counts are the caller's to set.
  // CANCELLED, RESOURCE_EXHAUSTED, UNAVAILABLE.
  absl::StatusOr<IndexPiece> WritePiece(
      const RunKey& run, size_t list_count,
      const std::function<std::vector<core::IndexEntry>(size_t list)>& entries_of, int thread_count,
      std::stop_token stop);
  absl::Status PutHead(const RunKey& run, const IndexHead& head);
  absl::Status PutLinks(const RunKey& run, std::span<const core::ScoredPair> pairs);

  // Nothing if the run left no index. DATA_LOSS: it is damaged; FAILED_PRECONDITION: it is one of
  // another version. Either way a run from scratch makes a new one.
  absl::StatusOr<std::optional<IndexHead>> ReadHead(const RunKey& run) const;
  // Checks that what the head says of each list is there: DATA_LOSS. `head` is borrowed.
  absl::StatusOr<std::unique_ptr<core::RowIndex>> Open(uint32_t project_number,
                                                       const IndexHead& head) const;
  // The pairs that the run accepted; `head` is its own. DATA_LOSS.
  absl::StatusOr<std::vector<core::ScoredPair>> ReadLinks(const RunKey& run,
                                                          const IndexHead& head) const;

 private:
  const StoreContext context_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_INDEX_STORE_H_
