// The life of projects, submissions and runs: which event may happen in which state, and what comes
// of it. The tables in states.cc are the only place where this is decided.
#ifndef IEUM_SERVER_STORAGE_STATES_H_
#define IEUM_SERVER_STORAGE_STATES_H_

#include <cstdint>

#include "absl/status/statusor.h"

namespace ieum::server {

// FORMAT: the numbers are stored (docs/formats/storage.md); never renumber.
enum class ProjectState : uint8_t { kOpen = 1, kSealed = 2, kMatched = 3 };
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
  kSeal,
  kStartRun,
  kRunSucceeded,
  kReopen,  // for another round of submissions
};
enum class SubmissionEvent { kAddChunk, kSeal, kWithdraw };
enum class RunEvent { kPickUp, kSucceed, kFail, kCancel, kServerStops };

// The state after the event. FAILED_PRECONDITION if it may not happen, and what to do instead.
absl::StatusOr<ProjectState> After(ProjectState state, ProjectEvent event);
absl::StatusOr<SubmissionState> After(SubmissionState state, SubmissionEvent event);
absl::StatusOr<RunState> After(RunState state, RunEvent event);

// True if nothing more happens to the run.
bool HasEnded(RunState state);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_STATES_H_
