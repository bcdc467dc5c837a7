#include "ieum/client/input/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Large enough that the rest of a row moved to the front costs nothing, small enough for the cache.
constexpr size_t kFileBufferBytes = size_t{256} << 10;
// Small, so that texts of tests and fuzzers cross the buffer's end all the time.
constexpr size_t kTextBufferBytes = 32;
// Looked at to detect the delimiter.
constexpr size_t kMostFirstLine = size_t{64} << 10;

std::string_view ExplainUndecodable(TextEncoding encoding) {
  switch (encoding) {
    case TextEncoding::kUtf8:
      return "bytes that are not UTF-8; save the file as UTF-8 (Excel: 'CSV UTF-8'), or name its "
             "encoding, and run again";
    case TextEncoding::kCp949:
      return "bytes that are not CP949; save the file as UTF-8 (Excel: 'CSV UTF-8'), or name its "
             "encoding, and run again";
    case TextEncoding::kUtf16Le:
    case TextEncoding::kUtf16Be:
      return "half of a UTF-16 character; save the file as UTF-8 (Excel: 'CSV UTF-8'), or name its "
             "encoding, and run again";
  }
  return "";
}

std::string_view Explain(CsvFault fault, TextEncoding encoding) {
  switch (fault) {
    case CsvFault::kNone:
      break;
    case CsvFault::kQuoteInsideCell:
      return "a quote inside a cell without quotes; put the whole cell in quotes and double the "
             "quotes inside it";
    case CsvFault::kTextAfterQuote:
      return "text after the closing quote; double the quotes that belong to the cell";
    case CsvFault::kQuoteNeverClosed:
      return "a quote opens and never closes; close it, or double it if it belongs to the cell";
    case CsvFault::kNotUtf8:
      return ExplainUndecodable(encoding);
    case CsvFault::kNulByte:
      return "a NUL byte; a CSV file is text, save it as UTF-8, or name the encoding if it is "
             "UTF-16, and run again";
    case CsvFault::kBareCarriageReturn:
      return "a carriage return without line feed; end lines with LF or CRLF, or quote the cell";
    case CsvFault::kCellTooLong:
      return "the cell is longer than 65536 bytes, the most allowed; is a closing quote missing?";
    case CsvFault::kTooFewCells:
    case CsvFault::kTooManyCells:
    case CsvFault::kRowTooLong:
      break;  // their messages have figures
  }
  return "";
}
static_assert(CsvReader::kMaxFieldBytes == 65536, "the message above says so");

}  // namespace

struct CsvReader::State {
  State(std::unique_ptr<TextDecoder> source, size_t buffer_bytes)
      : decoder(std::move(source)), buffer(buffer_bytes + CsvRowScanner::kPaddingBytes, '\0') {}

  size_t capacity() const { return buffer.size() - CsvRowScanner::kPaddingBytes; }
  std::span<char> unread() { return {buffer.data() + begin, end - begin}; }

  absl::Status ReadMore();
  absl::Status RequireBytes(size_t count);
  absl::StatusOr<CsvRow> ScanRow();
  absl::Status ReadStart(const CsvOptions& options, std::string_view file_name);
  absl::Status DetectDelimiterOf(std::string_view file_name);
  absl::Status ReadHeader();
  absl::Status ReadFirstRow();
  absl::StatusOr<bool> SkipBlankLine();
  absl::Status RowError(int column, std::string_view reason) const;
  absl::Status Refuse(CsvFault fault, int column, std::string_view reason);
  absl::Status RefuseCellCount(int cell_count);
  absl::Status Stop(absl::Status status);

  const std::unique_ptr<TextDecoder> decoder;
  InputDescription description;  // but for the encoding

  std::string buffer;  // [begin, end) is not yet scanned; zero bytes follow
  size_t begin = 0;
  size_t end = 0;
  bool at_end = false;  // nothing follows buffer[end)

  CsvRowScanner scanner{kMaxColumns, kMaxFieldBytes};
  std::vector<std::string> header;
  bool first_row_pending = false;   // the scanner's cells are the first row, not yet returned
  int64_t row_number = 0;           // 0: the header
  int64_t pending_blank_lines = 0;  // read already, to be refused one by one
  Refusal last_refusal;
  absl::Status stopped;  // why reading cannot go on
};

// Fills the buffer behind what is unread, after making room.
absl::Status CsvReader::State::ReadMore() {
  std::memmove(buffer.data(), buffer.data() + begin, end - begin);
  end -= begin;
  begin = 0;
  if (end == capacity()) buffer.resize(2 * capacity() + CsvRowScanner::kPaddingBytes);
  while (!at_end && end < capacity()) {
    IEUM_ASSIGN_OR_RETURN(const size_t got, decoder->Read({buffer.data() + end, capacity() - end}));
    at_end = got == 0;
    end += got;
  }
  std::memset(buffer.data() + end, 0, CsvRowScanner::kPaddingBytes);
  return absl::OkStatus();
}

// Loads until `count` bytes are unread or the source ends.
absl::Status CsvReader::State::RequireBytes(size_t count) {
  while (!at_end && end - begin < count) IEUM_RETURN_IF_ERROR(ReadMore());
  return absl::OkStatus();
}

absl::Status CsvReader::State::Stop(absl::Status status) {
  stopped = status;
  return status;
}

// Messages are few for a file with many bad rows, so that a report can count them: they hold no
// figure that differs from row to row but the row's number.
absl::Status CsvReader::State::RowError(int column, std::string_view reason) const {
  const std::string row = row_number == 0 ? "header" : absl::StrFormat("row %d", row_number);
  const auto index = static_cast<size_t>(column);
  if (index < header.size()) {
    return core::InvalidArgument("%s, column '%s': %s", row, header[index], reason);
  }
  const size_t number = header.empty() ? index + 1 : header.size() + 1;
  return core::InvalidArgument("%s, column %d: %s", row, number, reason);
}

absl::Status CsvReader::State::Refuse(CsvFault fault, int column, std::string_view reason) {
  last_refusal = {fault, column};
  return RowError(column, reason);
}

absl::Status CsvReader::State::RefuseCellCount(int cell_count) {
  if (static_cast<size_t>(cell_count) > header.size()) {
    return Refuse(CsvFault::kTooManyCells, static_cast<int>(header.size()),
                  absl::StrFormat("the row has more cells than the header's %d columns; put "
                                  "cells that hold a %s in quotes",
                                  header.size(), DelimiterName(description.delimiter)));
  }
  return Refuse(CsvFault::kTooFewCells, cell_count,
                absl::StrFormat("the row ends after %d of %d cells; complete it, or remove it",
                                cell_count, header.size()));
}

// The next row, moved past. REQUIRES: a byte is unread.
absl::StatusOr<CsvRow> CsvReader::State::ScanRow() {
  while (true) {
    const std::optional<CsvRow> row = scanner.Scan(unread(), at_end);
    if (row.has_value()) {
      begin += row->size;
      return *row;
    }
    if (static_cast<int64_t>(end - begin) >= kMaxRowBytes) {
      return Stop(Refuse(CsvFault::kRowTooLong, scanner.last_column(),
                         absl::StrFormat("the row is longer than %d bytes, the most allowed; is "
                                         "a closing quote missing?",
                                         kMaxRowBytes)));
    }
    if (absl::Status status = ReadMore(); !status.ok()) return Stop(std::move(status));
  }
}

absl::Status CsvReader::State::ReadStart(const CsvOptions& options, std::string_view file_name) {
  IEUM_RETURN_IF_ERROR(RequireBytes(1));
  if (begin == end) {
    return core::InvalidArgument("the file is empty; want a line of column names, then rows");
  }
  description.has_header = options.has_header;
  description.delimiter_declared = options.delimiter.has_value();
  if (options.delimiter.has_value()) {
    description.delimiter = *options.delimiter;
  } else {
    IEUM_RETURN_IF_ERROR(DetectDelimiterOf(file_name));
  }
  scanner = CsvRowScanner(kMaxColumns, kMaxFieldBytes, description.delimiter);
  IEUM_RETURN_IF_ERROR(options.has_header ? ReadHeader() : ReadFirstRow());
  description.column_count = static_cast<int>(header.size());
  return absl::OkStatus();
}

absl::Status CsvReader::State::DetectDelimiterOf(std::string_view file_name) {
  const auto start = [this] {
    return std::string_view(buffer).substr(begin, std::min(end - begin, kMostFirstLine));
  };
  while (!at_end && start().size() < kMostFirstLine &&
         start().find('\n') == std::string_view::npos) {
    IEUM_RETURN_IF_ERROR(ReadMore());
  }
  description.delimiter = DetectDelimiter(file_name, start());
  return absl::OkStatus();
}

// Of columns without names. The row is the first that Next() returns.
absl::Status CsvReader::State::ReadFirstRow() {
  row_number = 1;
  IEUM_ASSIGN_OR_RETURN(const CsvRow row, ScanRow());
  if (row.fault != CsvFault::kNone) {
    return RowError(row.fault_column, Explain(row.fault, decoder->facts().encoding));
  }
  if (row.cell_count > kMaxColumns) {
    return core::InvalidArgument("row 1: has %d cells; at most %d are allowed", row.cell_count,
                                 kMaxColumns);
  }
  header = NumberedColumns(row.cell_count);
  first_row_pending = true;
  row_number = 0;
  return absl::OkStatus();
}

absl::Status CsvReader::State::ReadHeader() {
  IEUM_ASSIGN_OR_RETURN(const CsvRow row, ScanRow());
  if (row.fault != CsvFault::kNone) {
    return RowError(row.fault_column, Explain(row.fault, decoder->facts().encoding));
  }
  if (row.cell_count > kMaxColumns) {
    return core::InvalidArgument("header: names %d columns; at most %d are allowed", row.cell_count,
                                 kMaxColumns);
  }
  const std::span<const std::string_view> names = scanner.cells();
  const std::optional<HeaderFault> fault = CheckColumnNames(names, kMaxNameBytes);
  if (fault.has_value()) return RowError(fault->column, fault->reason);
  header.assign(names.begin(), names.end());
  scanner = CsvRowScanner(row.cell_count, kMaxFieldBytes, description.delimiter);
  return absl::OkStatus();
}

absl::StatusOr<bool> CsvReader::State::SkipBlankLine() {
  IEUM_RETURN_IF_ERROR(RequireBytes(1));
  if (begin == end || (buffer[begin] != '\n' && buffer[begin] != '\r')) return false;
  IEUM_RETURN_IF_ERROR(RequireBytes(2));
  if (buffer[begin] == '\n') {
    begin += 1;
    return true;
  }
  if (buffer[begin + 1] != '\n') return false;
  begin += 2;
  return true;
}

CsvReader::CsvReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
CsvReader::~CsvReader() = default;

absl::StatusOr<std::unique_ptr<CsvReader>> CsvReader::Open(const std::string& path,
                                                           const CsvOptions& options) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> raw, OpenRawBytes(path));
  const auto read_start = [&]() -> absl::StatusOr<std::unique_ptr<State>> {
    IEUM_ASSIGN_OR_RETURN(PlainBytes plain, Decompress(std::move(raw)));
    IEUM_ASSIGN_OR_RETURN(std::unique_ptr<TextDecoder> decoder,
                          TextDecoder::Create(std::move(plain.source), options.encoding));
    auto state = std::make_unique<State>(std::move(decoder), kFileBufferBytes);
    state->description.compression = plain.compression;
    IEUM_RETURN_IF_ERROR(state->ReadStart(options, path));
    return state;
  };
  absl::StatusOr<std::unique_ptr<State>> state = read_start();
  if (!state.ok()) return core::WithContext(state.status(), InputName(path));
  return std::unique_ptr<CsvReader>(new CsvReader(*std::move(state)));
}

absl::StatusOr<std::unique_ptr<CsvReader>> CsvReader::FromText(std::string_view text,
                                                               const CsvOptions& options) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<TextDecoder> decoder,
                        TextDecoder::Create(TextBytes(text), options.encoding));
  auto state = std::make_unique<State>(std::move(decoder), kTextBufferBytes);
  IEUM_RETURN_IF_ERROR(state->ReadStart(options, /*file_name=*/""));
  return std::unique_ptr<CsvReader>(new CsvReader(std::move(state)));
}

const std::vector<std::string>& CsvReader::header() const { return state_->header; }

absl::StatusOr<int> CsvReader::ColumnIndex(std::string_view name) const {
  const std::vector<std::string>& names = state_->header;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  // The first line may be a row, so its cells are not shown.
  return core::InvalidArgument(
      "there is no column '%s' among the %d of the first line; is that the line of column names?",
      name, names.size());
}

absl::StatusOr<std::optional<std::span<const std::string_view>>> CsvReader::Next() {
  State& state = *state_;
  if (!state.stopped.ok()) return state.stopped;
  state.last_refusal = {};
  if (state.first_row_pending) {
    state.first_row_pending = false;
    state.row_number = 1;
    return state.scanner.cells();
  }
  if (state.header.size() > 1 && state.pending_blank_lines == 0) {
    // Blank lines are only known not to end the file when something follows them.
    while (true) {
      const absl::StatusOr<bool> skipped = state.SkipBlankLine();
      if (!skipped.ok()) return state.Stop(skipped.status());
      if (!*skipped) break;
      ++state.pending_blank_lines;
    }
  }
  if (absl::Status status = state.RequireBytes(1); !status.ok()) return state.Stop(status);
  if (state.begin == state.end) return std::nullopt;
  ++state.row_number;
  if (state.pending_blank_lines > 0) {
    --state.pending_blank_lines;
    return state.RefuseCellCount(1);
  }
  IEUM_ASSIGN_OR_RETURN(const CsvRow row, state.ScanRow());
  if (row.fault != CsvFault::kNone) {
    const absl::Status error = state.Refuse(row.fault, row.fault_column,
                                            Explain(row.fault, state.decoder->facts().encoding));
    if (row.delimited) return error;
    return state.Stop(core::InvalidArgument(
        "%s (reading stops here: where the row ends cannot be told)", core::Message(error)));
  }
  if (static_cast<size_t>(row.cell_count) != state.header.size()) {
    return state.RefuseCellCount(row.cell_count);
  }
  return state.scanner.cells();
}

bool CsvReader::can_continue() const { return state_->stopped.ok(); }
const CsvReader::Refusal& CsvReader::last_refusal() const { return state_->last_refusal; }
InputDescription CsvReader::description() const {
  InputDescription description = state_->description;
  description.encoding = state_->decoder->facts();
  return description;
}
int64_t CsvReader::row_number() const { return state_->row_number; }
int64_t CsvReader::bytes_read() const {
  // Only then are bytes of the text bytes of the file; else what lies in the buffer counts as read.
  const bool as_in_file = state_->decoder->facts().encoding == TextEncoding::kUtf8 &&
                          state_->description.compression == Compression::kNone;
  const size_t unread = as_in_file ? state_->end - state_->begin : 0;
  return state_->decoder->bytes_read() - static_cast<int64_t>(unread);
}
int64_t CsvReader::bytes_total() const { return state_->decoder->bytes_total(); }

void AppendCsvCell(std::string& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace ieum::client
