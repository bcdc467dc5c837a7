// How a delimited file was written: what stands between cells and whether its first line names the
// columns.
#ifndef IEUM_CLIENT_INPUT_CSV_DIALECT_H_
#define IEUM_CLIENT_INPUT_CSV_DIALECT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/input/text_decoder.h"

namespace ieum::client {

// What the holder says about a file. The defaults are those of the files this software writes.
struct CsvOptions {
  DeclaredEncoding encoding = DeclaredEncoding::kUtf8;
  // One of kCsvDelimiters; nullopt: a tab if the file's name ends in .tsv (before .gz or .zst),
  // else the one that is most frequent outside quotes in the first line, the comma if none is.
  std::optional<char> delimiter = ',';
  // If not, the columns are named by their numbers: 1, 2, 3 …
  bool has_header = true;
};

// What a file turned out to be.
struct InputDescription {
  Compression compression = Compression::kNone;
  EncodingFacts encoding;
  char delimiter = ',';
  bool delimiter_declared = true;  // else detected
  bool has_header = true;
  int column_count = 0;
};
// "comma", "tab", "semicolon", "bar".
std::string_view DelimiterName(char delimiter);
// The delimiter of that name, nullopt for "auto". INVALID_ARGUMENT lists the names.
absl::StatusOr<std::optional<char>> ParseDelimiter(std::string_view name);
// For people, with what was detected marked so: "utf-8 (detected), comma, gzip, 7 columns".
std::string Describe(const InputDescription& input);

// The delimiter that the name or the start of a file (its first line is enough) speaks for.
char DetectDelimiter(std::string_view file_name, std::string_view start);

// What is wrong with a header's names, which CsvReader reports with the column's number.
struct HeaderFault {
  int column = 0;  // from 0
  std::string reason;
};
// nullopt if every name is there, printable, at most max_bytes long, unlike the others and not a
// number (then the header line is missing).
std::optional<HeaderFault> CheckColumnNames(std::span<const std::string_view> names,
                                            int64_t max_bytes);
// "1", "2", … [column_count].
std::vector<std::string> NumberedColumns(int column_count);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_CSV_DIALECT_H_
