#include "ieum/server/joining/approval_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/hex_vector.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

TEST(CheckNotEndedTest, TheLastDayIsWholeInKorea) {
  const absl::TimeZone korea = absl::FixedTimeZone(9 * 60 * 60);
  const auto at = [&](int day, int hour, int minute) {
    return absl::FromCivil(absl::CivilMinute(2027, 3, day, hour, minute), korea);
  };
  EXPECT_OK(server::CheckNotEnded("2027-03-09", at(8, 12, 0)));
  EXPECT_OK(server::CheckNotEnded("2027-03-09", at(9, 23, 59)));
  EXPECT_THAT(server::CheckNotEnded("2027-03-09", at(10, 0, 0)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("nothing is released after the project's end")));
}

TEST(CheckIsNoMockTest, NothingOfAMockLinkageIsReleased) {
  core::Manifest manifest = core::ReadManifest(ReadTestFile(VectorPath("manifest.json"))).value();
  EXPECT_OK(server::CheckIsNoMock(manifest));
  manifest.mock = core::ManifestMock{.of = core::ProjectId::Parse("flu-2026").value(),
                                     .field = "birth_date",
                                     .per_mille = 50,
                                     .maximum_file_rows = 1000};
  EXPECT_THAT(server::CheckIsNoMock(manifest),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("mock linkage of 'flu-2026'; rule: nothing of it is released")));
}

}  // namespace
}  // namespace ieum::testing
