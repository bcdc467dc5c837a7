#include "ieum/server/custody/retention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "ieum/server/auth/access_table.h"
#include "support/status_matchers.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using server::CheckRetention;
using server::RetentionEnd;
using ::testing::HasSubstr;

server::ProjectTerms Terms(const std::string& end_date, int retention_days) {
  server::ProjectTerms terms = TestTerms();
  terms.end_date = end_date;
  terms.retention_days = retention_days;
  return terms;
}

absl::Time At(const std::string& text) {
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, nullptr));
  return time;
}

TEST(RetentionTest, EndsSoManyDaysAfterTheLastDayInKorea) {
  EXPECT_EQ(RetentionEnd(Terms("2026-12-31", 0)), At("2027-01-01T00:00:00+09:00"));
  EXPECT_EQ(RetentionEnd(Terms("2028-02-28", 1)), At("2028-03-01T00:00:00+09:00"))
      << "a leap day is a day";
  EXPECT_EQ(RetentionEnd(Terms("", 30)), absl::InfiniteFuture());
}

// Methods about a project that change something and yet add nothing to what is kept of it.
constexpr std::string_view kTakeAwayOrHandOut[] = {
    "BundleService/DropImport",      "BundleService/ExportJoinableSerials",
    "BundleService/ExportJointKeys", "CustodyService/DestroyProject",
    "CustodyService/ResumeProject",  "MatchingService/CancelRun",
    "ProjectService/SealProject",    "ReleaseService/ExportCandidate",
    "ReleaseService/ExportRelease",  "SubmissionService/WithdrawSubmission"};

TEST(RetentionTest, NothingIsAddedAfterItsEndAndWhatTakesAwayGoesOn) {
  const server::ProjectTerms terms = Terms("2026-12-31", 30);
  const absl::Time end = RetentionEnd(terms);
  int refused = 0;
  for (const server::AccessRule& rule : server::AccessTable()) {
    const std::string_view method = rule.method.text();
    EXPECT_OK(CheckRetention(method, terms, end - absl::Microseconds(1)));
    const bool adds = rule.recording == server::Recording::kAct &&
                      rule.manifest == server::Manifest::kNamed &&
                      std::ranges::find(kTakeAwayOrHandOut, method) == std::end(kTakeAwayOrHandOut);
    if (adds) {
      ++refused;
      EXPECT_THAT(CheckRetention(method, terms, end),
                  StatusIs(absl::StatusCode::kFailedPrecondition,
                           HasSubstr("2026-12-31 and is kept for 30 days")))
          << method;
    } else {
      EXPECT_OK(CheckRetention(method, terms, end + absl::Hours(1'000))) << method;
    }
  }
  EXPECT_EQ(refused, 10);
}

}  // namespace
}  // namespace ieum::testing
