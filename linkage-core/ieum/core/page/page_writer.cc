#include "ieum/core/page/page_writer.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "ieum/core/base/utf8.h"

namespace ieum::core {
namespace {

constexpr char kStyle[] = R"(
  body { font: 15px/1.5 system-ui, "Noto Sans KR", "Malgun Gothic", sans-serif; color: #1b1f24;
         margin: 2rem auto; max-width: 62rem; padding: 0 1rem; background: #fff; }
  h1 { font-size: 1.6rem; margin: 0 0 .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
  p.note { color: #57606a; margin: .3rem 0; }
  p.warning { border-left: .3rem solid #d4a72c; padding: .3rem .8rem; background: #fff8e6; }
  table { border-collapse: collapse; width: 100%; font-size: .9rem; }
  th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #d0d7de; }
  td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
  details { margin: .6rem 0; } summary { cursor: pointer; }
  .tiles { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1rem 0; }
  .tile { border: 1px solid #d0d7de; border-radius: .4rem; padding: .6rem .9rem; flex: 1 1 10rem; }
  .tile b { display: block; font-size: 1.35rem; } svg { width: 100%; height: auto; }
  svg text { font: 11px system-ui, sans-serif; fill: #1b1f24; }
  .sound { fill: #2da44e; } .absent { fill: #afb8c1; } .damaged { fill: #d4a72c; }
  .wrong { fill: #cf222e; } .bar { fill: #0969da; } .window { fill: #ddf4ff; }
  .axis { stroke: #57606a; stroke-width: 1; } .pale { fill: #d0d7de; }
  .threshold { stroke: #1b1f24; stroke-width: 1.5; stroke-dasharray: 5 3; }
  .first, .second, .third { fill: none; stroke-width: 2; }
  .first { stroke: #1a7f37; } .second { stroke: #cf222e; stroke-dasharray: 7 3; }
  .third { stroke: #0969da; stroke-dasharray: 2 2; }
  @media print { body { margin: 0; max-width: none; font-size: 11px; }
    h2, table, svg { break-inside: avoid; } * { print-color-adjust: exact; } }
)";

}  // namespace

std::string HtmlEscape(std::string_view text) {
  std::string escaped;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = NextCodePoint(text, i);
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        AppendUtf8(c == kNotUtf8 || c < 0x20 ? U'\xFFFD' : c, escaped);
    }
  }
  return escaped;
}

double ShareOf(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string PercentText(double share) { return absl::StrFormat("%.2f %%", 100 * share); }

std::string GroupedText(int64_t count) {
  std::string digits = std::to_string(count);
  const ptrdiff_t first = count < 0 ? 1 : 0;
  for (auto i = static_cast<ptrdiff_t>(digits.size()) - 3; i > first; i -= 3) {
    digits.insert(static_cast<size_t>(i), ",");
  }
  return digits;
}

PageWriter::PageWriter(std::string_view title, Language language) {
  const std::string escaped = HtmlEscape(title);
  html_ = absl::StrFormat(
      "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n<style>%s</style>\n"
      "</head>\n<body>\n<h1>%s</h1>\n",
      language == Language::kKorean ? "ko" : "en", escaped, kStyle, escaped);
}

void PageWriter::Heading(std::string_view text) { html_ += "<h2>" + HtmlEscape(text) + "</h2>\n"; }

void PageWriter::Subheading(std::string_view text) {
  html_ += "<h3>" + HtmlEscape(text) + "</h3>\n";
}

void PageWriter::Paragraph(std::string_view text) { html_ += "<p>" + HtmlEscape(text) + "</p>\n"; }

void PageWriter::Note(std::string_view text) {
  html_ += "<p class=\"note\">" + HtmlEscape(text) + "</p>\n";
}

void PageWriter::Warning(std::string_view text, std::string_view advice) {
  html_ += "<p class=\"warning\"><b>" + HtmlEscape(text) + "</b> " + HtmlEscape(advice) + "</p>\n";
}

void PageWriter::BeginTiles() { html_ += "<div class=\"tiles\">\n"; }

void PageWriter::Tile(std::string_view value, std::string_view text) {
  html_ += "<div class=\"tile\"><b>" + HtmlEscape(value) + "</b>" + HtmlEscape(text) + "</div>\n";
}

void PageWriter::EndTiles() { html_ += "</div>\n"; }

void PageWriter::BeginTable(const std::vector<std::string>& titles, size_t numeric) {
  numeric_ = numeric;
  html_ += "<table>\n";
  if (!titles.empty()) {
    html_ += "<thead><tr>";
    for (size_t i = 0; i < titles.size(); ++i) {
      html_ += (i >= numeric_ ? "<th class=\"n\">" : "<th>") + HtmlEscape(titles[i]) + "</th>";
    }
    html_ += "</tr></thead>\n";
  }
  html_ += "<tbody>\n";
}

void PageWriter::Row(const std::vector<std::string>& cells) {
  html_ += "<tr>";
  for (size_t i = 0; i < cells.size(); ++i) {
    html_ += (i >= numeric_ ? "<td class=\"n\">" : "<td>") + HtmlEscape(cells[i]) + "</td>";
  }
  html_ += "</tr>\n";
}

void PageWriter::EndTable() { html_ += "</tbody>\n</table>\n"; }

void PageWriter::BeginDetails(std::string_view title, bool open) {
  html_ +=
      absl::StrFormat("<details%s><summary>%s</summary>\n", open ? " open" : "", HtmlEscape(title));
}

void PageWriter::EndDetails() { html_ += "</details>\n"; }

std::string PageWriter::Finish() && {
  html_ += "</body>\n</html>\n";
  return std::move(html_);
}

}  // namespace ieum::core
