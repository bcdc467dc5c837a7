#include "ieum/client/check/pre_flight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/synthetic_rows.h"
#include "ieum/client/check/report_words.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using client::Defect;
using client::PreFlightOptions;
using client::PreFlightReport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PreFlightTest : public ::testing::Test {
 protected:
  absl::StatusOr<PreFlightReport> Run(const std::string& content) {
    options_.input.path = dir_.Write("people.csv", content);
    options_.today = absl::CivilDay(2026, 6, 15);
    return client::RunPreFlight(profile_, options_, core::SystemRandom(), nullptr, stop_);
  }
  std::string Sound(int count) {
    std::string content = kHeader;
    for (int i = 1; i <= count; ++i) content += AsCsv(SoundRow(i, random_));
    return content;
  }

  TempDir dir_;
  std::mt19937_64 random_{11};
  client::EncodingProfile profile_ = PersonProfile();
  PreFlightOptions options_;
  std::stop_token stop_;
};

TEST_F(PreFlightTest, SoundRowsAreAllLinkable) {
  const auto report = Run(Sound(500));
  ASSERT_OK(report);
  EXPECT_EQ(report->row_count(), 500);
  EXPECT_EQ(report->rows.invalid_count, 0);
  EXPECT_EQ(report->duplicates.count, 0);
  EXPECT_TRUE(report->is_exact);
  EXPECT_EQ(report->unique_share, 1);
  EXPECT_EQ(report->enough_share, 1);
  EXPECT_EQ(report->expected_loss, 0);
  EXPECT_EQ(report->linkable_share, 1);
  for (const client::FieldCheck& field : report->fields) {
    EXPECT_EQ(field.count(Defect::kNone), 500) << field.name;
    EXPECT_EQ(field.unique_share_without, 1) << field.name;
  }
  EXPECT_EQ(report->fields[2].distinct_values, 2);
  EXPECT_NEAR(report->fields[2].entropy_bits, 1, 0.01);
  EXPECT_EQ(report->fields[6].distinct_values, 500);
  EXPECT_NEAR(report->fields[6].entropy_bits, std::log2(500.0), 1e-9);
}

TEST_F(PreFlightTest, FollowsTheDocumentedFormula) {
  std::string content = "row_id,name,birth,sex,phone,postcode,member,email\n";
  content += "1,김민준,1988-01-31,M,010-2345-6789,06236,1,a@b.kr\n";
  content += "2,김민준,1988-01-31,M,010-2345-6789,06236,1,a@b.kr\n";  // as row 1
  content += "3,이서연,1988-02-30,F,010-3456-7891,06237,2,c@b.kr\n";  // no day
  content += "4,,1990-01-31,F,010-3456-7892,06238,3,d@b.kr\n";        // half of the weight
  const auto report = Run(content);
  ASSERT_OK(report);
  EXPECT_THAT(report->duplicates.rows, ElementsAre(2));
  EXPECT_EQ(report->unique_share, 0.5);
  EXPECT_EQ(report->enough_share, 0.75) << "without the name half of the weight is left, of 0.7";
  const client::FieldCheck& birth = report->fields[1];
  EXPECT_EQ(birth.unsound_count(), 1);
  EXPECT_EQ(birth.unique_share_without, 0.5);
  EXPECT_EQ(birth.expected_loss, 0.25 * 0.5);
  EXPECT_EQ(report->expected_loss, 0.125);
  EXPECT_EQ(report->linkable_share, 0.75 * 0.5 - 0.125);
}

TEST_F(PreFlightTest, KeepsOnlyTheFirstRowNumbers) {
  std::string content = kHeader;
  for (int i = 1; i <= 20; ++i) {
    Row row = SoundRow(i, random_);
    row[kName] = "";
    content += AsCsv(row);
  }
  options_.max_example_rows = 3;
  const auto report = Run(content);
  ASSERT_OK(report);
  const client::Tally& missing = report->fields[0].defects[static_cast<size_t>(Defect::kMissing)];
  EXPECT_EQ(missing.count, 20);
  EXPECT_THAT(missing.rows, ElementsAre(1, 2, 3));
}

TEST_F(PreFlightTest, MeasuresFillsWithoutHardening) {
  const auto json = client::BuiltInProfile("korean-person");
  ASSERT_OK(json);
  auto profile = client::EncodingProfile::FromJson(*json);
  ASSERT_OK(profile);
  profile_ = *std::move(profile);
  options_.input.column_map = {{"birth_date", "birth"}};
  options_.input.excluded_columns = {"district"};
  const auto report = Run(Sound(300));
  ASSERT_OK(report);
  ASSERT_EQ(report->segments.size(), 3U);
  const client::SegmentFill& name = report->segments[0];
  EXPECT_EQ(name.filter_bits, 1024);
  EXPECT_EQ(name.least_thousandths, 300);
  EXPECT_EQ(name.most_thousandths, 360);
  EXPECT_GT(name.mean, 0.25);
  EXPECT_LT(name.mean, 0.4);
  int64_t rows = 0;
  for (const int64_t bin : name.bins) rows += bin;
  EXPECT_EQ(rows, 300);
  EXPECT_TRUE(report->fields[4].excluded);
  EXPECT_EQ(report->fields[4].count(Defect::kMissing), 300);
}

TEST_F(PreFlightTest, TheReportDoesNotDependOnTheThrowAwaySecret) {
  const std::string content = Sound(200);
  const auto first = Run(content);
  const auto second = Run(content);
  ASSERT_OK(first);
  ASSERT_OK(second);
  EXPECT_EQ(first->linkable_share, second->linkable_share);
  EXPECT_NEAR(first->segments[0].mean, second->segments[0].mean, 0.02);
}

TEST_F(PreFlightTest, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  stop_ = source.get_token();
  EXPECT_THAT(Run(Sound(5)), StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
}

TEST_F(PreFlightTest, PassesOnWhatTheReaderRefuses) {
  EXPECT_THAT(Run("row_id,name\n1,a\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the profile wants columns")));
}

}  // namespace
}  // namespace ieum::testing
