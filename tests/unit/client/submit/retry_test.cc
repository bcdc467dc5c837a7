#include "ieum/client/submit/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "ieum/core/base/status.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using client::Retry;
using client::RetryOptions;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Time passes only by waiting.
struct FakeTime {
  absl::Duration now;
  std::vector<absl::Duration> waits;

  RetryOptions Options() {
    return {.first_wait = absl::Seconds(1),
            .last_wait = absl::Seconds(4),
            .give_up_after = absl::Seconds(12),
            .reach_within = absl::Seconds(2),
            .now = [this] { return now; },
            .wait =
                [this](absl::Duration time, std::stop_token) {
                  waits.push_back(time);
                  now += time;
                }};
  }
};

TEST(Retry, DoublesTheWaitUpToALimitAndGivesUpInTime) {
  FakeTime time;
  const RetryOptions options = time.Options();
  Retry retry(options);
  retry.Progressed();
  const absl::Status error = core::Unavailable("cannot reach host");
  for (int i = 0; i < 4; ++i) EXPECT_OK(retry.WaitAfter(error, {}));
  EXPECT_OK(retry.WaitAfter(error, {}));
  // The last wait ends with the time allowed.
  EXPECT_THAT(time.waits, ElementsAre(absl::Seconds(1), absl::Seconds(2), absl::Seconds(4),
                                      absl::Seconds(4), absl::Seconds(1)));
  EXPECT_THAT(retry.WaitAfter(error, {}),
              StatusIs(absl::StatusCode::kUnavailable,
                       AllOf(HasSubstr("gave up after trying for 12s"), HasSubstr("host"))));
  EXPECT_EQ(retry.retries(), 5);
}

TEST(Retry, GivesUpSoonerOnAServerThatHasNeverAnswered) {
  FakeTime time;
  const RetryOptions options = time.Options();
  Retry retry(options);
  const absl::Status error = core::Unavailable("cannot reach host");
  EXPECT_OK(retry.WaitAfter(error, {}));
  EXPECT_OK(retry.WaitAfter(error, {}));
  EXPECT_EQ(time.now, absl::Seconds(2));
  EXPECT_THAT(retry.WaitAfter(error, {}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("trying for 2s")));
}

TEST(Retry, StartsAnewAfterProgress) {
  FakeTime time;
  const RetryOptions options = time.Options();
  Retry retry(options);
  retry.Progressed();
  const absl::Status error = core::Unavailable("away");
  for (int i = 0; i < 3; ++i) EXPECT_OK(retry.WaitAfter(error, {}));
  time.now += absl::Hours(1);
  retry.Progressed();
  EXPECT_OK(retry.WaitAfter(error, {}));
  EXPECT_EQ(time.waits.back(), absl::Seconds(1));
}

TEST(Retry, TriesOnlyWhatMayPass) {
  FakeTime time;
  const RetryOptions options = time.Options();
  for (const absl::StatusCode code :
       {absl::StatusCode::kUnavailable, absl::StatusCode::kDeadlineExceeded,
        absl::StatusCode::kResourceExhausted}) {
    EXPECT_OK(Retry(options).WaitAfter(absl::Status(code, "later"), {}));
  }
  for (const absl::StatusCode code :
       {absl::StatusCode::kInvalidArgument, absl::StatusCode::kFailedPrecondition,
        absl::StatusCode::kAlreadyExists, absl::StatusCode::kNotFound,
        absl::StatusCode::kPermissionDenied, absl::StatusCode::kUnauthenticated,
        absl::StatusCode::kCancelled, absl::StatusCode::kInternal}) {
    EXPECT_THAT(Retry(options).WaitAfter(absl::Status(code, "never"), {}), StatusIs(code, "never"));
  }
}

TEST(Retry, SendsDamagedDataAgainTwice) {
  FakeTime time;
  const RetryOptions options = time.Options();
  Retry retry(options);
  const absl::Status error = core::DataLoss("checksum");
  EXPECT_OK(retry.WaitAfter(error, {}));
  EXPECT_OK(retry.WaitAfter(error, {}));
  EXPECT_THAT(retry.WaitAfter(error, {}), StatusIs(absl::StatusCode::kDataLoss, "checksum"));
}

TEST(Retry, EndsItsWaitWhenAStopIsRequested) {
  std::stop_source stop;
  stop.request_stop();
  const RetryOptions options = {.first_wait = absl::Hours(1), .last_wait = absl::Hours(1)};
  client::WaitOrStop(absl::Hours(1), stop.get_token());
  EXPECT_THAT(Retry(options).WaitAfter(core::Unavailable("away"), stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped by the user")));
}

}  // namespace
}  // namespace ieum::testing
