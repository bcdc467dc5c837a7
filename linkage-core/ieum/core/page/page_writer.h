// A report as one HTML page that needs nothing else: no script, no link, no font or picture from
// outside. Readable in print and without colours.
#ifndef IEUM_CORE_PAGE_PAGE_WRITER_H_
#define IEUM_CORE_PAGE_PAGE_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ieum/core/page/language.h"

namespace ieum::core {

// `text` as HTML text or attribute value; bytes that are not UTF-8 become U+FFFD.
std::string HtmlEscape(std::string_view text);

// part / whole; 0 if whole is 0.
double ShareOf(int64_t part, int64_t whole);
// "12.34 %" of 0.1234.
std::string PercentText(double share);
// "1,234,567".
std::string GroupedText(int64_t count);

// Writes a page from top to bottom. Texts are escaped here, wherever they come from. One thread.
class PageWriter final {
 public:
  PageWriter(std::string_view title, Language language);

  void Heading(std::string_view text);
  void Subheading(std::string_view text);
  void Paragraph(std::string_view text);
  void Note(std::string_view text);  // a small, grey paragraph
  // Something to look at, and what to do about it.
  void Warning(std::string_view text, std::string_view advice);

  // Figures in a row, each a number and what it is.
  void BeginTiles();
  void Tile(std::string_view value, std::string_view text);
  void EndTiles();

  // Columns from number `numeric` on are numbers. No titles: no head.
  void BeginTable(const std::vector<std::string>& titles, size_t numeric);
  void Row(const std::vector<std::string>& cells);
  void EndTable();

  // What opens when its title is clicked; in print it is as the reader left it.
  void BeginDetails(std::string_view title, bool open);
  void EndDetails();

  // Markup that is escaped already: a chart.
  void Markup(std::string_view html) { html_ += html; }

  std::string Finish() &&;

 private:
  std::string html_;
  size_t numeric_ = 0;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PAGE_PAGE_WRITER_H_
