#include "ieum/core/matchreport/match_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/core/matchreport/sample_report.h"

namespace ieum::testing {
namespace {

using core::Language;
using core::MatchPage;
using core::MatchReport;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(MatchPageTest, IsOnePageThatNeedsNothingElse) {
  for (const Language language : {Language::kEnglish, Language::kKorean}) {
    const std::string page = MatchPage(SampleReport(), language);
    EXPECT_TRUE(page.starts_with("<!DOCTYPE html>\n"));
    EXPECT_TRUE(page.ends_with("</html>\n"));
    for (const char* outside : {"<script", "http:", "https:", "href=", "src=", "url(", "@import",
                                "<link", "<iframe", "<img"}) {
      EXPECT_THAT(page, Not(HasSubstr(outside)));
    }
    EXPECT_THAT(page, Not(HasSubstr("nan")));
    EXPECT_THAT(page, Not(HasSubstr("inf\"")));
  }
}

TEST(MatchPageTest, SpeaksEnglishAndKorean) {
  const std::string english = MatchPage(SampleReport(), Language::kEnglish);
  EXPECT_THAT(english, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(english, HasSubstr("Estimated recall of detectable matches"));
  EXPECT_THAT(english, HasSubstr("identical, 3 to 4 other rows"));
  EXPECT_THAT(english, HasSubstr("name: identical, birth: unlike"));
  const std::string korean = MatchPage(SampleReport(), Language::kKorean);
  EXPECT_THAT(korean, HasSubstr("<html lang=\"ko\">"));
  EXPECT_THAT(korean, HasSubstr("결합 결과 보고서"));
  EXPECT_THAT(korean, HasSubstr("탐지 가능 매칭 중 재현율"));
  EXPECT_THAT(korean, HasSubstr("동일, 다른 행 3–4개"));
  for (const char* word : {"Match report", "identical", "unlike", "precision", "Dataset"}) {
    EXPECT_THAT(korean, Not(HasSubstr(word)));
  }
}

TEST(MatchPageTest, HasEveryChart) {
  const std::string page = MatchPage(SampleReport(), Language::kEnglish);
  size_t charts = 0;
  for (size_t at = page.find("<svg"); at != std::string::npos; at = page.find("<svg", at + 1)) {
    ++charts;
  }
  EXPECT_EQ(charts, 4U) << "histogram, curve, one class, overlap";
  EXPECT_THAT(page, HasSubstr("hospital + insurer"));
  EXPECT_THAT(page, HasSubstr("Nothing was found that asks for attention."));
}

TEST(MatchPageTest, WarnsInPlainWords) {
  MatchReport report = SampleReport();
  report.model.duplicate_counts = {0, 50};
  EXPECT_THAT(MatchPage(report, Language::kEnglish),
              HasSubstr("<p class=\"warning\"><b>In dataset &#39;insurer&#39; 50 rows look"));
}

TEST(MatchPageTest, ShowsTheCertificateWherePairsWereLeftOut) {
  MatchReport report = SampleReport();
  EXPECT_THAT(MatchPage(report, Language::kEnglish), HasSubstr("All pairs were compared"));
  report.model.exhaustive = false;
  report.model.completeness = {.row_count = 321,
                               .reference_pairs = 300,
                               .held_pairs = 297,
                               .completeness = 0.99,
                               .effective_pairs = 300,
                               .lower_bound = 0.9744};
  const std::string page = MatchPage(report, Language::kEnglish);
  EXPECT_THAT(page, Not(HasSubstr("All pairs were compared")));
  EXPECT_THAT(page, HasSubstr("0.9744"));
  EXPECT_THAT(page, HasSubstr("321"));
}

TEST(MatchPageTest, EstimatesThatMeanNothingAreNotShown) {
  MatchReport report = SampleReport();
  report.model.by_runner_up = false;
  EXPECT_THAT(MatchPage(report, Language::kEnglish), HasSubstr("<b>–</b>Estimated precision"));
}

TEST(MatchPageTest, TakesARunWithoutAnything) {
  MatchReport report;
  report.party_names = {"a", "b"};
  report.segment_names = {"all"};
  report.model.segments = {SampleSegment()};
  report.model.statistics.parties = {
      {.rows = {}, .missing_row_counts = {0}, .by_present_segments = {}},
      {.rows = {}, .missing_row_counts = {0}, .by_present_segments = {}}};
  const std::string page = MatchPage(report, Language::kEnglish);
  EXPECT_THAT(page, HasSubstr("No row was linked."));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
}

TEST(MatchPageTest, EscapesNames) {
  MatchReport report = SampleReport();
  report.party_names[0] = report.segment_names[0] = report.profile_name = "<script>alert(1)";
  EXPECT_THAT(MatchPage(report, Language::kEnglish), Not(HasSubstr("<script>")));
}

}  // namespace
}  // namespace ieum::testing
