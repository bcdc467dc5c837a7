#include "ieum/server/storage/states.h"

#include <span>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

template <typename State, typename Event>
struct Move {
  State from;
  Event event;
  State to;
};

// What is absent may not happen. Repeating a seal is harmless, so it is listed.
constexpr Move<ProjectState, ProjectEvent> kProjectMoves[] = {
    {ProjectState::kOpen, ProjectEvent::kChangeSubmission, ProjectState::kOpen},
    {ProjectState::kOpen, ProjectEvent::kSeal, ProjectState::kSealed},
    {ProjectState::kSealed, ProjectEvent::kSeal, ProjectState::kSealed},
    {ProjectState::kSealed, ProjectEvent::kStartRun, ProjectState::kSealed},
    {ProjectState::kSealed, ProjectEvent::kRunSucceeded, ProjectState::kMatched},
    {ProjectState::kSealed, ProjectEvent::kReopen, ProjectState::kOpen},
    {ProjectState::kMatched, ProjectEvent::kSeal, ProjectState::kMatched},
    {ProjectState::kMatched, ProjectEvent::kStartRun, ProjectState::kMatched},
    {ProjectState::kMatched, ProjectEvent::kRunSucceeded, ProjectState::kMatched},
    {ProjectState::kMatched, ProjectEvent::kReopen, ProjectState::kOpen},
};

constexpr Move<SubmissionState, SubmissionEvent> kSubmissionMoves[] = {
    {SubmissionState::kOpen, SubmissionEvent::kAddChunk, SubmissionState::kOpen},
    {SubmissionState::kOpen, SubmissionEvent::kSeal, SubmissionState::kSealed},
    {SubmissionState::kOpen, SubmissionEvent::kWithdraw, SubmissionState::kOpen},
    {SubmissionState::kSealed, SubmissionEvent::kSeal, SubmissionState::kSealed},
    {SubmissionState::kSealed, SubmissionEvent::kWithdraw, SubmissionState::kOpen},
};

constexpr Move<RunState, RunEvent> kRunMoves[] = {
    {RunState::kQueued, RunEvent::kPickUp, RunState::kRunning},
    {RunState::kQueued, RunEvent::kCancel, RunState::kCancelled},
    {RunState::kQueued, RunEvent::kServerStops, RunState::kQueued},
    {RunState::kRunning, RunEvent::kSucceed, RunState::kSucceeded},
    {RunState::kRunning, RunEvent::kFail, RunState::kFailed},
    {RunState::kRunning, RunEvent::kCancel, RunState::kCancelled},
    {RunState::kRunning, RunEvent::kServerStops, RunState::kQueued},
    {RunState::kSucceeded, RunEvent::kCancel, RunState::kSucceeded},
    {RunState::kFailed, RunEvent::kCancel, RunState::kFailed},
    {RunState::kCancelled, RunEvent::kCancel, RunState::kCancelled},
};

const char* Refusal(ProjectState, ProjectEvent event) {
  switch (event) {
    case ProjectEvent::kChangeSubmission:
      return "the project is sealed; submissions can no longer change";
    case ProjectEvent::kStartRun:
      return "the project is open; seal it before matching";
    case ProjectEvent::kReopen:
      return "the project is open; seal and match this round before the next";
    case ProjectEvent::kSeal:
    case ProjectEvent::kRunSucceeded:
      break;
  }
  return "the project's state does not allow this";
}

const char* Refusal(SubmissionState, SubmissionEvent) {
  return "the submission is sealed; withdraw it first to send other rows";
}

const char* Refusal(RunState, RunEvent) { return "the run's state does not allow this"; }

template <typename State, typename Event>
absl::StatusOr<State> Look(std::span<const Move<State, Event>> moves, State state, Event event) {
  for (const Move<State, Event>& move : moves) {
    if (move.from == state && move.event == event) return move.to;
  }
  return core::FailedPrecondition("%s", Refusal(state, event));
}

}  // namespace

absl::StatusOr<ProjectState> After(ProjectState state, ProjectEvent event) {
  return Look<ProjectState, ProjectEvent>(kProjectMoves, state, event);
}

absl::StatusOr<SubmissionState> After(SubmissionState state, SubmissionEvent event) {
  return Look<SubmissionState, SubmissionEvent>(kSubmissionMoves, state, event);
}

absl::StatusOr<RunState> After(RunState state, RunEvent event) {
  return Look<RunState, RunEvent>(kRunMoves, state, event);
}

bool HasEnded(RunState state) {
  return state == RunState::kSucceeded || state == RunState::kFailed ||
         state == RunState::kCancelled;
}

}  // namespace ieum::server
