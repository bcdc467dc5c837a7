#include "ieum/core/disclosure/candidate_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr size_t kMaxCodes = 0xFFFF'FFFE;

std::optional<double> NumberOf(std::string_view text) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

std::optional<double> OrderOf(ColumnKind kind, std::string_view text) {
  if (kind == ColumnKind::kNumber) return NumberOf(text);
  const std::optional<int64_t> day = DayNumber(text);
  if (!day.has_value()) return std::nullopt;
  return static_cast<double>(*day);
}

bool DigitsTo(std::string_view text, int& number) {
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
}

// Days since 1970-01-01. Source: H. Hinnant, chrono-compatible low-level date algorithms.
int64_t DayOfDate(int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

}  // namespace

std::optional<size_t> CandidateTable::Find(std::string_view name) const {
  for (size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].declared.name == name) return c;
  }
  return std::nullopt;
}

std::vector<size_t> CandidateTable::WithRole(ColumnRole role) const {
  std::vector<size_t> found;
  for (size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].declared.role == role) found.push_back(c);
  }
  return found;
}

std::optional<int64_t> DayNumber(std::string_view date) {
  constexpr size_t kLength = 10;
  if (date.size() != kLength || date[4] != '-' || date[7] != '-') return std::nullopt;
  int year = 0;
  int month = 0;
  int day = 0;
  if (!DigitsTo(date.substr(0, 4), year) || !DigitsTo(date.substr(5, 2), month) ||
      !DigitsTo(date.substr(8, 2), day) || month < 1 || month > 12 || day < 1) {
    return std::nullopt;
  }
  const int64_t number = DayOfDate(year, month, day);
  const CivilDate back = DateOfDay(number);
  if (back.month != month || back.day != day) return std::nullopt;
  return number;
}

CivilDate DateOfDay(int64_t day_number) {
  const int64_t shifted = day_number + 719'468;
  const int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const int64_t day_of_era = shifted - era * 146'097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  const auto month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

CandidateTableBuilder::CandidateTableBuilder(std::vector<ColumnDeclaration> columns)
    : columns_(columns.size()), dictionaries_(columns.size()) {
  for (size_t c = 0; c < columns.size(); ++c) {
    columns_[c].declared = std::move(columns[c]);
    columns_[c].labels.emplace_back();
    if (columns_[c].declared.kind != ColumnKind::kCategory) columns_[c].numbers.push_back(0);
  }
}

absl::Status CandidateTableBuilder::AddRow(std::span<const std::string_view> values) {
  IEUM_CHECK(values.size() == columns_.size());
  if (row_count_ >= kMaxCodes) {
    return ResourceExhausted("more than %d rows; review the file in parts", kMaxCodes);
  }
  for (size_t c = 0; c < values.size(); ++c) {
    CandidateColumn& column = columns_[c];
    uint32_t code = 0;
    if (!values[c].empty()) {
      const auto found = dictionaries_[c].find(values[c]);
      if (found != dictionaries_[c].end()) {
        code = found->second;
      } else {
        const ColumnKind kind = column.declared.kind;
        if (kind != ColumnKind::kCategory) {
          const std::optional<double> order = OrderOf(kind, values[c]);
          if (!order.has_value()) {
            for (size_t before = 0; before < c; ++before) columns_[before].codes.pop_back();
            return InvalidArgument(
                "row %d, column '%s': is no %s; correct the value, or declare the column as a "
                "category",
                row_count_ + 1, column.declared.name,
                kind == ColumnKind::kNumber ? "decimal number" : "date YYYY-MM-DD");
          }
          column.numbers.push_back(*order);
        }
        code = static_cast<uint32_t>(column.labels.size());
        column.labels.emplace_back(values[c]);
        dictionaries_[c].emplace(values[c], code);
      }
    }
    column.codes.push_back(code);
  }
  ++row_count_;
  return absl::OkStatus();
}

CandidateTable CandidateTableBuilder::Build() && {
  CandidateTable table;
  table.row_count = row_count_;
  for (CandidateColumn& column : columns_) {
    std::vector<uint32_t> order(column.code_count());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin() + 1, order.end(), [&column](uint32_t a, uint32_t b) {
      if (!column.numbers.empty() && column.numbers[a] != column.numbers[b]) {
        return column.numbers[a] < column.numbers[b];
      }
      return column.labels[a] < column.labels[b];
    });
    std::vector<uint32_t> new_code(order.size());
    std::vector<std::string> labels(order.size());
    std::vector<double> numbers(column.numbers.size());
    for (uint32_t place = 0; place < order.size(); ++place) {
      new_code[order[place]] = place;
      labels[place] = std::move(column.labels[order[place]]);
      if (!numbers.empty()) numbers[place] = column.numbers[order[place]];
    }
    for (uint32_t& code : column.codes) code = new_code[code];
    column.labels = std::move(labels);
    column.numbers = std::move(numbers);
    table.columns.push_back(std::move(column));
  }
  return table;
}

CandidateColumn Recoded(const CandidateColumn& column, std::span<const uint32_t> new_code,
                        std::vector<std::string> labels, std::vector<double> numbers) {
  CandidateColumn recoded{column.declared, std::move(labels), std::move(numbers), {}};
  recoded.codes.reserve(column.codes.size());
  for (const uint32_t code : column.codes) recoded.codes.push_back(new_code[code]);
  return recoded;
}

CandidateTable KeepRows(const CandidateTable& table, const std::vector<bool>& keep) {
  CandidateTable kept;
  kept.row_count = static_cast<size_t>(std::count(keep.begin(), keep.end(), true));
  for (const CandidateColumn& column : table.columns) {
    CandidateColumn copy{column.declared, column.labels, column.numbers, {}};
    copy.codes.reserve(kept.row_count);
    for (size_t row = 0; row < keep.size(); ++row) {
      if (keep[row]) copy.codes.push_back(column.codes[row]);
    }
    kept.columns.push_back(std::move(copy));
  }
  return kept;
}

}  // namespace ieum::core
