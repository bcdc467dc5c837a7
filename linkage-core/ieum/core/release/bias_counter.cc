#include "ieum/core/release/bias_counter.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

bool IsSmall(uint64_t count, uint64_t minimum) { return count > 0 && count < minimum; }

// Rows in the release or rows not in it, whichever are fewer: what a group tells of single persons.
uint64_t Smaller(const BiasRow& row) {
  return std::min(row.released_row_count, row.row_count - row.released_row_count);
}

bool MayShow(const BiasRow& row, uint64_t minimum) {
  return !IsSmall(row.released_row_count, minimum) &&
         !IsSmall(row.row_count - row.released_row_count, minimum);
}

// Puts small groups, and as many of the smallest others as it takes, into one.
std::vector<BiasRow> WithoutSmall(std::vector<BiasRow> groups, uint64_t minimum) {
  const bool all_show = std::all_of(groups.begin(), groups.end(), [minimum](const BiasRow& row) {
    return MayShow(row, minimum);
  });
  if (all_show || groups.empty()) return groups;
  std::stable_sort(groups.begin(), groups.end(), [minimum](const BiasRow& a, const BiasRow& b) {
    return std::pair(MayShow(a, minimum), Smaller(a)) < std::pair(MayShow(b, minimum), Smaller(b));
  });
  BiasRow others{.column = groups.front().column, .code = BiasRow::kOthers};
  size_t taken = 0;
  // One group alone would be named by what the others leave over.
  while (taken < groups.size() &&
         (taken < 2 || !MayShow(groups[taken], minimum) || !MayShow(others, minimum))) {
    others.row_count += groups[taken].row_count;
    others.released_row_count += groups[taken].released_row_count;
    ++taken;
  }
  groups.erase(groups.begin(), groups.begin() + static_cast<ptrdiff_t>(taken));
  if (groups.empty()) return groups;
  // The order of the list again, kMissing behind it.
  std::sort(groups.begin(), groups.end(),
            [](const BiasRow& a, const BiasRow& b) { return a.code < b.code; });
  groups.push_back(others);
  return groups;
}

}  // namespace

absl::StatusOr<BiasCounter> BiasCounter::Create(const ReleaseDescription& description,
                                                std::span<const std::string> columns) {
  BiasCounter counter;
  for (const std::string& name : columns) {
    size_t c = 0;
    while (c < description.columns.size() && description.columns[c].name != name) ++c;
    if (c == description.columns.size() ||
        description.column(c).sent_type.kind != ValueKind::kCategory) {
      return InvalidArgument(
          "the bias table cannot be made of a column that is not released or is no category; name "
          "one as in 'hospital-a.sex'");
    }
    counter.columns_.push_back(
        {.column = c,
         .holder = description.columns[c].holder,
         .index = description.columns[c].index,
         .counts = std::vector<Counts>(description.column(c).sent_type.codes.size() + 1)});
  }
  return counter;
}

void BiasCounter::Add(size_t holder, std::span<const PayloadValue> values, bool left_out) {
  for (Column& column : columns_) {
    if (column.holder != holder) continue;
    const PayloadValue& value = values[column.index];
    Counts& counts =
        value.missing ? column.counts.back() : column.counts[static_cast<size_t>(value.number)];
    ++(left_out ? counts.left_out_count : counts.row_count);
  }
}

std::vector<BiasRow> BiasCounter::Table(uint64_t minimum_rows) const {
  std::vector<BiasRow> table;
  for (const Column& column : columns_) {
    std::vector<BiasRow> groups;
    for (size_t i = 0; i < column.counts.size(); ++i) {
      const Counts& counts = column.counts[i];
      if (counts.row_count == 0) continue;
      groups.push_back({.column = column.column,
                        .code = i + 1 == column.counts.size() ? BiasRow::kMissing : i,
                        .row_count = counts.row_count,
                        .released_row_count = counts.row_count - counts.left_out_count});
    }
    groups = WithoutSmall(std::move(groups), minimum_rows);
    table.insert(table.end(), groups.begin(), groups.end());
  }
  return table;
}

}  // namespace ieum::core
