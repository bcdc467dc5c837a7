// The life of projects, submissions and runs: which event may happen in which state, and what comes
// of it. The tables in states.cc are the only place where this is decided.
#ifndef IEUM_SERVER_STORAGE_STATES_H_
#define IEUM_SERVER_STORAGE_STATES_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "ieum/server/observe/log.h"

namespace ieum::server {

// FORMAT: the numbers are stored (docs/formats/storage.md); never renumber.
// At most 15: a project record keeps two in one byte.
enum class ProjectState : uint8_t {
  kOpen = 1,
  kSealed = 2,
  kMatched = 3,
  kStopped = 4,    // nothing may be read or changed until it is resumed
  kDestroyed = 5,  // nothing is left but its name
};
enum class SubmissionState : uint8_t { kOpen = 1, kSealed = 2 };
enum class RunState : uint8_t {
  kQueued = 1,
  kRunning = 2,  // in memory only: on disk a run is queued until it has ended
  kSucceeded = 3,
  kFailed = 4,
  kCancelled = 5,
};

enum class ProjectEvent {
  kChangeSubmission,  // a chunk, a sealed submission, a withdrawal
  kRemoveRows,        // that a holder has taken back, of rounds that are closed
  kSeal,
  kStartRun,
  kRunSucceeded,
  kReopen,  // for another round of submissions
  kStop,    // at once, whatever is under way
  kResume,  // to where it was stopped
  kDestroy,
};
enum class SubmissionEvent { kAddChunk, kSeal, kWithdraw };
enum class RunEvent { kPickUp, kSucceed, kFail, kCancel, kServerStops };

// For messages, metrics and the log: "open", "queued".
Constant StateName(ProjectState state);
Constant StateName(RunState state);

// The state after the event. FAILED_PRECONDITION if it may not happen: the rule that it would
// break, and where there is one, what to do instead. stopped_in: the state that a project in state
// kStopped was in before, which it resumes.
absl::StatusOr<ProjectState> After(ProjectState state, ProjectEvent event,
                                   ProjectState stopped_in = ProjectState::kStopped);
absl::StatusOr<SubmissionState> After(SubmissionState state, SubmissionEvent event);
absl::StatusOr<RunState> After(RunState state, RunEvent event);

// True if nothing more happens to the run.
bool HasEnded(RunState state);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_STATES_H_
