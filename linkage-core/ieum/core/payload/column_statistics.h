// What a column of a payload looks like as a whole, before and after its transforms. For the
// holder's eyes: smallest and largest values are values of persons.
#ifndef IEUM_CORE_PAYLOAD_COLUMN_STATISTICS_H_
#define IEUM_CORE_PAYLOAD_COLUMN_STATISTICS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "ieum/core/payload/payload_value.h"
#include "ieum/core/payload/value_type.h"

namespace ieum::core {

struct ColumnStatistics {
  int64_t row_count = 0;
  int64_t missing_count = 0;
  int64_t distinct_count = 0;    // without missing ones
  bool distinct_capped = false;  // there are more than distinct_count
  // Numbers and dates: as text of the column's type.
  std::optional<std::string> least;
  std::optional<std::string> most;
  // Numbers: of the values as people write them.
  std::optional<double> mean;
  std::optional<double> standard_deviation;  // of the rows at hand: divided by their number
  // Categories: the most frequent codes, first by rows, then by place in the list. Only those of at
  // least kSmallestShownCount rows.
  struct CodeCount {
    std::string code;
    int64_t row_count = 0;
  };
  std::vector<CodeCount> top_codes;
  int64_t small_code_count = 0;  // codes of 1 to kSmallestShownCount - 1 rows, and their rows
  int64_t small_row_count = 0;
};

// One thread at a time. Memory: a counter for each code, and at most kMostDistinct fingerprints.
class ColumnStatisticsCollector final {
 public:
  static constexpr size_t kMostDistinct = 10'000;
  static constexpr size_t kTopCodes = 10;
  static constexpr int64_t kSmallestShownCount = 10;

  // Borrows the type.
  explicit ColumnStatisticsCollector(const ValueType& type);

  void Add(const PayloadValue& value);
  ColumnStatistics Result() const;

 private:
  const ValueType& type_;
  ColumnStatistics result_;
  std::unordered_set<uint64_t> fingerprints_;
  std::optional<int64_t> least_, most_;
  double mean_ = 0;     // of the units, by Welford's method in the order of the rows
  double squares_ = 0;  // of the distances from it
  std::vector<int64_t> code_counts_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_COLUMN_STATISTICS_H_
