// A release as a SQLite file: tables linked, dictionary, codes, provenance, holders and bias.
#ifndef IEUM_CLIENT_RELEASE_SQLITE_TABLE_H_
#define IEUM_CLIENT_RELEASE_SQLITE_TABLE_H_

#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "ieum/client/release/release_table.h"
#include "ieum/core/release/release_file.h"

namespace ieum::client {

// Columns that the release's table may have there (SQLITE_MAX_COLUMN).
inline constexpr size_t kMaxSqliteColumns = 2'000;

// Writes `path`.part in one transaction, syncs it and renames it over `path`; a failure leaves
// `path` as it was. Tables are STRICT: integers are INTEGER, decimals REAL, all else TEXT, a
// missing value NULL. Constant memory. INVALID_ARGUMENT: more than kMaxSqliteColumns.
// UNAVAILABLE or RESOURCE_EXHAUSTED as SQLite reports of the disk. Errors as VisitChunks.
absl::Status WriteSqlite(core::ReleaseFileReader& reader, const std::string& path,
                         const RowProgress& progress, const std::stop_token& stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_RELEASE_SQLITE_TABLE_H_
