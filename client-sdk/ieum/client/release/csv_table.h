// A release as CSV (RFC 4180): UTF-8, comma, CR LF, quotes where a cell needs them; a missing value
// is an empty cell, which no other value is.
#ifndef IEUM_CLIENT_RELEASE_CSV_TABLE_H_
#define IEUM_CLIENT_RELEASE_CSV_TABLE_H_

#include <functional>
#include <stop_token>
#include <string_view>

#include "absl/status/status.h"
#include "ieum/client/release/release_table.h"
#include "ieum/core/release/release_file.h"

namespace ieum::client {

// What spreadsheet programs take for "this is UTF-8".
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Gives the text to `put` piece by piece, in constant memory. Errors as VisitChunks, and those of
// `put`.
absl::Status WriteCsv(core::ReleaseFileReader& reader, bool byte_order_mark,
                      const std::function<absl::Status(std::string_view)>& put,
                      const RowProgress& progress, const std::stop_token& stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_RELEASE_CSV_TABLE_H_
