// The state machine below CsvReader: finds the end of one row and its cells, and the first rule the
// row breaks. It knows nothing of files, headers or messages.
#ifndef IEUM_CLIENT_INPUT_CSV_ROW_SCANNER_H_
#define IEUM_CLIENT_INPUT_CSV_ROW_SCANNER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ieum::client {

enum class CsvFault {
  kNone,
  kQuoteInsideCell,   // ab"c
  kTextAfterQuote,    // "ab"c
  kQuoteNeverClosed,  // "ab at the end of the text
  kNotUtf8,
  kNulByte,
  kBareCarriageReturn,  // outside quotes, without a line feed
  kCellTooLong,
  // Found by CsvReader, which knows the header and the row's limit.
  kTooFewCells,
  kTooManyCells,
  kRowTooLong,
};

struct CsvRow {
  CsvFault fault = CsvFault::kNone;  // the first in the row
  int fault_column = 0;              // from 0
  int cell_count = 0;
  // Whether `next` is the row's end beyond doubt. With a misplaced quote and a line break inside
  // quotes it is not: the quote that opened may be the one that is wrong.
  bool delimited = true;
  size_t size = 0;  // bytes of the row with its line end
};

// What may stand between cells: comma, tab, semicolon, vertical bar.
inline constexpr std::array<char, 4> kCsvDelimiters = {',', '\t', ';', '|'};
bool IsCsvDelimiter(char c);

// One thread at a time.
class CsvRowScanner final {
 public:
  // Bytes that must lie behind the text, all zero: they end every inner loop.
  static constexpr size_t kPaddingBytes = 4;

  // Keeps the first `kept_cells` cells of a row and only counts the others.
  // REQUIRES: IsCsvDelimiter(delimiter).
  CsvRowScanner(int kept_cells, int64_t max_cell_bytes, char delimiter = ',');

  // The row at the start of `text`; nullopt if it goes on behind the text, which is only possible
  // if `text_is_whole` is false. Doubled quotes are undone in place, and only in a row returned
  // without fault.
  // REQUIRES: !text.empty(), and kPaddingBytes zero bytes behind it.
  std::optional<CsvRow> Scan(std::span<char> text, bool text_is_whole);

  // Cells of the row last returned without fault, at most `kept_cells`; views into its text.
  std::span<const std::string_view> cells() const { return {cells_.data(), cells_kept_}; }
  // Column in which the last scan ended, from 0.
  int last_column() const { return column_; }

 private:
  char* ScanQuoted(char* p, bool& doubled);
  char* ScanUnquoted(char* p);
  char* SkipHighByte(char* p);
  bool AtSeparator(const char* p) const;
  void NoteFault(CsvFault fault);
  void UndoubleQuotes();

  using ByteClasses = std::array<uint8_t, 256>;

  size_t kept_cells_;
  int64_t max_cell_bytes_;
  char delimiter_;
  const ByteClasses* outside_;           // of bytes outside quotes
  std::vector<std::string_view> cells_;  // [kept_cells_]
  std::vector<size_t> doubled_;          // cells with doubled quotes
  size_t cells_kept_ = 0;
  CsvRow row_;
  char* end_ = nullptr;
  bool text_is_whole_ = false;
  int column_ = 0;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_CSV_ROW_SCANNER_H_
