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

constexpr unsigned Bit(ProjectState state) { return 1U << static_cast<unsigned>(state); }

constexpr unsigned kIfOpen = Bit(ProjectState::kOpen);
constexpr unsigned kIfClosed = Bit(ProjectState::kSealed) | Bit(ProjectState::kMatched);
constexpr unsigned kIfStopped = Bit(ProjectState::kStopped);
constexpr unsigned kIfThere = kIfOpen | kIfClosed | kIfStopped;

// Where a move goes.
enum class To { kSame, kOpen, kSealed, kMatched, kStopped, kDestroyed, kWhereItWasStopped };

struct ProjectMove {
  ProjectEvent event;
  unsigned from;  // bits of states
  To to;
  const char* rule;  // that the gate serves; stands in its refusals
};

// The life of a project. What is absent may not happen. Repeating a seal or a stop is harmless, so
// it is listed.
// clang-format off
constexpr ProjectMove kProjectMoves[] = {
    {ProjectEvent::kChangeSubmission, kIfOpen,    To::kSame,
     "submissions change only while the project is open, so that a match is over rows that stay"},
    {ProjectEvent::kRemoveRows,       kIfOpen | kIfClosed, To::kSame,
     "rows are removed at once, unless nothing may be changed"},
    {ProjectEvent::kSeal,             kIfOpen,    To::kSealed,
     "submissions are closed once, before matching"},
    {ProjectEvent::kSeal,             kIfClosed,  To::kSame,
     "submissions are closed once, before matching"},
    {ProjectEvent::kStartRun,         kIfClosed,  To::kSame,
     "a match begins only when submissions are closed"},
    {ProjectEvent::kRunSucceeded,     kIfClosed,  To::kMatched,
     "only a match over closed submissions counts"},
    {ProjectEvent::kReopen,           kIfClosed,  To::kOpen,
     "another round begins only when the one before is closed"},
    {ProjectEvent::kStop,             kIfThere,   To::kStopped,
     "processing ceases at once when it must, at any time before destruction"},
    {ProjectEvent::kResume,           kIfStopped, To::kWhereItWasStopped,
     "a stopped project goes on only where it was"},
    {ProjectEvent::kDestroy,          kIfThere,   To::kDestroyed,
     "a project is destroyed once, and stays so"},
};
// clang-format on

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

const char* Remedy(ProjectState state, ProjectEvent event) {
  if (state == ProjectState::kDestroyed) return "nothing of it is left to work with";
  if (state == ProjectState::kStopped) return "have it resumed first";
  switch (event) {
    case ProjectEvent::kChangeSubmission:
      return "have it reopened for another round";
    case ProjectEvent::kStartRun:
      return "seal it before matching";
    case ProjectEvent::kReopen:
      return "seal and match this round before the next";
    case ProjectEvent::kResume:
      return "it was not stopped";
    case ProjectEvent::kRemoveRows:
    case ProjectEvent::kSeal:
    case ProjectEvent::kRunSucceeded:
    case ProjectEvent::kStop:
    case ProjectEvent::kDestroy:
      break;
  }
  return "see its state";
}

const char* RuleOf(ProjectEvent event) {
  for (const ProjectMove& move : kProjectMoves) {
    if (move.event == event) return move.rule;
  }
  return "what no rule allows is refused";
}

ProjectState Target(To to, ProjectState state, ProjectState stopped_in) {
  switch (to) {
    case To::kSame:
      break;
    case To::kOpen:
      return ProjectState::kOpen;
    case To::kSealed:
      return ProjectState::kSealed;
    case To::kMatched:
      return ProjectState::kMatched;
    case To::kStopped:
      return ProjectState::kStopped;
    case To::kDestroyed:
      return ProjectState::kDestroyed;
    case To::kWhereItWasStopped:
      return stopped_in;
  }
  return state;
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

Constant StateName(ProjectState state) {
  switch (state) {
    case ProjectState::kOpen:
      return "open";
    case ProjectState::kSealed:
      return "sealed";
    case ProjectState::kMatched:
      return "matched";
    case ProjectState::kStopped:
      return "stopped";
    case ProjectState::kDestroyed:
      return "destroyed";
  }
  return "unknown";
}

Constant StateName(RunState state) {
  switch (state) {
    case RunState::kQueued:
      return "queued";
    case RunState::kRunning:
      return "running";
    case RunState::kSucceeded:
      return "succeeded";
    case RunState::kFailed:
      return "failed";
    case RunState::kCancelled:
      return "cancelled";
  }
  return "none";
}

absl::StatusOr<ProjectState> After(ProjectState state, ProjectEvent event,
                                   ProjectState stopped_in) {
  for (const ProjectMove& move : kProjectMoves) {
    if (move.event == event && (move.from & Bit(state)) != 0) {
      return Target(move.to, state, stopped_in);
    }
  }
  return core::FailedPrecondition("the project is %s; rule: %s; %s", StateName(state).text(),
                                  RuleOf(event), Remedy(state, event));
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
