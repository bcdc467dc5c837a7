// The first byte chooses encoding, delimiter and header; the others are the file. It reads the same
// through the file's large buffer and the small one for texts in memory; no cell holds what the
// rules forbid; and rows that were accepted read back after being written.
#include <iterator>

#include "fuzz/memory_file.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"
#include "ieum/core/guard/resident_number.h"

using ieum::client::CsvOptions;
using ieum::client::CsvReader;
using ieum::client::DeclaredEncoding;
using Row = std::vector<std::string>;

namespace {

// Encoding, delimiter and header, each by its own part of the number, so that '0' is UTF-8, commas
// and a header.
CsvOptions OptionsOf(uint8_t choice) {
  constexpr DeclaredEncoding kEncodings[] = {
      DeclaredEncoding::kUtf8,  DeclaredEncoding::kAuto,    DeclaredEncoding::kCp949,
      DeclaredEncoding::kUtf16, DeclaredEncoding::kUtf16Le, DeclaredEncoding::kUtf16Be};
  constexpr std::optional<char> kDelimiters[] = {',', std::nullopt, '\t', ';', '|'};
  const size_t number = static_cast<uint8_t>(choice - '0');
  return {.encoding = kEncodings[number % std::size(kEncodings)],
          .delimiter = kDelimiters[number / std::size(kEncodings) % std::size(kDelimiters)],
          .has_header = number / std::size(kEncodings) / std::size(kDelimiters) % 2 == 0};
}

void CheckCell(std::string_view cell) {
  IEUM_CHECK(cell.size() <= CsvReader::kMaxFieldBytes);
  IEUM_CHECK(cell.find('\0') == std::string_view::npos);
  const std::string text(cell);
  for (size_t i = 0; i < text.size();) {
    const int length = ieum::core::Utf8SequenceLength(text.data() + i);
    IEUM_CHECK(length > 0);
    i += static_cast<size_t>(length);
  }
  (void)ieum::core::FindForbiddenIdentifier(cell);
}

// Every row; a refused one as the single cell "row N: message", which no header's row equals.
std::vector<Row> ReadRows(CsvReader& reader, bool& clean) {
  std::vector<Row> rows;
  while (reader.can_continue()) {
    const int64_t before = reader.row_number();
    const auto row = reader.Next();
    if (!row.ok()) {
      clean = false;
      rows.push_back({std::string(ieum::core::Message(row.status()))});
      continue;
    }
    if (!row->has_value()) break;
    IEUM_CHECK(reader.row_number() > before);
    IEUM_CHECK(reader.bytes_read() <= reader.bytes_total());
    IEUM_CHECK((*row)->size() == reader.header().size());
    for (const std::string_view cell : **row) CheckCell(cell);
    rows.emplace_back((*row)->begin(), (*row)->end());
  }
  return rows;
}

std::string WriteRows(const std::vector<std::string>& header, const std::vector<Row>& rows) {
  std::string text;
  const auto append = [&text](const Row& row) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ',';
      ieum::client::AppendCsvCell(text, row[i]);
    }
    text += '\n';
  };
  append(header);
  for (const Row& row : rows) append(row);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const CsvOptions options = OptionsOf(data[0]);
  const auto bytes = std::as_bytes(std::span(data, size).subspan(1));
  const std::string_view text = ieum::core::AsText(bytes);
  const auto from_text = CsvReader::FromText(text, options);
  const ieum::testing::MemoryFile file(bytes);
  const auto from_file = CsvReader::Open(file.path(), options);
  // Only files are decompressed.
  const bool plain = !text.starts_with("\x1F\x8B") && !text.starts_with("\x28\xB5\x2F\xFD") &&
                     !text.starts_with("PK\x03\x04") && !text.starts_with("\xD0\xCF\x11\xE0");
  IEUM_CHECK(!plain || from_text.ok() == from_file.ok());
  bool clean = true;
  if (!plain && from_file.ok()) (void)ReadRows(**from_file, clean);
  if (!plain || !from_text.ok()) return 0;
  const std::vector<Row> rows = ReadRows(**from_text, clean);
  IEUM_CHECK(rows == ReadRows(**from_file, clean));
  // Where reading stopped early, how far the decoder looked ahead is the source's business.
  IEUM_CHECK(!(*from_text)->can_continue() ||
             Describe((*from_text)->description()) == Describe((*from_file)->description()));
  if (!clean) return 0;
  IEUM_CHECK((*from_text)->bytes_read() == static_cast<int64_t>(bytes.size()));
  // A header that starts with a byte order mark of its own would lose it.
  if ((*from_text)->header()[0].starts_with("\xEF\xBB\xBF")) return 0;
  const std::string written = WriteRows((*from_text)->header(), rows);
  const auto again = CsvReader::FromText(written);
  IEUM_CHECK(again.ok() && (*again)->header() == (*from_text)->header());
  IEUM_CHECK(ReadRows(**again, clean) == rows);
  return 0;
}
