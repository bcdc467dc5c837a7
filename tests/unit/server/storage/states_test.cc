#include "ieum/server/storage/states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "support/status_matchers.h"

namespace ieum::server {
namespace {

using ::ieum::testing::IsOkAndHolds;
using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

using State = ProjectState;
using Event = ProjectEvent;

constexpr State kStates[] = {State::kOpen, State::kSealed, State::kMatched, State::kStopped,
                             State::kDestroyed};
constexpr Event kEvents[] = {Event::kChangeSubmission, Event::kSeal,   Event::kStartRun,
                             Event::kRunSucceeded,     Event::kReopen, Event::kStop,
                             Event::kResume,           Event::kDestroy};

// Written anew, not taken from the table: a stopped project here was sealed before.
const std::map<std::pair<State, Event>, State> kWanted = {
    {{State::kOpen, Event::kChangeSubmission}, State::kOpen},
    {{State::kOpen, Event::kSeal}, State::kSealed},
    {{State::kOpen, Event::kStop}, State::kStopped},
    {{State::kOpen, Event::kDestroy}, State::kDestroyed},
    {{State::kSealed, Event::kSeal}, State::kSealed},
    {{State::kSealed, Event::kStartRun}, State::kSealed},
    {{State::kSealed, Event::kRunSucceeded}, State::kMatched},
    {{State::kSealed, Event::kReopen}, State::kOpen},
    {{State::kSealed, Event::kStop}, State::kStopped},
    {{State::kSealed, Event::kDestroy}, State::kDestroyed},
    {{State::kMatched, Event::kSeal}, State::kMatched},
    {{State::kMatched, Event::kStartRun}, State::kMatched},
    {{State::kMatched, Event::kRunSucceeded}, State::kMatched},
    {{State::kMatched, Event::kReopen}, State::kOpen},
    {{State::kMatched, Event::kStop}, State::kStopped},
    {{State::kMatched, Event::kDestroy}, State::kDestroyed},
    {{State::kStopped, Event::kStop}, State::kStopped},
    {{State::kStopped, Event::kResume}, State::kSealed},
    {{State::kStopped, Event::kDestroy}, State::kDestroyed},
};

TEST(ProjectStatesTest, EveryEventInEveryStateGoesWhereItShouldOrIsRefusedWithItsRule) {
  for (const State state : kStates) {
    for (const Event event : kEvents) {
      const absl::StatusOr<State> after = After(state, event, State::kSealed);
      const auto wanted = kWanted.find({state, event});
      if (wanted != kWanted.end()) {
        EXPECT_THAT(after, IsOkAndHolds(wanted->second)) << StateName(state).text();
      } else {
        EXPECT_THAT(after,
                    StatusIs(absl::StatusCode::kFailedPrecondition,
                             AllOf(HasSubstr(StateName(state).text()), HasSubstr("rule: "))));
      }
    }
  }
}

TEST(ProjectStatesTest, AStoppedProjectResumesWhereItWasStopped) {
  for (const State state : {State::kOpen, State::kSealed, State::kMatched}) {
    EXPECT_THAT(After(State::kStopped, Event::kResume, state), IsOkAndHolds(state));
  }
}

TEST(ProjectStatesTest, ARefusalNamesTheStateTheRuleAndTheRemedy) {
  EXPECT_THAT(After(State::kOpen, Event::kStartRun),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       "the project is open; rule: a match begins only when submissions are "
                       "closed; seal it before matching"));
  EXPECT_THAT(After(State::kStopped, Event::kChangeSubmission),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("have it resumed first")));
  EXPECT_THAT(After(State::kDestroyed, Event::kResume),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nothing of it is left")));
}

}  // namespace
}  // namespace ieum::server
