#include "ieum/core/payload/column_statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string_view>

namespace ieum::core {

ColumnStatisticsCollector::ColumnStatisticsCollector(const ValueType& type)
    : type_(type), code_counts_(type.codes.size(), 0) {}

void ColumnStatisticsCollector::Add(const PayloadValue& value) {
  ++result_.row_count;
  if (value.missing) {
    ++result_.missing_count;
    return;
  }
  const uint64_t fingerprint = value.bytes.empty() ? static_cast<uint64_t>(value.number)
                                                   : std::hash<std::string_view>{}(value.bytes);
  if (fingerprints_.size() < kMostDistinct) {
    fingerprints_.insert(fingerprint);
  } else if (!result_.distinct_capped) {
    result_.distinct_capped = fingerprints_.count(fingerprint) == 0;
  }
  if (type_.kind == ValueKind::kCategory) ++code_counts_[static_cast<size_t>(value.number)];
  if (!type_.is_ordered()) return;
  least_ = std::min(value.number, least_.value_or(value.number));
  most_ = std::max(value.number, most_.value_or(value.number));
  if (!type_.is_number()) return;
  const auto number = static_cast<double>(value.number);
  const auto count = static_cast<double>(result_.row_count - result_.missing_count);
  const double distance = number - mean_;
  mean_ += distance / count;
  squares_ += distance * (number - mean_);
}

ColumnStatistics ColumnStatisticsCollector::Result() const {
  ColumnStatistics result = result_;
  result.distinct_count = static_cast<int64_t>(fingerprints_.size());
  const auto text = [this](int64_t number) {
    std::string out;
    PayloadValue value;
    value.number = number;
    AppendValueText(type_, value, out);
    return out;
  };
  if (least_.has_value()) {
    result.least = text(*least_);
    result.most = text(*most_);
  }
  const int64_t count = result.row_count - result.missing_count;
  if (type_.is_number() && count > 0) {
    const double unit = std::pow(10.0, -type_.places);
    result.mean = mean_ * unit;
    result.standard_deviation = std::sqrt(squares_ / static_cast<double>(count)) * unit;
  }
  std::vector<size_t> order(code_counts_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [this](size_t a, size_t b) { return code_counts_[a] > code_counts_[b]; });
  for (const size_t code : order) {
    const int64_t rows = code_counts_[code];
    if (rows == 0) break;
    if (rows < kSmallestShownCount) {
      ++result.small_code_count;
      result.small_row_count += rows;
    } else if (result.top_codes.size() < kTopCodes) {
      result.top_codes.push_back({.code = type_.codes[code].code, .row_count = rows});
    }
  }
  return result;
}

}  // namespace ieum::core
