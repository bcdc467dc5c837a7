#include "ieum/core/base/status.h"

#include <memory>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::IsOkAndHolds;
using ::ieum::testing::StatusIs;

absl::StatusOr<int> Half(int n) {
  if (n % 2 != 0) return InvalidArgument("%d is odd; want an even number", n);
  return n / 2;
}

absl::StatusOr<int> Quarter(int n) {
  IEUM_ASSIGN_OR_RETURN(const int half, Half(n));
  IEUM_ASSIGN_OR_RETURN(const int quarter, Half(half));
  return quarter;
}

absl::Status CheckEven(int n) {
  IEUM_RETURN_IF_ERROR(Half(n).status());
  return absl::OkStatus();
}

TEST(StatusTest, EachMakerHasItsCode) {
  EXPECT_EQ(InvalidArgument("x").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FailedPrecondition("x").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(AlreadyExists("x").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(NotFound("x").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Unauthenticated("x").code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(PermissionDenied("x").code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ResourceExhausted("x").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Unavailable("x").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Cancelled("x").code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(DeadlineExceeded("x").code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(DataLoss("x").code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Internal("x").code(), absl::StatusCode::kInternal);
}

TEST(StatusTest, MacrosPassTheFirstErrorOn) {
  EXPECT_THAT(Quarter(8), IsOkAndHolds(2));
  EXPECT_THAT(Quarter(6),
              StatusIs(absl::StatusCode::kInvalidArgument, "3 is odd; want an even number"));
  EXPECT_THAT(Quarter(5),
              StatusIs(absl::StatusCode::kInvalidArgument, "5 is odd; want an even number"));
  EXPECT_OK(CheckEven(2));
  EXPECT_EQ(CheckEven(1).code(), absl::StatusCode::kInvalidArgument);
}

TEST(StatusTest, AssignTakesValuesThatOnlyMove) {
  const auto make = []() -> absl::StatusOr<std::unique_ptr<int>> {
    return std::make_unique<int>(5);
  };
  const auto take = [&]() -> absl::StatusOr<int> {
    IEUM_ASSIGN_OR_RETURN(std::unique_ptr<int> value, make());
    return *value;
  };
  EXPECT_THAT(take(), IsOkAndHolds(5));
}

TEST(StatusTest, ContextComesFirstAndKeepsTheCode) {
  EXPECT_THAT(WithContext(NotFound("no row %d", 3), "a.csv"),
              StatusIs(absl::StatusCode::kNotFound, "a.csv: no row 3"));
  EXPECT_OK(WithContext(absl::OkStatus(), "a.csv"));
  EXPECT_EQ(Message(NotFound("gone")), "gone");
}

TEST(StatusDeathTest, ABrokenInvariantEndsTheProcessAndNamesItself) {
  EXPECT_DEATH(IEUM_CHECK(1 + 1 == 3), "invariant broken at .*status_test.cc:[0-9]+: 1 \\+ 1 == 3");
}

}  // namespace
}  // namespace ieum::core
