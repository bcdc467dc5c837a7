// A release as one table: which columns its rows have outside their file, and their cells as text.
#ifndef IEUM_CLIENT_RELEASE_RELEASE_TABLE_H_
#define IEUM_CLIENT_RELEASE_RELEASE_TABLE_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/release/release_file.h"

namespace ieum::client {

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
std::vector<TableColumn> TableColumns(const core::ReleaseDescription& description);

// Appends the cell as text: numbers in decimal, dates as YYYY-MM-DD, YYYY-MM, YYYY-Qn or YYYY,
// categories as their code. False, and nothing, for a missing value.
bool AppendCell(const core::ReleaseDescription& description, const core::ReleaseChunk& chunk,
                size_t row, const TableColumn& column, std::string& out);

// How far reading has come.
using RowProgress = std::function<void(uint64_t done, uint64_t total)>;

// Calls `visit` for every chunk. What it made is to be used only if this is OK: then the whole file
// was found to be as it was written. CANCELLED once `stop` is requested.
absl::Status VisitChunks(core::ReleaseFileReader& reader,
                         const std::function<absl::Status(const core::ReleaseChunk&)>& visit,
                         const RowProgress& progress, const std::stop_token& stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_RELEASE_RELEASE_TABLE_H_
