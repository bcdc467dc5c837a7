#include "ieum/core/page/page_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ieum::testing {
namespace {

using core::GroupedText;
using core::HtmlEscape;
using core::Language;
using core::PageWriter;
using core::PercentText;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PageWriterTest, EscapesEveryText) {
  EXPECT_EQ(HtmlEscape("<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
  EXPECT_EQ(HtmlEscape("\xFF\n가"), "\xEF\xBF\xBD\xEF\xBF\xBD가");
  const std::string evil = "<script>";
  PageWriter page(evil, Language::kEnglish);
  page.Heading(evil);
  page.Subheading(evil);
  page.Paragraph(evil);
  page.Note(evil);
  page.Warning(evil, evil);
  page.BeginTiles();
  page.Tile(evil, evil);
  page.EndTiles();
  page.BeginTable({evil}, 1);
  page.Row({evil});
  page.EndTable();
  page.BeginDetails(evil, false);
  page.EndDetails();
  const std::string html = std::move(page).Finish();
  EXPECT_THAT(html, Not(HasSubstr(evil)));
  EXPECT_THAT(html, HasSubstr("<td>&lt;script&gt;</td>"));
}

TEST(PageWriterTest, IsAWholePageInItsLanguage) {
  const std::string english = PageWriter("Title", Language::kEnglish).Finish();
  EXPECT_TRUE(english.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_TRUE(english.ends_with("</body>\n</html>\n"));
  EXPECT_THAT(english, HasSubstr("<h1>Title</h1>"));
  EXPECT_THAT(std::string(PageWriter("제목", Language::kKorean).Finish()),
              HasSubstr("<html lang=\"ko\">"));
}

TEST(PageWriterTest, NumbersStandRight) {
  PageWriter page("t", Language::kEnglish);
  page.BeginTable({"name", "rows"}, 1);
  page.Row({"a", "12"});
  page.EndTable();
  page.BeginTable({}, 2);
  page.Row({"b", "c"});
  page.EndTable();
  const std::string html = std::move(page).Finish();
  EXPECT_THAT(html, HasSubstr("<th>name</th><th class=\"n\">rows</th>"));
  EXPECT_THAT(html, HasSubstr("<td>a</td><td class=\"n\">12</td>"));
  EXPECT_THAT(html, HasSubstr("<table>\n<tbody>\n<tr><td>b</td><td>c</td></tr>"));
}

TEST(PageWriterTest, WritesNumbersForPeople) {
  EXPECT_EQ(GroupedText(0), "0");
  EXPECT_EQ(GroupedText(999), "999");
  EXPECT_EQ(GroupedText(1'234'567), "1,234,567");
  EXPECT_EQ(GroupedText(-123), "-123");
  EXPECT_EQ(GroupedText(-123'456), "-123,456");
  EXPECT_EQ(PercentText(0.12345), "12.35 %");
  EXPECT_EQ(core::ShareOf(1, 0), 0);
}

}  // namespace
}  // namespace ieum::testing
