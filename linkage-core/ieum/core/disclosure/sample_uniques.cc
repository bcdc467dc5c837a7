#include "ieum/core/disclosure/sample_uniques.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/disclosure/equivalence_classes.h"

namespace ieum::core {
namespace {

using Bits = std::vector<bool>;

double ScoreOf(size_t size, size_t column_count) {
  const size_t most = std::min(SampleUniques::kMaxSize, column_count - 1);
  double score = 1;
  for (size_t i = size; i <= most; ++i) score *= static_cast<double>(column_count - i);
  return score;
}

// Visits sets of columns as bit masks in ascending order, so that every part of a set is visited
// before the set: a set is extended by columns before its first one only.
class Search final {
 public:
  Search(const CandidateTable& table, std::span<const size_t> columns)
      : table_(table), columns_(columns), totals_(columns.size()) {
    found_.scores.assign(table.row_count, 0);
    smallest_.assign(table.row_count, 0);
  }

  SampleUniques Run() && {
    std::vector<uint32_t> rows(table_.row_count);
    std::iota(rows.begin(), rows.end(), 0U);
    const std::vector<uint32_t> ids(table_.row_count, 0);
    Extend(0, columns_.size(), rows, ids, table_.row_count == 0 ? 0 : 1);
    std::stable_sort(
        found_.subsets.begin(), found_.subsets.end(), [](const auto& a, const auto& b) {
          return a.columns.size() != b.columns.size() ? a.columns.size() < b.columns.size()
                                                      : a.columns < b.columns;
        });
    for (const uint8_t size : smallest_) ++found_.rows_by_smallest[size];
    for (const double total : totals_) found_.contributions.push_back(all_ > 0 ? total / all_ : 0);
    return std::move(found_);
  }

 private:
  // rows: those not unique on the set `mask`, ids: their classes.
  void Extend(uint32_t mask, size_t first, const std::vector<uint32_t>& rows,
              const std::vector<uint32_t>& ids, size_t class_count) {
    for (size_t c = 0; c < first; ++c) {
      const CandidateColumn& column = table_.columns[columns_[c]];
      const uint32_t wider = mask | 1U << c;
      std::vector<uint32_t> refined = ids;
      std::vector<uint32_t> sizes;
      refiner_.Refine(rows, column.codes, column.code_count(), class_count, refined, sizes);
      const bool is_last = static_cast<size_t>(std::popcount(wider)) == SampleUniques::kMaxSize;
      std::vector<uint32_t> rest;
      std::vector<uint32_t> rest_ids;
      Record(wider, mask, rows, refined, sizes, is_last, rest, rest_ids);
      if (!is_last && !rest.empty() && c > 0) Extend(wider, c, rest, rest_ids, sizes.size());
      // Sets below one on which every row is unique have no MSU, and their bits are asked for no
      // more than those of rows unique on a part.
      else if (!is_last && c > 0)
        Close(wider, c);
    }
  }

  void Record(uint32_t mask, uint32_t parent, const std::vector<uint32_t>& rows,
              const std::vector<uint32_t>& ids, const std::vector<uint32_t>& sizes, bool is_last,
              std::vector<uint32_t>& rest, std::vector<uint32_t>& rest_ids) {
    SampleUniques::Subset subset;
    std::vector<const Bits*> parts;  // of one column fewer; the parent's rows are gone already
    std::vector<size_t> places;
    for (size_t c = 0; c < columns_.size(); ++c) {
      if ((mask >> c & 1U) == 0) continue;
      places.push_back(c);
      subset.columns.push_back(columns_[c]);
      const uint32_t part = mask & ~(1U << c);
      if (part != 0 && part != parent) parts.push_back(&unique_.at(part));
    }
    std::sort(subset.columns.begin(), subset.columns.end());
    const double score = ScoreOf(places.size(), columns_.size());
    Bits bits;
    if (!is_last) bits = parent == 0 ? Bits(table_.row_count) : unique_.at(parent);
    subset.unique_rows = table_.row_count - rows.size();
    for (size_t i = 0; i < rows.size(); ++i) {
      const uint32_t row = rows[i];
      if (sizes[ids[i]] > 1) {
        if (!is_last) {
          rest.push_back(row);
          rest_ids.push_back(ids[i]);
        }
        continue;
      }
      ++subset.unique_rows;
      if (!is_last) bits[row] = true;
      if (std::any_of(parts.begin(), parts.end(),
                      [row](const Bits* part) { return (*part)[row]; })) {
        continue;
      }
      ++subset.minimal_rows;
      found_.scores[row] += static_cast<float>(score);
      all_ += score;
      for (const size_t c : places) totals_[c] += score;
      const auto size = static_cast<uint8_t>(places.size());
      if (smallest_[row] == 0 || size < smallest_[row]) smallest_[row] = size;
    }
    found_.subsets.push_back(std::move(subset));
    if (!is_last) unique_.emplace(mask, std::move(bits));
  }

  // All rows are unique on `mask`; so they are on every wider set.
  void Close(uint32_t mask, size_t first) {
    for (size_t c = 0; c < first; ++c) {
      const uint32_t wider = mask | 1U << c;
      const auto size = static_cast<size_t>(std::popcount(wider));
      SampleUniques::Subset subset{{}, table_.row_count, 0};
      for (size_t i = 0; i < columns_.size(); ++i) {
        if ((wider >> i & 1U) != 0) subset.columns.push_back(columns_[i]);
      }
      std::sort(subset.columns.begin(), subset.columns.end());
      found_.subsets.push_back(std::move(subset));
      if (size == SampleUniques::kMaxSize) continue;
      unique_.emplace(wider, Bits(table_.row_count, true));
      Close(wider, c);
    }
  }

  const CandidateTable& table_;
  std::span<const size_t> columns_;
  ClassRefiner refiner_;
  std::unordered_map<uint32_t, Bits> unique_;  // [mask of up to three columns]: rows unique on it
  std::vector<uint8_t> smallest_;
  std::vector<double> totals_;
  double all_ = 0;
  SampleUniques found_;
};

}  // namespace

absl::StatusOr<SampleUniques> FindSampleUniques(const CandidateTable& table,
                                                std::span<const size_t> columns) {
  if (columns.size() > kMaxUniqueColumns) {
    return InvalidArgument(
        "%d quasi-identifiers; want at most %d, since sets of four are tried: declare those that "
        "nobody outside can know as 'other'",
        columns.size(), kMaxUniqueColumns);
  }
  return Search(table, columns).Run();
}

}  // namespace ieum::core
