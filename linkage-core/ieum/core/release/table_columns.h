// A release as one table: which columns its rows have outside their file, in CSV and SQLite and
// before the committee.
#ifndef IEUM_CORE_RELEASE_TABLE_COLUMNS_H_
#define IEUM_CORE_RELEASE_TABLE_COLUMNS_H_

#include <string>
#include <vector>

#include "ieum/core/release/release_description.h"

namespace ieum::core {

enum class TableColumnKind {
  kReleaseKey,  // "release_key"
  kHasHolder,   // "has_insurer-b": 1 if the row has one of the holder, for holders it may lack
  kValue,       // "hospital-a.age"
  kBand,        // "confidence_band", if the release has bands
};

// No two columns of a table have the same name: only those of values have a point in theirs.
struct TableColumn {
  TableColumnKind kind;
  size_t index;  // kHasHolder: of the holder; kValue: of the column in the description
  std::string name;
};

// Key, holders, values, band.
std::vector<TableColumn> TableColumns(const ReleaseDescription& description);

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_TABLE_COLUMNS_H_
