#include "ieum/core/disclosure/sensitive_values.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace ieum::core {
namespace {

// Distances are sums of many roundings; one less than this above a limit is not above it.
constexpr double kTolerance = 1e-9;

struct ValueCount {
  uint32_t code;
  uint32_t count;
};

// Calls visit(values of a class by ascending code, rows of the class) for each class.
void ForEachClass(const CandidateColumn& column, const RowsByClass& classes,
                  const std::function<void(const std::vector<ValueCount>&, size_t)>& visit) {
  std::vector<uint32_t> counts(column.code_count());
  std::vector<ValueCount> values;
  for (size_t c = 0; c + 1 < classes.starts.size(); ++c) {
    const std::span<const uint32_t> rows = classes.of(c);
    values.clear();
    for (const uint32_t row : rows) {
      const uint32_t code = column.codes[row];
      if (counts[code]++ == 0) values.push_back({code, 0});
    }
    std::sort(values.begin(), values.end(),
              [](const ValueCount& a, const ValueCount& b) { return a.code < b.code; });
    for (ValueCount& value : values) value.count = std::exchange(counts[value.code], 0);
    visit(values, rows.size());
  }
}

// r1 / (rl + ... + rm), with r the counts in descending order.
double RecursiveRatio(std::vector<uint32_t>& counts, uint32_t l) {
  if (counts.size() < l) return Diversity::kUnbounded;
  std::sort(counts.begin(), counts.end(), std::greater<>());
  double rest = 0;
  for (size_t i = l - 1; i < counts.size(); ++i) rest += counts[i];
  return counts[0] / rest;
}

// The values of the whole table, those that occur, in order.
struct TableValues {
  explicit TableValues(const CandidateColumn& column) : place(column.code_count()) {
    std::vector<uint64_t> counts(column.code_count());
    for (const uint32_t code : column.codes) ++counts[code];
    const auto rows = static_cast<double>(column.codes.size());
    cumulated_sums.push_back(0);
    uint64_t below = 0;
    for (size_t code = 0; code < counts.size(); ++code) {
      if (counts[code] == 0) continue;
      place[code] = cumulated.size();
      below += counts[code];
      shares.push_back(static_cast<double>(counts[code]) / rows);
      cumulated.push_back(static_cast<double>(below) / rows);
      cumulated_sums.push_back(cumulated_sums.back() + cumulated.back());
    }
  }
  std::vector<size_t> place;           // [code_count]
  std::vector<double> shares;          // [values]
  std::vector<double> cumulated;       // [values], up to and including
  std::vector<double> cumulated_sums;  // [values + 1]
};

double EqualDistance(const std::vector<ValueCount>& values, size_t rows, const TableValues& table) {
  double moved = 0;
  for (const ValueCount& value : values) {
    const double share = static_cast<double>(value.count) / static_cast<double>(rows);
    moved += std::max(0.0, share - table.shares[table.place[value.code]]);
  }
  return moved;
}

// Sum over places [first, last) of |level - cumulated|, with cumulated ascending.
double StepDistance(double level, size_t first, size_t last, const TableValues& table) {
  const auto begin = table.cumulated.begin();
  const auto split =
      static_cast<size_t>(std::lower_bound(begin + static_cast<ptrdiff_t>(first),
                                           begin + static_cast<ptrdiff_t>(last), level) -
                          begin);
  const auto sum = [&table](size_t from, size_t to) {
    return table.cumulated_sums[to] - table.cumulated_sums[from];
  };
  return level * static_cast<double>(split - first) - sum(first, split) + sum(split, last) -
         level * static_cast<double>(last - split);
}

double OrderedDistance(const std::vector<ValueCount>& values, size_t rows,
                       const TableValues& table) {
  const size_t value_count = table.cumulated.size();
  if (value_count < 2) return 0;
  double distance = 0;
  size_t from = 0;
  uint64_t below = 0;
  for (const ValueCount& value : values) {
    const size_t to = table.place[value.code];
    distance +=
        StepDistance(static_cast<double>(below) / static_cast<double>(rows), from, to, table);
    below += value.count;
    from = to;
  }
  distance += StepDistance(1, from, value_count, table);
  return distance / static_cast<double>(value_count - 1);
}

}  // namespace

Diversity MeasureDiversity(const CandidateColumn& column, const RowsByClass& classes, uint32_t l) {
  Diversity found;
  bool is_first = true;
  double least_entropy = 0;
  std::vector<uint32_t> counts;
  ForEachClass(column, classes, [&](const std::vector<ValueCount>& values, size_t rows) {
    counts.clear();
    double entropy = 0;
    for (const ValueCount& value : values) {
      const double share = static_cast<double>(value.count) / static_cast<double>(rows);
      entropy -= share * std::log(share);
      counts.push_back(value.count);
    }
    const auto distinct = static_cast<uint32_t>(values.size());
    if (is_first || distinct < found.least_distinct) found.least_distinct = distinct;
    if (is_first || entropy < least_entropy) least_entropy = entropy;
    if (distinct == 1) found.rows_in_one_value += rows;
    if (distinct < l) found.rows_below += rows;
    found.recursive_bound = std::max(found.recursive_bound, RecursiveRatio(counts, l));
    is_first = false;
  });
  found.least_entropy_values = is_first ? 0 : std::exp(least_entropy);
  return found;
}

std::vector<uint32_t> DistinctByClass(const CandidateColumn& column, const RowsByClass& classes) {
  std::vector<uint32_t> distinct;
  ForEachClass(column, classes, [&distinct](const std::vector<ValueCount>& values, size_t) {
    distinct.push_back(static_cast<uint32_t>(values.size()));
  });
  return distinct;
}

std::vector<double> DistanceByClass(const CandidateColumn& column, const RowsByClass& classes) {
  const TableValues table(column);
  const bool is_ordered = column.declared.kind != ColumnKind::kCategory;
  std::vector<double> distances;
  ForEachClass(column, classes, [&](const std::vector<ValueCount>& values, size_t rows) {
    distances.push_back(is_ordered ? OrderedDistance(values, rows, table)
                                   : EqualDistance(values, rows, table));
  });
  return distances;
}

Closeness MeasureCloseness(const CandidateColumn& column, const RowsByClass& classes, double most) {
  Closeness found;
  double sum = 0;
  const std::vector<double> distances = DistanceByClass(column, classes);
  for (size_t c = 0; c < distances.size(); ++c) {
    const size_t rows = classes.of(c).size();
    found.greatest = std::max(found.greatest, distances[c]);
    sum += distances[c] * static_cast<double>(rows);
    if (distances[c] > most + kTolerance) found.rows_above += rows;
  }
  if (!classes.rows.empty()) found.mean = sum / static_cast<double>(classes.rows.size());
  return found;
}

}  // namespace ieum::core
