// gMock matchers for absl::Status and StatusOr: IsOk(), IsOkAndHolds(m), StatusIs(code, message
// matcher).
#ifndef IEUM_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define IEUM_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ieum::testing {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).ok();
}

MATCHER_P(IsOkAndHolds, value_matcher, "is OK and holds the value") {
  if (!arg.ok()) {
    *result_listener << arg.status();
    return false;
  }
  return ::testing::ExplainMatchResult(value_matcher, *arg, result_listener);
}

MATCHER_P2(StatusIs, code, message_matcher, "has the status code and message") {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).code() == code &&
         ::testing::ExplainMatchResult(message_matcher, std::string(StatusOf(arg).message()),
                                       result_listener);
}

}  // namespace ieum::testing

#define EXPECT_OK(expression) EXPECT_THAT(expression, ::ieum::testing::IsOk())
#define ASSERT_OK(expression) ASSERT_THAT(expression, ::ieum::testing::IsOk())
#define IEUM_TEST_CONCAT_INNER(a, b) a##b
#define IEUM_TEST_CONCAT(a, b) IEUM_TEST_CONCAT_INNER(a, b)
#define ASSERT_OK_AND_ASSIGN(target, expression) \
  ASSERT_OK_AND_ASSIGN_INNER(IEUM_TEST_CONCAT(statusor_, __LINE__), target, expression)
#define ASSERT_OK_AND_ASSIGN_INNER(statusor, target, expression) \
  auto statusor = (expression);                                  \
  ASSERT_TRUE(statusor.ok()) << statusor.status();               \
  target = std::move(statusor).value()

#endif  // IEUM_TESTS_SUPPORT_STATUS_MATCHERS_H_
