#include "ieum/core/disclosure/outliers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace ieum::core {
namespace {

// Standard deviations of a normal distribution for each median and mean absolute deviation.
constexpr double kPerMedianDeviation = 1 / 0.6745;
constexpr double kPerMeanDeviation = 1.253314;

std::vector<uint64_t> CountCodes(const CandidateColumn& column) {
  std::vector<uint64_t> counts(column.code_count());
  for (const uint32_t code : column.codes) ++counts[code];
  return counts;
}

// The mean of the two middle ones where their number is even. weighted: {value, rows}.
double Median(std::vector<std::pair<double, uint64_t>> weighted, uint64_t rows) {
  std::sort(weighted.begin(), weighted.end());
  uint64_t below = 0;
  double lower = 0;
  bool has_lower = false;
  for (const auto& [value, count] : weighted) {
    below += count;
    if (!has_lower && below >= (rows + 1) / 2) {
      lower = value;
      has_lower = true;
    }
    if (below >= rows / 2 + 1) return rows % 2 == 0 ? (lower + value) / 2 : value;
  }
  return lower;
}

}  // namespace

NumberOutliers FindNumberOutliers(const CandidateColumn& column, double most_scores) {
  NumberOutliers found;
  const std::vector<uint64_t> counts = CountCodes(column);
  std::vector<std::pair<double, uint64_t>> values;
  uint64_t rows = 0;
  for (size_t code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    values.emplace_back(column.numbers[code], counts[code]);
    rows += counts[code];
  }
  if (rows == 0) return found;
  found.median = Median(values, rows);
  std::vector<std::pair<double, uint64_t>> deviations;
  double sum = 0;
  for (const auto& [value, count] : values) {
    deviations.emplace_back(std::abs(value - found.median), count);
    sum += std::abs(value - found.median) * static_cast<double>(count);
  }
  found.spread = Median(deviations, rows) * kPerMedianDeviation;
  if (found.spread == 0) found.spread = sum / static_cast<double>(rows) * kPerMeanDeviation;
  found.lowest = found.median - most_scores * found.spread;
  found.highest = found.median + most_scores * found.spread;
  for (const auto& [value, count] : values) {
    if (value < found.lowest || value > found.highest) found.rows += count;
  }
  return found;
}

RareValues FindRareValues(const CandidateColumn& column, uint64_t least) {
  RareValues found;
  const std::vector<uint64_t> counts = CountCodes(column);
  for (size_t code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    if (found.smallest == 0 || counts[code] < found.smallest) found.smallest = counts[code];
    if (counts[code] < least) {
      ++found.values;
      found.rows += counts[code];
    }
  }
  return found;
}

}  // namespace ieum::core
