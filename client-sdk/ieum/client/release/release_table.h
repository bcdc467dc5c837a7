// A release as one table: the cells of its rows as text.
#ifndef IEUM_CLIENT_RELEASE_RELEASE_TABLE_H_
#define IEUM_CLIENT_RELEASE_RELEASE_TABLE_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "ieum/core/release/release_file.h"
#include "ieum/core/release/table_columns.h"

namespace ieum::client {

// Appends the cell as text: numbers in decimal, dates as YYYY-MM-DD, YYYY-MM, YYYY-Qn or YYYY,
// categories as their code. False, and nothing, for a missing value.
bool AppendCell(const core::ReleaseDescription& description, const core::ReleaseChunk& chunk,
                size_t row, const core::TableColumn& column, std::string& out);

// How far reading has come.
using RowProgress = std::function<void(uint64_t done, uint64_t total)>;

// Calls `visit` for every chunk. What it made is to be used only if this is OK: then the whole file
// was found to be as it was written. CANCELLED once `stop` is requested.
absl::Status VisitChunks(core::ReleaseFileReader& reader,
                         const std::function<absl::Status(const core::ReleaseChunk&)>& visit,
                         const RowProgress& progress, const std::stop_token& stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_RELEASE_RELEASE_TABLE_H_
