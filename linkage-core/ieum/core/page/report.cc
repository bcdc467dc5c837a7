#include "ieum/core/page/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/page/page_writer.h"
#include "ieum/core/terminal/display_width.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::core {
namespace {

// Enough for every figure shown, and no noise of the last bits in the document.
double Rounded(double value) {
  constexpr double kScale = 1e6;
  return std::round(value * kScale) / kScale;
}

nlohmann::ordered_json ToJsonValue(const ReportValue& value) {
  return std::visit([](const auto& plain) { return nlohmann::ordered_json(plain); }, value.json);
}

bool IsNumber(const ReportValue& value) { return !std::holds_alternative<std::string>(value.json); }

// The first column from which on the row has numbers only.
size_t FirstNumber(const std::vector<ReportValue>& row) {
  size_t first = row.size();
  while (first > 0 && IsNumber(row[first - 1])) --first;
  return first;
}

}  // namespace

ReportValue TextValue(std::string_view text) { return {std::string(text), std::string(text)}; }

ReportValue CountValue(int64_t count) { return {count, WithThousands(count)}; }

ReportValue SecondsValue(absl::Duration duration) {
  return {Rounded(absl::ToDoubleSeconds(duration)), HumanDuration(duration)};
}

ReportValue RateValue(int64_t count, absl::Duration elapsed) {
  const double seconds = absl::ToDoubleSeconds(elapsed);
  const double rate = seconds > 0 ? std::round(static_cast<double>(count) / seconds) : 0;
  return {rate, HumanRate(count, elapsed)};
}

ReportValue ShareValue(double share) { return {Rounded(share), absl::StrFormat("%.4f", share)}; }

ReportValue PercentValue(double share) {
  constexpr double kPercent = 100;
  return {Rounded(share), absl::StrFormat("%.2f %%", share * kPercent)};
}

void Report::AddFact(std::string key, std::string title, ReportValue value) {
  facts_.push_back({{std::move(key), std::move(title)}, std::move(value)});
}

size_t Report::AddTable(std::string key, std::vector<ReportColumn> columns, std::string title) {
  tables_.push_back({std::move(key), std::move(columns), std::move(title), {}});
  return tables_.size() - 1;
}

void Report::AddRow(size_t table, std::vector<ReportValue> values) {
  IEUM_CHECK(values.size() == tables_[table].columns.size());
  tables_[table].rows.push_back(std::move(values));
}

std::string Report::ToText() const {
  std::string text;
  size_t width = 0;
  for (const Fact& fact : facts_) width = std::max(width, DisplayWidth(fact.column.title));
  for (const Fact& fact : facts_) {
    text += fact.column.title;
    text.append(width - DisplayWidth(fact.column.title) + 2, ' ');
    text += fact.value.text + "\n";
  }
  for (const Rows& table : tables_) {
    if (table.rows.empty()) continue;
    std::vector<std::string> titles;
    for (const ReportColumn& column : table.columns) titles.push_back(column.title);
    Table rendered(std::move(titles));
    for (const std::vector<ReportValue>& row : table.rows) {
      std::vector<std::string> cells;
      for (const ReportValue& value : row) cells.push_back(value.text);
      rendered.AddRow(std::move(cells));
    }
    if (!text.empty()) text += "\n";
    if (!table.title.empty()) text += table.title + "\n";
    text += rendered.ToString();
  }
  return text;
}

std::string Report::ToJson() const {
  nlohmann::ordered_json document = nlohmann::ordered_json::object();
  for (const Fact& fact : facts_) document[fact.column.key] = ToJsonValue(fact.value);
  for (const Rows& table : tables_) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const std::vector<ReportValue>& values : table.rows) {
      nlohmann::ordered_json row = nlohmann::ordered_json::object();
      for (size_t c = 0; c < values.size(); ++c) {
        row[table.columns[c].key] = ToJsonValue(values[c]);
      }
      rows.push_back(std::move(row));
    }
    document[table.key] = std::move(rows);
  }
  // File names need not be UTF-8; the document must be.
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string Report::ToPage(std::string_view title, Language language,
                           std::string_view chart) const {
  PageWriter page(title, language);
  page.BeginTable({}, 2);
  for (const Fact& fact : facts_) page.Row({fact.column.title, fact.value.text});
  page.EndTable();
  page.Markup(chart);
  for (const Rows& table : tables_) {
    if (table.rows.empty()) continue;
    page.Heading(table.title.empty() ? table.key : table.title);
    std::vector<std::string> titles;
    for (const ReportColumn& column : table.columns) titles.push_back(column.title);
    page.BeginTable(titles, FirstNumber(table.rows.front()));
    for (const std::vector<ReportValue>& row : table.rows) {
      std::vector<std::string> cells;
      for (const ReportValue& value : row) cells.push_back(value.text);
      page.Row(cells);
    }
    page.EndTable();
  }
  return std::move(page).Finish();
}

void Report::Print(std::FILE* out, OutputFormat format) const {
  absl::FPrintF(out, "%s", format == OutputFormat::kJson ? ToJson() : ToText());
}

}  // namespace ieum::core
