#include "ieum/client/check/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/synthetic_rows.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using client::HtmlPage;
using core::Language;
using ::testing::HasSubstr;
using ::testing::Not;

client::PreFlightReport Report() {
  const TempDir dir;
  std::mt19937_64 random(3);
  std::string content = kHeader;
  for (int i = 1; i <= 30; ++i) {
    Row row = SoundRow(i, random);
    if (i == 7) row[kPhone] = "1023456789";
    if (i == 9) row[kMemo] = "880131-1234567";
    if (i == 11) row[kName] = "카나리아*";
    content += AsCsv(row);
  }
  client::PreFlightOptions options;
  options.input.path = dir.Write("people.csv", content);
  options.today = absl::CivilDay(2026, 6, 15);
  auto report = client::RunPreFlight(PersonProfile(), options, core::SystemRandom(), nullptr, {});
  EXPECT_OK(report);
  return *std::move(report);
}

TEST(HtmlReportTest, IsOnePageThatNeedsNothingElse) {
  for (const Language language : {Language::kEnglish, Language::kKorean}) {
    const std::string page = HtmlPage(Report(), "people.csv", "test", language);
    EXPECT_TRUE(page.starts_with("<!DOCTYPE html>\n"));
    EXPECT_TRUE(page.ends_with("</html>\n"));
    for (const char* outside : {"<script", "http:", "https:", "href=", "src=", "url(", "@import",
                                "<link", "<iframe", "<img"}) {
      EXPECT_THAT(page, Not(HasSubstr(outside)));
    }
    EXPECT_THAT(page, HasSubstr("<svg"));
    EXPECT_THAT(page, HasSubstr("@media print"));
  }
}

TEST(HtmlReportTest, SpeaksEnglishAndKorean) {
  const client::PreFlightReport report = Report();
  const std::string english = HtmlPage(report, "people.csv", "test", Language::kEnglish);
  EXPECT_THAT(english, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(english, HasSubstr("Pre-flight report"));
  EXPECT_THAT(english, HasSubstr("leading zero lost (Excel)"));
  EXPECT_THAT(english, HasSubstr("resident registration number"));
  const std::string korean = HtmlPage(report, "people.csv", "test", Language::kKorean);
  EXPECT_THAT(korean, HasSubstr("<html lang=\"ko\">"));
  EXPECT_THAT(korean, HasSubstr("사전 점검 보고서"));
  EXPECT_THAT(korean, HasSubstr("앞자리 0 유실 (엑셀)"));
  EXPECT_THAT(korean, Not(HasSubstr("Pre-flight")));
}

TEST(HtmlReportTest, HoldsNoValueOfTheFile) {
  const std::string page = HtmlPage(Report(), "people.csv", "test", Language::kEnglish);
  for (const char* value :
       {"1023456789", "880131", "1234567", "카나리아", "ieum-test.kr", "메모"}) {
    EXPECT_THAT(page, Not(HasSubstr(value)));
  }
  EXPECT_THAT(page, HasSubstr("<td>7</td>")) << "but row numbers";
}

TEST(HtmlReportTest, EscapesNames) {
  const std::string page =
      HtmlPage(Report(), "<script>alert(1)</script>", "a&b", Language::kEnglish);
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, HasSubstr("a&amp;b"));
}

}  // namespace
}  // namespace ieum::testing
