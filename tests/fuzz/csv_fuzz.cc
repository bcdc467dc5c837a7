// A text reads the same through the file's large buffer and the small one for texts in memory; no
// cell holds what the rules forbid; and rows that were accepted read back after being written.
#include "fuzz/memory_file.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/client/input/resident_number_guard.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

using ieum::client::CsvReader;
using Row = std::vector<std::string>;

namespace {

void CheckCell(std::string_view cell) {
  IEUM_CHECK(cell.size() <= CsvReader::kMaxFieldBytes);
  IEUM_CHECK(cell.find('\0') == std::string_view::npos);
  const std::string text(cell);
  for (size_t i = 0; i < text.size();) {
    const int length = ieum::core::Utf8SequenceLength(text.data() + i);
    IEUM_CHECK(length > 0);
    i += static_cast<size_t>(length);
  }
  (void)ieum::client::FindForbiddenIdentifier(cell);
}

// Every row; a refused one as the single cell "row N: message", which no header's row equals.
std::vector<Row> ReadRows(CsvReader& reader, bool& clean) {
  std::vector<Row> rows;
  while (reader.can_continue()) {
    const int64_t before = reader.bytes_read();
    const auto row = reader.Next();
    if (!row.ok()) {
      clean = false;
      rows.push_back({std::string(ieum::core::Message(row.status()))});
      continue;
    }
    if (!row->has_value()) break;
    IEUM_CHECK(reader.bytes_read() > before);
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
  const std::string_view text = ieum::core::AsText(std::as_bytes(std::span(data, size)));
  const auto from_text = CsvReader::FromText(text);
  const ieum::testing::MemoryFile file(std::as_bytes(std::span(data, size)));
  const auto from_file = CsvReader::Open(file.path());
  IEUM_CHECK(from_text.ok() == from_file.ok());
  if (!from_text.ok()) return 0;
  bool clean = true;
  const std::vector<Row> rows = ReadRows(**from_text, clean);
  IEUM_CHECK(rows == ReadRows(**from_file, clean));
  if (!clean) return 0;
  IEUM_CHECK((*from_text)->bytes_read() == static_cast<int64_t>(size));
  // A header that starts with a byte order mark of its own would lose it.
  if ((*from_text)->header()[0].starts_with("\xEF\xBB\xBF")) return 0;
  const std::string written = WriteRows((*from_text)->header(), rows);
  const auto again = CsvReader::FromText(written);
  IEUM_CHECK(again.ok() && (*again)->header() == (*from_text)->header());
  IEUM_CHECK(ReadRows(**again, clean) == rows);
  return 0;
}
