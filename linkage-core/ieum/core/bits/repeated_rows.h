// Rows that a party repeats without end: a mass of equal encodings says nothing about anybody, and
// must not hide what the other rows say.
#ifndef IEUM_CORE_BITS_REPEATED_ROWS_H_
#define IEUM_CORE_BITS_REPEATED_ROWS_H_

#include <cstdint>
#include <vector>

#include "ieum/core/bits/bit_matrix.h"

namespace ieum::core {

// [row_count], true for rows whose encoding makes up about a five-hundredth of the rows or more;
// empty if there are none, as in parties of fewer than 100,000 rows always. Found by looking at
// 4,096 rows, evenly spread: the same for the same rows in the same order.
std::vector<bool> FindRepeatedRows(const BitMatrix& rows);

}  // namespace ieum::core

#endif  // IEUM_CORE_BITS_REPEATED_ROWS_H_
