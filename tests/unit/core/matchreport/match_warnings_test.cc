#include "ieum/core/matchreport/match_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/core/matchreport/sample_report.h"

namespace ieum::testing {
namespace {

using core::Language;
using core::MatchReport;
using core::MatchWarning;
using core::MatchWarningKey;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> Keys(const MatchReport& report) {
  std::vector<std::string> keys;
  for (const MatchWarning& warning : FindMatchWarnings(report)) {
    keys.emplace_back(MatchWarningKey(warning.kind));
    for (const Language language : {Language::kEnglish, Language::kKorean}) {
      const core::WarningText words = Say(warning, report, language);
      EXPECT_FALSE(words.text.empty());
      EXPECT_FALSE(words.advice.empty());
      EXPECT_THAT(words.text + words.advice, Not(HasSubstr("$")));
    }
  }
  return keys;
}

TEST(MatchWarningsTest, NothingIsSaidOfAGoodRun) { EXPECT_THAT(Keys(SampleReport()), IsEmpty()); }

TEST(MatchWarningsTest, QualityThatIsLowOrUnknownIsSaid) {
  MatchReport report = SampleReport();
  report.model.estimate = report.model.curve[0];
  EXPECT_THAT(Keys(report), ElementsAre("low_precision"));
  report.model.asked_precision = 0.99;
  EXPECT_THAT(Keys(report), ElementsAre("precision_missed"));
  report.model.asked_precision = 0.8;
  EXPECT_THAT(Keys(report), IsEmpty());
  report = SampleReport();
  report.model.estimate = report.model.curve[49];
  EXPECT_THAT(Keys(report), ElementsAre("low_recall"));
  report.model.by_runner_up = false;
  EXPECT_THAT(Keys(report), ElementsAre("too_few_rows")) << "estimates that mean nothing";
  report = SampleReport();
  report.linked_entity_count = 0;
  EXPECT_THAT(Keys(report), ElementsAre("nothing_linked"));
}

TEST(MatchWarningsTest, CandidatesThatMayHaveMissedSomethingAreSaid) {
  MatchReport report = SampleReport();
  report.model.exhaustive = false;
  EXPECT_THAT(Keys(report), ElementsAre("unproven"));
  report.model.completeness.reference_pairs = 500;
  EXPECT_THAT(Keys(report), IsEmpty());
  report.model.completeness.lower_bound = 0.9;
  EXPECT_THAT(Keys(report), ElementsAre("incomplete"));
}

TEST(MatchWarningsTest, DatasetsAreNamedWithWhatToDo) {
  MatchReport report = SampleReport();
  report.model.duplicate_counts = {1, 2};
  const std::vector<MatchWarning> found = FindMatchWarnings(report);
  ASSERT_EQ(found.size(), 1U) << "one in a hundred is not more than one per cent";
  const core::WarningText words = Say(found[0], report, Language::kEnglish);
  EXPECT_EQ(words.text, "In dataset 'insurer' 2 rows look like a second row of a person (2.00 %).");
  EXPECT_THAT(words.advice, HasSubstr("'--duplicates insurer'"));
  EXPECT_THAT(Say(found[0], report, Language::kKorean).text, HasSubstr("'insurer'"));
  report.holds_duplicates = {false, true};
  EXPECT_THAT(Keys(report), IsEmpty()) << "declared";
}

TEST(MatchWarningsTest, RowsThatCannotBeToldApartAreSaid) {
  MatchReport report = SampleReport();
  report.model.statistics.parties[0].ambiguous_row_count = 5;
  EXPECT_THAT(Keys(report), ElementsAre("ambiguous"));
  report = SampleReport();
  report.limited_row_count = 3;
  EXPECT_THAT(Keys(report), ElementsAre("limited_rows"));
  report = SampleReport();
  report.model.statistics.parties[1].missing_row_counts = {31, 40};
  EXPECT_THAT(Keys(report), ElementsAre("missing_segment", "missing_segment"));
}

TEST(MatchWarningsTest, SegmentsThatSeldomAgreeAreSaid) {
  MatchReport report = SampleReport();
  report.model.segments[1].m.fill(0.2 / core::kFrequencyClassCount);
  const std::vector<MatchWarning> found = FindMatchWarnings(report);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(Say(found[0], report, Language::kEnglish).text,
              HasSubstr("Segment 'birth' is identical in only 20.00 %"));
}

TEST(MatchWarningsTest, AModelOfOtherDataIsSaid) {
  MatchReport report = SampleReport();
  report.model_row_count = 800;
  EXPECT_THAT(Keys(report), IsEmpty());
  report.model_row_count = 801;
  EXPECT_THAT(Keys(report), ElementsAre("other_size"));
  report.model_row_count = 49;
  EXPECT_THAT(Keys(report), ElementsAre("other_size"));
}

}  // namespace
}  // namespace ieum::testing
