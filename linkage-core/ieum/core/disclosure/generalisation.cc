#include "ieum/core/disclosure/generalisation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_format.h"
#include "ieum/core/base/utf8.h"

namespace ieum::core {
namespace {

constexpr char kHiddenText[] = "*";

struct Coarse {
  std::string label;
  double number = 0;
};

bool HasWholeNumbersOnly(const CandidateColumn& column) {
  return std::all_of(column.numbers.begin(), column.numbers.end(),
                     [](double number) { return number == std::floor(number); });
}

Coarse Range(double number, int64_t width, bool whole) {
  const double begin = std::floor(number / static_cast<double>(width)) * static_cast<double>(width);
  if (!whole)
    return {absl::StrFormat("%.0f-<%.0f", begin, begin + static_cast<double>(width)), begin};
  if (width == 1) return {absl::StrFormat("%.0f", begin), begin};
  return {absl::StrFormat("%.0f-%.0f", begin, begin + static_cast<double>(width) - 1), begin};
}

Coarse Limited(const std::string& label, double number, const Generalisation& step) {
  if (number <= static_cast<double>(step.low)) {
    return {absl::StrFormat("<= %d", step.low), static_cast<double>(step.low)};
  }
  if (number >= static_cast<double>(step.high)) {
    return {absl::StrFormat(">= %d", step.high), static_cast<double>(step.high)};
  }
  return {label, number};
}

Coarse Period(double day, const Generalisation& step) {
  const CivilDate date = DateOfDay(static_cast<int64_t>(day));
  constexpr int kMonths = 12;
  constexpr int kQuarterMonths = 3;
  if (step.kind == GeneralisationKind::kMonth) {
    return {absl::StrFormat("%04d-%02d", date.year, date.month),
            static_cast<double>(date.year * kMonths + date.month)};
  }
  if (step.kind == GeneralisationKind::kQuarter) {
    const int quarter = (date.month - 1) / kQuarterMonths + 1;
    return {absl::StrFormat("%04d-Q%d", date.year, quarter),
            static_cast<double>(date.year * kMonths + quarter)};
  }
  const int64_t begin = date.year - date.year % step.amount;
  if (step.amount == 1) return {absl::StrFormat("%04d", begin), static_cast<double>(begin)};
  return {absl::StrFormat("%04d-%04d", begin, begin + step.amount - 1), static_cast<double>(begin)};
}

std::string Prefix(const std::string& label, int64_t characters) {
  size_t end = 0;
  for (int64_t i = 0; i < characters && end < label.size(); ++i) NextCodePoint(label, end);
  return end == label.size() ? label : label.substr(0, end) + kHiddenText;
}

Coarse CoarseOf(const CandidateColumn& column, size_t code, const Generalisation& step,
                bool whole) {
  const std::string& label = column.labels[code];
  switch (step.kind) {
    case GeneralisationKind::kWidth:
      return Range(column.numbers[code], step.amount, whole);
    case GeneralisationKind::kLimits:
      return Limited(label, column.numbers[code], step);
    case GeneralisationKind::kMonth:
    case GeneralisationKind::kQuarter:
    case GeneralisationKind::kYears:
      return Period(column.numbers[code], step);
    case GeneralisationKind::kPrefix:
      return {Prefix(label, step.amount)};
    case GeneralisationKind::kMapped: {
      const auto at = step.map.find(label);
      return {at == step.map.end() ? kHiddenText : at->second};
    }
    case GeneralisationKind::kHidden:
      return {kHiddenText};
  }
  return {kHiddenText};
}

}  // namespace

bool FitsKind(GeneralisationKind kind, ColumnKind column) {
  switch (kind) {
    case GeneralisationKind::kWidth:
    case GeneralisationKind::kLimits:
      return column == ColumnKind::kNumber;
    case GeneralisationKind::kMonth:
    case GeneralisationKind::kQuarter:
    case GeneralisationKind::kYears:
      return column == ColumnKind::kDate;
    case GeneralisationKind::kPrefix:
    case GeneralisationKind::kMapped:
    case GeneralisationKind::kHidden:
      return true;
  }
  return false;
}

CandidateColumn Generalise(const CandidateColumn& column, const Generalisation& step) {
  const bool hides = step.kind == GeneralisationKind::kHidden;
  const bool is_ordered = !column.numbers.empty();
  const bool whole = is_ordered && HasWholeNumbersOnly(column);
  // Ordered as before: by number where there are any, then by label.
  std::map<std::pair<double, std::string>, uint32_t> places;
  std::vector<std::pair<double, std::string>> of_code(column.code_count());
  for (size_t code = hides ? 0 : 1; code < column.code_count(); ++code) {
    Coarse coarse = CoarseOf(column, code, step, whole);
    of_code[code] = {is_ordered ? coarse.number : 0, std::move(coarse.label)};
    places.emplace(of_code[code], 0);
  }
  std::vector<std::string> labels(1);
  std::vector<double> numbers(is_ordered ? 1 : 0);
  for (auto& [value, place] : places) {
    place = static_cast<uint32_t>(labels.size());
    labels.push_back(value.second);
    if (is_ordered) numbers.push_back(value.first);
  }
  std::vector<uint32_t> new_code(column.code_count());
  for (size_t code = hides ? 0 : 1; code < column.code_count(); ++code) {
    new_code[code] = places.at(of_code[code]);
  }
  return Recoded(column, new_code, std::move(labels), std::move(numbers));
}

std::vector<Generalisation> DefaultSteps(ColumnKind kind) {
  std::vector<Generalisation> steps;
  const auto add = [&steps](GeneralisationKind step, int64_t amount) {
    steps.push_back({step, amount, 0, 0, {}});
  };
  if (kind == ColumnKind::kNumber) {
    for (const int64_t width : {5, 10, 50, 100}) add(GeneralisationKind::kWidth, width);
  } else if (kind == ColumnKind::kDate) {
    add(GeneralisationKind::kMonth, 1);
    add(GeneralisationKind::kQuarter, 1);
    for (const int64_t years : {1, 5, 10}) add(GeneralisationKind::kYears, years);
  }
  add(GeneralisationKind::kHidden, 1);
  return steps;
}

std::string StepName(const Generalisation& step) {
  switch (step.kind) {
    case GeneralisationKind::kWidth:
      return absl::StrFormat("ranges of %d", step.amount);
    case GeneralisationKind::kLimits:
      return absl::StrFormat("limits %d and %d", step.low, step.high);
    case GeneralisationKind::kMonth:
      return "month";
    case GeneralisationKind::kQuarter:
      return "quarter";
    case GeneralisationKind::kYears:
      return step.amount == 1 ? "year" : absl::StrFormat("%d years", step.amount);
    case GeneralisationKind::kPrefix:
      return absl::StrFormat("first %d characters", step.amount);
    case GeneralisationKind::kMapped:
      return "mapped";
    case GeneralisationKind::kHidden:
      return "hidden";
  }
  return "";
}

}  // namespace ieum::core
