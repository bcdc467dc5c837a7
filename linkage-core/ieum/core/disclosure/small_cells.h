// Tables that researchers will make of the release: cells with too few persons.
#ifndef IEUM_CORE_DISCLOSURE_SMALL_CELLS_H_
#define IEUM_CORE_DISCLOSURE_SMALL_CELLS_H_

#include <cstdint>
#include <span>

#include "ieum/core/disclosure/candidate_table.h"

namespace ieum::core {

// Of the cross table of some columns. Source: threshold rule and group disclosure, A. Hundepool et
// al., Statistical disclosure control, Wiley 2012, ch. 4. Cells are those of values that occur.
struct SmallCells {
  uint64_t cells = 0;       // product of the columns' numbers of values
  uint64_t empty = 0;       // cells without rows
  uint64_t small = 0;       // cells of 1 up to threshold - 1 rows: to be suppressed
  uint64_t small_rows = 0;  // rows in them
  // Cells that hold all rows of the last column's margin: of everybody with these values of the
  // other columns, the last one is known. Of two columns and more.
  uint64_t full = 0;
  uint64_t full_rows = 0;
};
// columns: places in the table, at least one.
SmallCells CountSmallCells(const CandidateTable& table, std::span<const size_t> columns,
                           uint32_t threshold);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_SMALL_CELLS_H_
