// Matching runs and their results, durable.
#ifndef IEUM_SERVER_STORAGE_RUN_STORE_H_
#define IEUM_SERVER_STORAGE_RUN_STORE_H_

#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/server/storage/checkpoint_store.h"
#include "ieum/server/storage/project_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// On disk a run is queued until it has ended, so a run that was under way when the process died is
// found queued. Thread-safe, but one thread at a time records the end of one run.
class RunStore final {
 public:
  // `projects` outlives this object.
  RunStore(const StoreContext& context, ProjectStore& projects)
      : context_(context), projects_(projects) {}
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;

  // A queued run with the next number, over the project's rounds so far. FAILED_PRECONDITION if the
  // project is not sealed.
  absl::StatusOr<RunRecord> Create(const ProjectRecord& project, const RunRequest& request);
  // NOT_FOUND if there is none.
  absl::StatusOr<RunRecord> Find(const RunKey& key) const;
  // Oldest first.
  absl::StatusOr<std::vector<RunRecord>> List(uint32_t project_number) const;
  // All runs that have not ended, by project and number.
  absl::StatusOr<std::vector<RunRecord>> Unfinished() const;

  // Records the end of a run that failed or was cancelled, whose checkpoints go with it.
  absl::Status SaveEnded(const RunRecord& run);
  // Records success, with the run's results as the project's and without its checkpoints, in one
  // step.
  absl::Status SaveSucceeded(const core::ProjectId& project, const RunRecord& run);

  // Opens the project for submissions of round `round`, the one after its own. The results that it
  // has stay. OK and no change if the project is in that round already. FAILED_PRECONDITION: it is
  // in another round, not sealed, without a run that has succeeded, or with one that has not ended.
  // INVALID_ARGUMENT: the first round, which no project is reopened for.
  absl::StatusOr<ProjectRecord> ReopenProject(const core::ProjectId& project, uint32_t round);

  // Calls `act` with the project as it is, while none of its runs is under way or can begin and it
  // is not reopened, and returns what it returns. FAILED_PRECONDITION: a run has not ended.
  absl::Status WhileNoneRuns(const core::ProjectId& project,
                             const std::function<absl::Status(const ProjectRecord&)>& act);

  // What the finished stages of a run that has not ended found. Does not outlive the store.
  RunCheckpoints Checkpoints(const RunKey& run) const { return {context_, run}; }

  // Entity ids of the rows of one chunk of a holder, whose sequence counts over all rounds: [n,
  // 16]. Durable with SaveSucceeded.
  absl::Status PutResultChunk(const RunKey& run, uint32_t holder, uint32_t sequence,
                              core::ByteView entity_ids);
  // Nothing if it is not there: no such chunk, or collected since. DATA_LOSS if damaged.
  absl::StatusOr<std::optional<core::Bytes>> ReadResultChunk(const RunKey& run, uint32_t holder,
                                                             uint32_t sequence) const;
  // The match report of a run, which stays as long as the run. Durable with SaveSucceeded.
  absl::Status PutMatchDocuments(const RunKey& run, const MatchDocuments& documents);
  // Nothing if the run left none. DATA_LOSS if damaged.
  absl::StatusOr<std::optional<MatchDocuments>> ReadMatchDocuments(const RunKey& run) const;
  // Removes all results, indexes and accepted pairs that are not those of a project's result run or
  // needed by it, left behind by older, failed and killed runs, the checkpoints of ended ones, and
  // match reports of runs that did not succeed. REQUIRES: no run is writing results.
  absl::Status CollectGarbage();

 private:
  absl::Status CheckNoneRuns(uint32_t project_number) const;
  // Runs that the index of a run has pieces of.
  absl::StatusOr<std::set<uint32_t>> IndexPiecesOf(const RunKey& run) const;
  // A range that holds nothing must not leave another tombstone at every call.
  absl::Status DeleteAny(Column column, std::string_view prefix, SealedBatch& batch) const;

  const StoreContext context_;
  ProjectStore& projects_;
  Claims claims_;  // by project number, while a run is created or the project reopened
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_RUN_STORE_H_
