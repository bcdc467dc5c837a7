#include "ieum/core/disclosure/small_cells.h"

#include <algorithm>
#include <vector>

#include "ieum/core/disclosure/equivalence_classes.h"

namespace ieum::core {
namespace {

constexpr uint64_t kMostCells = uint64_t{1} << 53;

uint64_t ValuesOf(const CandidateColumn& column) {
  std::vector<bool> occurs(column.code_count());
  for (const uint32_t code : column.codes) occurs[code] = true;
  return static_cast<uint64_t>(std::count(occurs.begin(), occurs.end(), true));
}

}  // namespace

SmallCells CountSmallCells(const CandidateTable& table, std::span<const size_t> columns,
                           uint32_t threshold) {
  SmallCells found;
  if (table.row_count == 0) return found;
  found.cells = 1;
  for (const size_t c : columns) {
    const uint64_t values = ValuesOf(table.columns[c]);
    found.cells = found.cells > kMostCells / values ? kMostCells : found.cells * values;
  }
  const EquivalenceClasses cells = GroupRows(table, columns);
  found.empty = found.cells - std::min<uint64_t>(found.cells, cells.class_count());
  for (const uint32_t size : cells.sizes) {
    if (size >= threshold) continue;
    ++found.small;
    found.small_rows += size;
  }
  if (columns.size() < 2) return found;
  const EquivalenceClasses margins = GroupRows(table, columns.first(columns.size() - 1));
  std::vector<bool> seen(cells.class_count());
  for (size_t row = 0; row < table.row_count; ++row) {
    const uint32_t cell = cells.class_of[row];
    if (seen[cell]) continue;
    seen[cell] = true;
    if (cells.sizes[cell] == margins.sizes[margins.class_of[row]]) {
      ++found.full;
      found.full_rows += cells.sizes[cell];
    }
  }
  return found;
}

}  // namespace ieum::core
