#include "ieum/core/matchreport/match_charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/core/matchreport/sample_report.h"

namespace ieum::testing {
namespace {

using core::Language;
using core::MatchReport;
using ::testing::HasSubstr;
using ::testing::Not;

size_t Count(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(MatchChartsTest, TheHistogramHasABarForEachBinAndTheMixtureOverThem) {
  const std::string chart = HistogramChart(SampleReport(), Language::kEnglish);
  EXPECT_EQ(Count(chart, "<rect class=\"pale\""), 25U) << "bins without pairs have no bar";
  EXPECT_EQ(Count(chart, "<polyline"), 2U);
  EXPECT_THAT(chart, HasSubstr("<line class=\"threshold\""));
  EXPECT_THAT(chart, HasSubstr("expected matches"));
}

TEST(MatchChartsTest, AThresholdBesideAllPairsStaysInTheChart) {
  MatchReport report = SampleReport();
  report.model.estimate.threshold = 1'000'000;
  EXPECT_THAT(HistogramChart(report, Language::kEnglish),
              HasSubstr("<line class=\"threshold\" x1=\"900.0\""));
  report.model.statistics.histogram = {};
  EXPECT_THAT(HistogramChart(report, Language::kEnglish), Not(HasSubstr("nan")));
}

TEST(MatchChartsTest, TheCurveShowsThreeQualities) {
  MatchReport report = SampleReport();
  const std::string chart = CurveChart(report, Language::kEnglish);
  EXPECT_EQ(Count(chart, "<polyline"), 3U);
  report.model.curve.resize(1);
  EXPECT_THAT(CurveChart(report, Language::kEnglish), Not(HasSubstr("nan")));
}

TEST(MatchChartsTest, WeightsOfAClassAddUpToItsTotal) {
  const MatchReport report = SampleReport();
  const std::string chart =
      WaterfallChart(report, report.model.statistics.classes[0], Language::kEnglish);
  EXPECT_THAT(chart, HasSubstr(">-700<")) << "before any comparison";
  EXPECT_THAT(chart, HasSubstr(">5,000<"));
  EXPECT_THAT(chart, HasSubstr(">-1,200<"));
  EXPECT_THAT(chart, HasSubstr(">3,100<"));
  EXPECT_THAT(chart, HasSubstr("birth: unlike"));
  EXPECT_EQ(Count(chart, "class=\"wrong\""), 2U) << "what speaks against a match";
}

TEST(MatchChartsTest, OverlapsAreNamedByTheirDatasets) {
  MatchReport report = SampleReport();
  EXPECT_EQ(OverlapName(report, 0b11), "hospital + insurer");
  EXPECT_EQ(OverlapName(report, 0b10), "insurer");
  const std::string chart = OverlapChart(report);
  EXPECT_EQ(Count(chart, "<rect"), 3U);
  EXPECT_EQ(Count(chart, "class=\"bar\""), 1U);
  report.party_names = {std::string(60, 'x'), "가나다라마바사아자차카타파하가나다라마바사"};
  EXPECT_THAT(OverlapChart(report), HasSubstr("…</text>"));
  EXPECT_THAT(OverlapChart(report), Not(HasSubstr("\xEF\xBF\xBD"))) << "cut between characters";
}

}  // namespace
}  // namespace ieum::testing
