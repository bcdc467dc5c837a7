#include "ieum/client/input/csv_row_scanner.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "ieum/core/base/utf8.h"

// Why not libcsv: its strict mode stops at a misplaced quote for good and tells a byte offset only,
// it passes NUL bytes and undecodable text on, and calls back for every cell. Row and column in
// every error, rows after a bad row, and UTF-8 checked in the same pass need the states themselves.
namespace ieum::client {
namespace {

enum ByteClass : uint8_t { kPlain, kHigh, kQuote, kDelimiter, kLineFeed, kCarriageReturn, kNul };

constexpr std::array<uint8_t, 256> ClassesOutsideQuotes(char delimiter) {
  std::array<uint8_t, 256> classes{};
  for (size_t byte = 0x80; byte < 256; ++byte) classes[byte] = kHigh;
  classes['"'] = kQuote;
  classes[static_cast<uint8_t>(delimiter)] = kDelimiter;
  classes['\n'] = kLineFeed;
  classes['\r'] = kCarriageReturn;
  classes[0] = kNul;
  return classes;
}

constexpr std::array<uint8_t, 256> ClassesInsideQuotes() {
  std::array<uint8_t, 256> classes = ClassesOutsideQuotes(',');
  classes[','] = classes['\n'] = classes['\r'] = kPlain;
  return classes;
}

constexpr std::array<std::array<uint8_t, 256>, kCsvDelimiters.size()> kOutside = {
    ClassesOutsideQuotes(kCsvDelimiters[0]), ClassesOutsideQuotes(kCsvDelimiters[1]),
    ClassesOutsideQuotes(kCsvDelimiters[2]), ClassesOutsideQuotes(kCsvDelimiters[3])};
constexpr std::array<uint8_t, 256> kInside = ClassesInsideQuotes();

bool IsQuoteFault(CsvFault fault) {
  return fault == CsvFault::kQuoteInsideCell || fault == CsvFault::kTextAfterQuote ||
         fault == CsvFault::kQuoteNeverClosed;
}

}  // namespace

bool IsCsvDelimiter(char c) {
  return std::find(kCsvDelimiters.begin(), kCsvDelimiters.end(), c) != kCsvDelimiters.end();
}

CsvRowScanner::CsvRowScanner(int kept_cells, int64_t max_cell_bytes, char delimiter)
    : kept_cells_(static_cast<size_t>(kept_cells)),
      max_cell_bytes_(max_cell_bytes),
      delimiter_(delimiter),
      outside_(&kOutside[static_cast<size_t>(
          std::find(kCsvDelimiters.begin(), kCsvDelimiters.end(), delimiter) -
          kCsvDelimiters.begin())]),
      cells_(kept_cells_) {}

void CsvRowScanner::NoteFault(CsvFault fault) {
  if (row_.fault == CsvFault::kNone) {
    row_.fault = fault;
    row_.fault_column = column_;
  }
  // Rows that a wrong quote may have swallowed must not count as one refused row. A cell that is
  // far too long is the usual sign of such a quote.
  if (IsQuoteFault(fault) || fault == CsvFault::kCellTooLong) row_.delimited = false;
}

// The next character behind a byte of 0x80 or more; null if it goes on behind the text.
char* CsvRowScanner::SkipHighByte(char* p) {
  const int length = core::Utf8SequenceLength(p);
  if (length > 0) return p + length;
  if (!text_is_whole_ && end_ - p < 4) return nullptr;
  NoteFault(CsvFault::kNotUtf8);
  return p + 1;
}

// The closing quote, end_ if there is none, null if the text is too short to tell.
char* CsvRowScanner::ScanQuoted(char* p, bool& doubled) {
  while (p != nullptr) {
    while (kInside[static_cast<uint8_t>(*p)] == kPlain) ++p;
    switch (kInside[static_cast<uint8_t>(*p)]) {
      case kQuote:
        if (p[1] != '"') return p + 1 == end_ && !text_is_whole_ ? nullptr : p;
        doubled = true;
        p += 2;
        break;
      case kNul:
        if (p == end_) return text_is_whole_ ? p : nullptr;
        NoteFault(CsvFault::kNulByte);
        ++p;
        break;
      default:
        p = SkipHighByte(p);
    }
  }
  return nullptr;
}

// The delimiter, line end or end_ behind an unquoted cell, null if the text is too short to tell.
char* CsvRowScanner::ScanUnquoted(char* p) {
  const ByteClasses& classes = *outside_;
  while (p != nullptr) {
    while (classes[static_cast<uint8_t>(*p)] == kPlain) ++p;
    switch (classes[static_cast<uint8_t>(*p)]) {
      case kDelimiter:
      case kLineFeed:
        return p;
      case kCarriageReturn:
        if (p[1] == '\n') return p;
        if (p + 1 == end_ && !text_is_whole_) return nullptr;
        NoteFault(CsvFault::kBareCarriageReturn);
        ++p;
        break;
      case kQuote:
        NoteFault(CsvFault::kQuoteInsideCell);
        ++p;
        break;
      case kNul:
        if (p == end_) return text_is_whole_ ? p : nullptr;
        NoteFault(CsvFault::kNulByte);
        ++p;
        break;
      default:
        p = SkipHighByte(p);
    }
  }
  return nullptr;
}

bool CsvRowScanner::AtSeparator(const char* p) const {
  return p == end_ || *p == delimiter_ || *p == '\n' || (*p == '\r' && p[1] == '\n');
}

std::optional<CsvRow> CsvRowScanner::Scan(std::span<char> text, bool text_is_whole) {
  row_ = CsvRow{};
  doubled_.clear();
  end_ = text.data() + text.size();
  text_is_whole_ = text_is_whole;
  char* p = text.data();
  for (column_ = 0;; ++column_) {
    const char* cell_begin = p;
    const char* cell_end;
    bool doubled = false;
    if (*p == '"') {
      ++cell_begin;
      p = ScanQuoted(p + 1, doubled);
      if (p == nullptr) return std::nullopt;
      cell_end = p;
      if (p == end_) {
        NoteFault(CsvFault::kQuoteNeverClosed);
      } else {
        ++p;
        const bool may_go_on = p == end_ || (*p == '\r' && p + 1 == end_);
        if (may_go_on && !text_is_whole_) return std::nullopt;
        if (!AtSeparator(p)) {
          NoteFault(CsvFault::kTextAfterQuote);
          p = ScanUnquoted(p);
        }
      }
    } else {
      p = ScanUnquoted(p);
      cell_end = p;
    }
    if (p == nullptr) return std::nullopt;
    if (cell_end - cell_begin > max_cell_bytes_) NoteFault(CsvFault::kCellTooLong);
    const auto index = static_cast<size_t>(column_);
    if (index < kept_cells_) {
      cells_[index] = {cell_begin, static_cast<size_t>(cell_end - cell_begin)};
      if (doubled) doubled_.push_back(index);
    }
    if (p == end_ || *p != delimiter_) break;
    ++p;
  }
  row_.cell_count = column_ + 1;
  cells_kept_ = std::min(static_cast<size_t>(row_.cell_count), kept_cells_);
  const auto text_size = static_cast<size_t>(p - text.data());
  row_.size = text_size + (p == end_ ? 0 : *p == '\r' ? 2 : 1);
  // Without a line break inside, the row ends where its line ends, whatever the quotes mean.
  if (!row_.delimited) row_.delimited = std::memchr(text.data(), '\n', text_size) == nullptr;
  if (row_.fault == CsvFault::kNone) UndoubleQuotes();
  return row_;
}

void CsvRowScanner::UndoubleQuotes() {
  for (const size_t index : doubled_) {
    const std::string_view cell = cells_[index];
    char* const begin = const_cast<char*>(cell.data());  // the caller's text, given to be changed
    char* out = begin;
    for (size_t i = 0; i < cell.size(); ++i) {
      *out++ = begin[i];
      if (begin[i] == '"') ++i;  // every quote inside a cell is the first of two
    }
    cells_[index] = {begin, static_cast<size_t>(out - begin)};
  }
}

}  // namespace ieum::client
