#include "ieum/client/input/csv_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include "ieum/client/input/csv_row_scanner.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Large enough that the rest of a row moved to the front costs nothing, small enough for the cache.
constexpr size_t kFileBufferBytes = size_t{256} << 10;
// Small, so that texts of tests and fuzzers cross the buffer's end all the time.
constexpr size_t kTextBufferBytes = 32;

std::string_view Explain(CsvFault fault) {
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
      return "bytes that are not UTF-8; save the file as UTF-8 (Excel: 'CSV UTF-8') and run again";
    case CsvFault::kNulByte:
      return "a NUL byte; a CSV file is text, save it as UTF-8 and run again";
    case CsvFault::kBareCarriageReturn:
      return "a carriage return without line feed; end lines with LF or CRLF, or quote the cell";
    case CsvFault::kCellTooLong:
      return "the cell is longer than 65536 bytes, the most allowed; is a closing quote missing?";
  }
  return "";
}
static_assert(CsvReader::kMaxFieldBytes == 65536, "the message above says so");

bool IsUnprintable(char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7F; }

// Six digits or more and no letter: a birth date, a telephone number, a resident number.
bool LooksLikeNumber(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_letter = [](char c) {
    return static_cast<uint8_t>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return std::count_if(name.begin(), name.end(), is_digit) >= 6 &&
         std::none_of(name.begin(), name.end(), is_letter);
}

}  // namespace

struct CsvReader::State {
  // Reads `file`, or `source` if there is none (-1).
  State(int file, std::string name, std::string_view source)
      : fd(file), path(std::move(name)), text(source) {
    buffer.resize((file < 0 ? kTextBufferBytes : kFileBufferBytes) + CsvRowScanner::kPaddingBytes);
  }

  size_t capacity() const { return buffer.size() - CsvRowScanner::kPaddingBytes; }
  std::span<char> unread() { return {buffer.data() + begin, end - begin}; }

  absl::StatusOr<size_t> Load(char* out, size_t room);
  absl::Status ReadMore();
  absl::Status RequireBytes(size_t count);
  absl::StatusOr<CsvRow> ScanRow();
  absl::Status ReadByteOrderMark();
  absl::Status ReadHeader();
  absl::StatusOr<bool> SkipBlankLine();
  absl::Status RowError(int column, std::string_view reason) const;
  absl::Status CellCountError(int cell_count) const;
  absl::Status Stop(absl::Status status);

  const core::FileDescriptor fd;
  const std::string path;
  std::string_view text;  // not yet loaded
  int64_t total_bytes = 0;
  int64_t loaded_bytes = 0;

  std::string buffer;  // [begin, end) is not yet scanned; zero bytes follow
  size_t begin = 0;
  size_t end = 0;
  bool at_end = false;  // nothing follows buffer[end)

  CsvRowScanner scanner{kMaxColumns, kMaxFieldBytes};
  std::vector<std::string> header;
  int64_t row_number = 0;           // 0: the header
  int64_t pending_blank_lines = 0;  // read already, to be refused one by one
  absl::Status stopped;             // why reading cannot go on
};

// At most `room` bytes of the source to `out`; 0 at its end.
absl::StatusOr<size_t> CsvReader::State::Load(char* out, size_t room) {
  if (fd.get() < 0) {
    const size_t got = text.copy(out, room);
    text.remove_prefix(got);
    return got;
  }
  while (true) {
    const ssize_t got = ::read(fd.get(), out, room);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno != EINTR) return core::SystemError("read", path, errno);
  }
}

// Fills the buffer behind what is unread, after making room.
absl::Status CsvReader::State::ReadMore() {
  std::memmove(buffer.data(), buffer.data() + begin, end - begin);
  end -= begin;
  begin = 0;
  if (end == capacity()) buffer.resize(2 * capacity() + CsvRowScanner::kPaddingBytes);
  while (!at_end && end < capacity()) {
    IEUM_ASSIGN_OR_RETURN(const size_t got, Load(buffer.data() + end, capacity() - end));
    at_end = got == 0;
    end += got;
    loaded_bytes += static_cast<int64_t>(got);
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
  const size_t number = row_number == 0 ? index + 1 : header.size() + 1;
  return core::InvalidArgument("%s, column %d: %s", row, number, reason);
}

absl::Status CsvReader::State::CellCountError(int cell_count) const {
  if (static_cast<size_t>(cell_count) > header.size()) {
    return RowError(cell_count,
                    absl::StrFormat("the row has more cells than the header's %d columns; put "
                                    "cells that hold a comma in quotes",
                                    header.size()));
  }
  return RowError(cell_count,
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
      return Stop(RowError(scanner.last_column(),
                           absl::StrFormat("the row is longer than %d bytes, the most allowed; is "
                                           "a closing quote missing?",
                                           kMaxRowBytes)));
    }
    if (absl::Status status = ReadMore(); !status.ok()) return Stop(std::move(status));
  }
}

absl::Status CsvReader::State::ReadByteOrderMark() {
  IEUM_RETURN_IF_ERROR(RequireBytes(3));
  const std::string_view start(buffer.data(), std::min<size_t>(end, 3));
  if (start == "\xEF\xBB\xBF") {
    begin = 3;
  } else if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
    return core::InvalidArgument("the file is UTF-16; save it as UTF-8 and run again");
  }
  IEUM_RETURN_IF_ERROR(RequireBytes(1));
  if (begin == end) {
    return core::InvalidArgument("the file is empty; want a line of column names, then rows");
  }
  return absl::OkStatus();
}

absl::Status CsvReader::State::ReadHeader() {
  IEUM_RETURN_IF_ERROR(ReadByteOrderMark());
  IEUM_ASSIGN_OR_RETURN(const CsvRow row, ScanRow());
  if (row.fault != CsvFault::kNone) return RowError(row.fault_column, Explain(row.fault));
  if (row.cell_count > kMaxColumns) {
    return core::InvalidArgument("header: names %d columns; at most %d are allowed", row.cell_count,
                                 kMaxColumns);
  }
  std::set<std::string_view> seen;
  int column = 0;
  for (const std::string_view name : scanner.cells()) {
    if (name.empty()) return RowError(column, "the name is empty; every column needs one");
    if (static_cast<int64_t>(name.size()) > kMaxNameBytes) {
      return RowError(column, absl::StrFormat("the name is longer than %d bytes", kMaxNameBytes));
    }
    if (std::any_of(name.begin(), name.end(), IsUnprintable)) {
      return RowError(column, "the name holds a line break or control character");
    }
    if (LooksLikeNumber(name)) {
      return RowError(column,
                      "is a number, not a name; the first line must name the columns. Put that "
                      "line before the rows");
    }
    if (!seen.insert(name).second) {
      return RowError(column, "the name is that of an earlier column; names must differ");
    }
    ++column;
  }
  header.assign(scanner.cells().begin(), scanner.cells().end());
  scanner = CsvRowScanner(column, kMaxFieldBytes);
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

absl::StatusOr<std::unique_ptr<CsvReader>> CsvReader::Open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return core::SystemError("open", path, errno);
  auto state = std::make_unique<State>(fd, path, std::string_view());
  struct stat info {};
  if (::fstat(fd, &info) != 0) return core::SystemError("read", path, errno);
  if (S_ISDIR(info.st_mode)) return core::InvalidArgument("'%s' is a folder, not a file", path);
  if (S_ISREG(info.st_mode)) state->total_bytes = info.st_size;
  const absl::Status status = state->ReadHeader();
  if (!status.ok()) return core::WithContext(status, absl::StrFormat("'%s'", path));
  return std::unique_ptr<CsvReader>(new CsvReader(std::move(state)));
}

absl::StatusOr<std::unique_ptr<CsvReader>> CsvReader::FromText(std::string_view text) {
  auto state = std::make_unique<State>(-1, std::string(), text);
  state->total_bytes = static_cast<int64_t>(text.size());
  IEUM_RETURN_IF_ERROR(state->ReadHeader());
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
    return state.CellCountError(1);
  }
  IEUM_ASSIGN_OR_RETURN(const CsvRow row, state.ScanRow());
  if (row.fault != CsvFault::kNone) {
    const absl::Status error = state.RowError(row.fault_column, Explain(row.fault));
    if (row.delimited) return error;
    return state.Stop(core::InvalidArgument(
        "%s (reading stops here: where the row ends cannot be told)", core::Message(error)));
  }
  if (static_cast<size_t>(row.cell_count) != state.header.size()) {
    return state.CellCountError(row.cell_count);
  }
  return state.scanner.cells();
}

bool CsvReader::can_continue() const { return state_->stopped.ok(); }
int64_t CsvReader::row_number() const { return state_->row_number; }
int64_t CsvReader::bytes_read() const {
  return state_->loaded_bytes - static_cast<int64_t>(state_->end - state_->begin);
}
int64_t CsvReader::bytes_total() const { return state_->total_bytes; }

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
