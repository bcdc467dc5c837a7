// Comma-separated files (RFC 4180): UTF-8 with or without byte order mark, quotes, doubled quotes,
// line ends LF or CRLF, line breaks inside quotes. Constant memory for files of any size.
#ifndef IEUM_CLIENT_INPUT_CSV_READER_H_
#define IEUM_CLIENT_INPUT_CSV_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ieum::client {

// One thread at a time.
class CsvReader final {
 public:
  static constexpr int64_t kMaxFieldBytes = int64_t{64} << 10;
  static constexpr int64_t kMaxRowBytes = int64_t{8} << 20;
  static constexpr int kMaxColumns = 1024;
  static constexpr int64_t kMaxNameBytes = 256;

  // Opens `path` and reads the header line. INVALID_ARGUMENT: a folder, an empty file, a header
  // with an empty, repeated, overlong or unprintable name, a header name that is a number (then the
  // header line is missing, and its values must reach no message), or not UTF-8. NOT_FOUND,
  // PERMISSION_DENIED, UNAVAILABLE: as core::SystemError.
  static absl::StatusOr<std::unique_ptr<CsvReader>> Open(const std::string& path);
  // The same over text in memory, for tests and fuzzing; `text` must outlive the reader.
  static absl::StatusOr<std::unique_ptr<CsvReader>> FromText(std::string_view text);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  const std::vector<std::string>& header() const;  // [column_count]
  // Index of a column; INVALID_ARGUMENT if there is none of that name.
  absl::StatusOr<int> ColumnIndex(std::string_view name) const;

  // The next row's cells, [column_count], valid until the next call; nullopt at the end.
  // INVALID_ARGUMENT names row (counted from 1 after the header) and column: wrong number of cells,
  // undecodable or NUL bytes, an unclosed or misplaced quote, a carriage return without line feed,
  // a cell over kMaxFieldBytes, a row over kMaxRowBytes. After an error whose row could be
  // delimited, reading can go on with the next row (can_continue()); otherwise the error repeats.
  // Blank lines at the end of a file of two or more columns are no rows; UNAVAILABLE: the system
  // cannot read on.
  absl::StatusOr<std::optional<std::span<const std::string_view>>> Next();
  bool can_continue() const;
  // Number of the row last returned or refused, from 1.
  int64_t row_number() const;
  // Bytes read so far and in all (0 if not known), for progress.
  int64_t bytes_read() const;
  int64_t bytes_total() const;

 private:
  struct State;
  explicit CsvReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One cell as RFC 4180 text: quoted only where needed. For writers.
void AppendCsvCell(std::string& out, std::string_view cell);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_CSV_READER_H_
