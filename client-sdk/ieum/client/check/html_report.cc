#include "ieum/client/check/html_report.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/page/page_writer.h"
#include "ieum/core/page/svg_chart.h"

namespace ieum::client {
namespace {

class Page final {
 public:
  Page(const PreFlightReport& report, core::Language language)
      : report_(report), language_(language), page_(Say(Word::kTitle, language), language) {}

  std::string Write(std::string_view file_name, std::string_view profile_name) {
    page_.Note(std::string(file_name) + " · " + std::string(profile_name));
    page_.Note(Text(Word::kNoValues));
    WriteTiles();
    WriteFile();
    WriteFields();
    WriteFindings();
    WriteRefusals();
    WriteFills();
    return std::move(page_).Finish();
  }

 private:
  std::string Text(Word word) const { return std::string(Say(word, language_)); }

  void Tile(Word word, const std::string& value) { page_.Tile(value, Text(word)); }

  // numeric: index of the first column of numbers.
  void TableHead(const std::vector<Word>& words, size_t numeric) {
    std::vector<std::string> titles;
    for (const Word word : words) titles.push_back(Text(word));
    page_.BeginTable(titles, numeric);
  }

  void WriteTiles() {
    page_.BeginTiles();
    Tile(Word::kRows, core::GroupedText(report_.row_count()));
    Tile(Word::kRefusedRows, core::GroupedText(report_.rows.invalid_count));
    Tile(Word::kDuplicateRows, core::GroupedText(report_.duplicates.count));
    Tile(Word::kUniqueRows, core::PercentText(report_.unique_share));
    Tile(Word::kEnoughRows, core::PercentText(report_.enough_share));
    Tile(Word::kLinkable, core::PercentText(report_.linkable_share));
    page_.EndTiles();
    page_.Note(Text(Word::kLinkableNote));
    if (!report_.is_exact) page_.Note(Text(Word::kEstimated));
  }

  void WriteFile() {
    page_.Heading(Text(Word::kFile));
    const InputDescription& input = report_.input;
    const auto how = [this](bool declared) {
      return " (" + Text(declared ? Word::kDeclared : Word::kDetected) + ")";
    };
    page_.BeginTable({}, 2);
    page_.Row({Text(Word::kEncoding),
               std::string(input.encoding.ascii_only ? "ascii"
                                                     : TextEncodingName(input.encoding.encoding)) +
                   how(input.encoding.declared)});
    page_.Row({Text(Word::kByteOrderMark),
               Text(input.encoding.byte_order_mark ? Word::kYes : Word::kNo)});
    page_.Row({Text(Word::kDelimiter),
               std::string(DelimiterName(input.delimiter)) + how(input.delimiter_declared)});
    page_.Row({Text(Word::kCompression), std::string(CompressionName(input.compression))});
    page_.EndTable();
  }

  // One bar for each field: sound, absent, damaged by a spreadsheet, otherwise wrong.
  void WriteFieldChart() {
    constexpr int kRowHeight = 22;
    constexpr int kLeft = 150;
    constexpr int kWidth = 740;
    const int height = kRowHeight * static_cast<int>(report_.fields.size()) + 4;
    core::SvgChart chart(kLeft + kWidth + 10, height);
    int y = 2;
    for (const FieldCheck& field : report_.fields) {
      chart.Text(0, y + 13, field.name);
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
        const double width = kWidth * core::ShareOf(count, all);
        if (count == 0) continue;
        chart.Rectangle(style, x, y, width, kRowHeight - 6,
                        core::PercentText(core::ShareOf(count, all)));
        x += width;
      }
      y += kRowHeight;
    }
    page_.Markup(std::move(chart).Finish());
  }

  void WriteFields() {
    page_.Heading(Text(Word::kFields));
    WriteFieldChart();
    constexpr size_t kNumeric = 2;
    TableHead({Word::kField, Word::kColumn, Word::kSound, Word::kDistinct, Word::kEntropy,
               Word::kUniqueWithout, Word::kLoss},
              kNumeric);
    for (const FieldCheck& field : report_.fields) {
      page_.Row(
          {field.name, field.column,
           core::PercentText(core::ShareOf(field.count(Defect::kNone), report_.row_count())),
           core::GroupedText(field.distinct_values), absl::StrFormat("%.1f", field.entropy_bits),
           core::PercentText(field.unique_share_without), core::PercentText(field.expected_loss)});
    }
    page_.EndTable();
  }

  static std::string RowNumbers(const Tally& tally) {
    std::string numbers;
    for (const int64_t row : tally.rows)
      numbers += (numbers.empty() ? "" : ", ") + std::to_string(row);
    if (tally.count > static_cast<int64_t>(tally.rows.size())) numbers += " …";
    return numbers;
  }

  void WriteFindings() {
    page_.Heading(Text(Word::kFindings));
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
        page_.Row({field.name, std::string(Say(static_cast<Defect>(d), language_)),
                   RowNumbers(tally), core::GroupedText(tally.count),
                   core::PercentText(core::ShareOf(tally.count, report_.row_count()))});
      }
    }
    if (any) {
      page_.EndTable();
    } else {
      page_.Paragraph(Text(Word::kNothingFound));
    }
  }

  void WriteRefusals() {
    if (report_.refusals.empty()) return;
    page_.Heading(Text(Word::kRefusals));
    TableHead({Word::kColumn, Word::kFinding, Word::kFirstRows, Word::kCount, Word::kShare}, 3);
    for (const auto& [key, tally] : report_.refusals) {
      page_.Row({key.second, std::string(Say(key.first, language_)), RowNumbers(tally),
                 core::GroupedText(tally.count),
                 core::PercentText(core::ShareOf(tally.count, report_.row_count()))});
    }
    page_.EndTable();
  }

  // Rows by fill, with the window that the preset wants.
  void WriteFillChart(const SegmentFill& fill) {
    constexpr int kHeight = 110;
    constexpr int kBase = 90;
    constexpr int kWidth = 900;
    constexpr double kBinWidth = static_cast<double>(kWidth) / SegmentFill::kBins;
    core::SvgChart chart(kWidth, kHeight);
    if (fill.most_thousandths > 0) {
      chart.Rectangle("window", fill.least_thousandths * kWidth / 1000.0, 0,
                      (fill.most_thousandths - fill.least_thousandths) * kWidth / 1000.0, kBase);
    }
    const int64_t highest = *std::max_element(fill.bins.begin(), fill.bins.end());
    for (size_t b = 0; b < fill.bins.size(); ++b) {
      if (fill.bins[b] == 0) continue;
      const double height = (kBase - 5) * core::ShareOf(fill.bins[b], highest);
      chart.Rectangle("bar", static_cast<double>(b) * kBinWidth + 1, kBase - height, kBinWidth - 2,
                      height);
    }
    chart.Line("axis", 0, kBase, kWidth, kBase);
    for (int percent = 0; percent <= 100; percent += 20) {
      chart.Text(percent * kWidth / 100, kHeight - 4, absl::StrFormat("%d %%", percent),
                 percent == 0     ? core::TextAnchor::kStart
                 : percent == 100 ? core::TextAnchor::kEnd
                                  : core::TextAnchor::kMiddle);
    }
    page_.Markup(std::move(chart).Finish());
  }

  void WriteFills() {
    page_.Heading(Text(Word::kFill));
    page_.Note(Text(Word::kFillNote));
    for (const SegmentFill& fill : report_.segments) {
      page_.Subheading(fill.name);
      std::string line = Text(Word::kMeanFill) + " " + core::PercentText(fill.mean);
      if (fill.most_thousandths > 0) {
        absl::StrAppendFormat(&line, " · %s %s–%s · %s %s", Text(Word::kWindow),
                              core::PercentText(fill.least_thousandths / 1000.0),
                              core::PercentText(fill.most_thousandths / 1000.0),
                              Text(Word::kOutside), core::PercentText(fill.outside_share));
      }
      page_.Paragraph(line);
      WriteFillChart(fill);
    }
  }

  const PreFlightReport& report_;
  const core::Language language_;
  core::PageWriter page_;
};

}  // namespace

std::string HtmlPage(const PreFlightReport& report, std::string_view file_name,
                     std::string_view profile_name, core::Language language) {
  return Page(report, language).Write(file_name, profile_name);
}

}  // namespace ieum::client
