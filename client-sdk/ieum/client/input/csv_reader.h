// Delimited files (RFC 4180; csv_dialect.h says which variants): quotes, doubled quotes, line ends
// LF or CRLF, line breaks inside quotes; any encoding of text_decoder.h and compression of
// byte_source.h. Constant memory for files of any size.
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
#include "ieum/client/input/csv_dialect.h"
#include "ieum/client/input/csv_row_scanner.h"

namespace ieum::client {

// One thread at a time.
class CsvReader final {
 public:
  static constexpr int64_t kMaxFieldBytes = int64_t{64} << 10;
  static constexpr int64_t kMaxRowBytes = int64_t{8} << 20;
  static constexpr int kMaxColumns = 1024;
  static constexpr int64_t kMaxNameBytes = 256;

  // Opens `path` ("-": standard input) and reads the header line. INVALID_ARGUMENT: a folder, an
  // empty file, a header with an empty, repeated, overlong or unprintable name, a header name that
  // is a number (then the header line is missing, and its values must reach no message), bytes that
  // cannot be decoded, without header a first row that breaks a rule, or as Decompress and
  // TextDecoder::Create. NOT_FOUND, PERMISSION_DENIED, UNAVAILABLE: as core::SystemError.
  static absl::StatusOr<std::unique_ptr<CsvReader>> Open(const std::string& path,
                                                         const CsvOptions& options = {});
  // The same over text in memory, for tests and fuzzing; `text` must outlive the reader. It is
  // never decompressed.
  static absl::StatusOr<std::unique_ptr<CsvReader>> FromText(std::string_view text,
                                                             const CsvOptions& options = {});
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
  // Why the row that Next() refused last was refused.
  struct Refusal {
    CsvFault fault = CsvFault::kNone;  // kNone: nothing was refused, or the system's error
    int column = 0;                    // from 0; may be column_count
  };
  const Refusal& last_refusal() const;
  // What the file turned out to be. The encoding is final at the end of the file.
  InputDescription description() const;
  // Number of the row last returned or refused, from 1.
  int64_t row_number() const;
  // Bytes of the file read so far and in all (0 if not known), for progress.
  int64_t bytes_read() const;
  int64_t bytes_total() const;

 private:
  struct State;
  explicit CsvReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One cell as RFC 4180 text between commas: quoted only where needed. For writers.
void AppendCsvCell(std::string& out, std::string_view cell);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_CSV_READER_H_
