#include "ieum/client/check/html_report.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

constexpr char kStyle[] = R"(
  body { font: 15px/1.5 system-ui, "Noto Sans KR", "Malgun Gothic", sans-serif; color: #1b1f24;
         margin: 2rem auto; max-width: 62rem; padding: 0 1rem; background: #fff; }
  h1 { font-size: 1.6rem; margin: 0 0 .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
  p.note { color: #57606a; margin: .3rem 0; }
  table { border-collapse: collapse; width: 100%; font-size: .9rem; }
  th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #d0d7de; }
  td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
  .tiles { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1rem 0; }
  .tile { border: 1px solid #d0d7de; border-radius: .4rem; padding: .6rem .9rem; flex: 1 1 10rem; }
  .tile b { display: block; font-size: 1.35rem; } svg { width: 100%; height: auto; }
  svg text { font: 11px system-ui, sans-serif; fill: #1b1f24; }
  .sound { fill: #2da44e; } .absent { fill: #afb8c1; } .damaged { fill: #d4a72c; }
  .wrong { fill: #cf222e; } .bar { fill: #0969da; } .window { fill: #ddf4ff; }
  .axis { stroke: #57606a; stroke-width: 1; }
  @media print { body { margin: 0; max-width: none; font-size: 11px; }
    h2, table, svg { break-inside: avoid; } * { print-color-adjust: exact; } }
)";

double ShareOf(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string Percent(double share) { return absl::StrFormat("%.2f %%", 100 * share); }

std::string Grouped(int64_t count) {
  std::string digits = std::to_string(count);
  for (auto i = static_cast<ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<size_t>(i), ",");
  }
  return digits;
}

class Page final {
 public:
  Page(const PreFlightReport& report, Language language) : report_(report), language_(language) {}

  std::string Write(std::string_view file_name, std::string_view profile_name) {
    absl::StrAppendFormat(
        &html_,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
        "name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n<style>%s</style>\n"
        "</head>\n<body>\n<h1>%s</h1>\n<p class=\"note\">%s · %s</p>\n",
        language_ == Language::kKorean ? "ko" : "en", Text(Word::kTitle), kStyle,
        Text(Word::kTitle), HtmlEscape(file_name), HtmlEscape(profile_name));
    absl::StrAppendFormat(&html_, "<p class=\"note\">%s</p>\n", Text(Word::kNoValues));
    WriteTiles();
    WriteFile();
    WriteFields();
    WriteFindings();
    WriteRefusals();
    WriteFills();
    html_ += "</body>\n</html>\n";
    return std::move(html_);
  }

 private:
  std::string Text(Word word) const { return std::string(Say(word, language_)); }

  void Heading(Word word) { absl::StrAppendFormat(&html_, "<h2>%s</h2>\n", Text(word)); }

  void Tile(Word word, const std::string& value) {
    absl::StrAppendFormat(&html_, "<div class=\"tile\"><b>%s</b>%s</div>\n", value, Text(word));
  }

  // numeric: index of the first column of numbers.
  void TableHead(const std::vector<Word>& words, size_t numeric) {
    html_ += "<table>\n<thead><tr>";
    for (size_t i = 0; i < words.size(); ++i) {
      absl::StrAppendFormat(&html_, "<th%s>%s</th>", i >= numeric ? " class=\"n\"" : "",
                            Text(words[i]));
    }
    html_ += "</tr></thead>\n<tbody>\n";
  }
  void TableRow(const std::vector<std::string>& cells, size_t numeric) {
    html_ += "<tr>";
    for (size_t i = 0; i < cells.size(); ++i) {
      absl::StrAppendFormat(&html_, "<td%s>%s</td>", i >= numeric ? " class=\"n\"" : "", cells[i]);
    }
    html_ += "</tr>\n";
  }
  void TableEnd() { html_ += "</tbody>\n</table>\n"; }

  void WriteTiles() {
    html_ += "<div class=\"tiles\">\n";
    Tile(Word::kRows, Grouped(report_.row_count()));
    Tile(Word::kRefusedRows, Grouped(report_.rows.invalid_count));
    Tile(Word::kDuplicateRows, Grouped(report_.duplicates.count));
    Tile(Word::kUniqueRows, Percent(report_.unique_share));
    Tile(Word::kEnoughRows, Percent(report_.enough_share));
    Tile(Word::kLinkable, Percent(report_.linkable_share));
    absl::StrAppendFormat(&html_, "</div>\n<p class=\"note\">%s</p>\n", Text(Word::kLinkableNote));
    if (!report_.is_exact) {
      absl::StrAppendFormat(&html_, "<p class=\"note\">%s</p>\n", Text(Word::kEstimated));
    }
  }

  void WriteFile() {
    Heading(Word::kFile);
    const InputDescription& input = report_.input;
    const auto how = [this](bool declared) {
      return " (" + Text(declared ? Word::kDeclared : Word::kDetected) + ")";
    };
    html_ += "<table>\n<tbody>\n";
    TableRow({Text(Word::kEncoding),
              std::string(input.encoding.ascii_only ? "ascii"
                                                    : TextEncodingName(input.encoding.encoding)) +
                  how(input.encoding.declared)},
             2);
    TableRow(
        {Text(Word::kByteOrderMark), Text(input.encoding.byte_order_mark ? Word::kYes : Word::kNo)},
        2);
    TableRow({Text(Word::kDelimiter),
              std::string(DelimiterName(input.delimiter)) + how(input.delimiter_declared)},
             2);
    TableRow({Text(Word::kCompression), std::string(CompressionName(input.compression))}, 2);
    TableEnd();
  }

  // One bar for each field: sound, absent, damaged by a spreadsheet, otherwise wrong.
  void WriteFieldChart() {
    constexpr int kRowHeight = 22;
    constexpr int kLeft = 150;
    constexpr int kWidth = 740;
    const int height = kRowHeight * static_cast<int>(report_.fields.size()) + 4;
    absl::StrAppendFormat(&html_, "<svg viewBox=\"0 0 %d %d\" role=\"img\">\n", kLeft + kWidth + 10,
                          height);
    int y = 2;
    for (const FieldCheck& field : report_.fields) {
      absl::StrAppendFormat(&html_, "<text x=\"0\" y=\"%d\">%s</text>\n", y + 13,
                            HtmlEscape(field.name));
      int64_t absent = field.count(Defect::kMissing) + field.count(Defect::kPlaceholder);
      int64_t damaged = 0;
      int64_t wrong = 0;
      int64_t all = field.count(Defect::kNone) + absent;
      for (size_t d = 0; d < kDefectCount; ++d) {
        const auto defect = static_cast<Defect>(d);
        if (!IsUnsound(defect)) continue;
        (IsSpreadsheetDamage(defect) ? damaged : wrong) += field.defects[d].count;
        all += field.defects[d].count;
      }
      double x = kLeft;
      for (const auto& [style, count] :
           {std::pair<const char*, int64_t>{"sound", field.count(Defect::kNone)},
            {"absent", absent},
            {"damaged", damaged},
            {"wrong", wrong}}) {
        const double width = kWidth * ShareOf(count, all);
        if (count == 0) continue;
        absl::StrAppendFormat(&html_,
                              "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\">"
                              "<title>%s</title></rect>\n",
                              style, x, y, width, kRowHeight - 6, Percent(ShareOf(count, all)));
        x += width;
      }
      y += kRowHeight;
    }
    html_ += "</svg>\n";
  }

  void WriteFields() {
    Heading(Word::kFields);
    WriteFieldChart();
    constexpr size_t kNumeric = 2;
    TableHead({Word::kField, Word::kColumn, Word::kSound, Word::kDistinct, Word::kEntropy,
               Word::kUniqueWithout, Word::kLoss},
              kNumeric);
    for (const FieldCheck& field : report_.fields) {
      TableRow({HtmlEscape(field.name), HtmlEscape(field.column),
                Percent(ShareOf(field.count(Defect::kNone), report_.row_count())),
                Grouped(field.distinct_values), absl::StrFormat("%.1f", field.entropy_bits),
                Percent(field.unique_share_without), Percent(field.expected_loss)},
               kNumeric);
    }
    TableEnd();
  }

  static std::string RowNumbers(const Tally& tally) {
    std::string numbers;
    for (const int64_t row : tally.rows)
      numbers += (numbers.empty() ? "" : ", ") + std::to_string(row);
    if (tally.count > static_cast<int64_t>(tally.rows.size())) numbers += " …";
    return numbers;
  }

  void WriteFindings() {
    Heading(Word::kFindings);
    bool any = false;
    for (const FieldCheck& field : report_.fields) {
      for (size_t d = 1; d < kDefectCount; ++d) {
        const Tally& tally = field.defects[d];
        if (tally.count == 0) continue;
        if (!any) {
          TableHead({Word::kField, Word::kFinding, Word::kFirstRows, Word::kCount, Word::kShare},
                    3);
        }
        any = true;
        TableRow({HtmlEscape(field.name), std::string(Say(static_cast<Defect>(d), language_)),
                  RowNumbers(tally), Grouped(tally.count),
                  Percent(ShareOf(tally.count, report_.row_count()))},
                 3);
      }
    }
    if (any) {
      TableEnd();
    } else {
      absl::StrAppendFormat(&html_, "<p>%s</p>\n", Text(Word::kNothingFound));
    }
  }

  void WriteRefusals() {
    if (report_.refusals.empty()) return;
    Heading(Word::kRefusals);
    TableHead({Word::kColumn, Word::kFinding, Word::kFirstRows, Word::kCount, Word::kShare}, 3);
    for (const auto& [key, tally] : report_.refusals) {
      TableRow({HtmlEscape(key.second), std::string(Say(key.first, language_)), RowNumbers(tally),
                Grouped(tally.count), Percent(ShareOf(tally.count, report_.row_count()))},
               3);
    }
    TableEnd();
  }

  // Rows by fill, with the window that the preset wants.
  void WriteFillChart(const SegmentFill& fill) {
    constexpr int kHeight = 110;
    constexpr int kBase = 90;
    constexpr int kWidth = 900;
    constexpr double kBinWidth = static_cast<double>(kWidth) / SegmentFill::kBins;
    absl::StrAppendFormat(&html_, "<svg viewBox=\"0 0 %d %d\" role=\"img\">\n", kWidth, kHeight);
    if (fill.most_thousandths > 0) {
      absl::StrAppendFormat(
          &html_, "<rect class=\"window\" x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%d\"/>\n",
          fill.least_thousandths * kWidth / 1000.0,
          (fill.most_thousandths - fill.least_thousandths) * kWidth / 1000.0, kBase);
    }
    const int64_t highest = *std::max_element(fill.bins.begin(), fill.bins.end());
    for (size_t b = 0; b < fill.bins.size(); ++b) {
      if (fill.bins[b] == 0) continue;
      const double height = (kBase - 5) * ShareOf(fill.bins[b], highest);
      absl::StrAppendFormat(
          &html_, "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
          static_cast<double>(b) * kBinWidth + 1, kBase - height, kBinWidth - 2, height);
    }
    absl::StrAppendFormat(&html_, "<line class=\"axis\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
                          kBase, kWidth, kBase);
    for (int percent = 0; percent <= 100; percent += 20) {
      absl::StrAppendFormat(&html_, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%d %%</text>\n",
                            percent * kWidth / 100, kHeight - 4,
                            percent == 0     ? "start"
                            : percent == 100 ? "end"
                                             : "middle",
                            percent);
    }
    html_ += "</svg>\n";
  }

  void WriteFills() {
    Heading(Word::kFill);
    absl::StrAppendFormat(&html_, "<p class=\"note\">%s</p>\n", Text(Word::kFillNote));
    for (const SegmentFill& fill : report_.segments) {
      absl::StrAppendFormat(&html_, "<h3>%s</h3>\n<p>%s %s", HtmlEscape(fill.name),
                            Text(Word::kMeanFill), Percent(fill.mean));
      if (fill.most_thousandths > 0) {
        absl::StrAppendFormat(&html_, " · %s %s–%s · %s %s", Text(Word::kWindow),
                              Percent(fill.least_thousandths / 1000.0),
                              Percent(fill.most_thousandths / 1000.0), Text(Word::kOutside),
                              Percent(fill.outside_share));
      }
      html_ += "</p>\n";
      WriteFillChart(fill);
    }
  }

  const PreFlightReport& report_;
  const Language language_;
  std::string html_;
};

}  // namespace

std::string HtmlEscape(std::string_view text) {
  std::string escaped;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = core::NextCodePoint(text, i);
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
        core::AppendUtf8(c == core::kNotUtf8 || c < 0x20 ? U'\xFFFD' : c, escaped);
    }
  }
  return escaped;
}

std::string HtmlPage(const PreFlightReport& report, std::string_view file_name,
                     std::string_view profile_name, Language language) {
  return Page(report, language).Write(file_name, profile_name);
}

}  // namespace ieum::client
