#include "ieum/core/terminal/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_format.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/display_width.h"

namespace ieum::core {
namespace {

bool LooksNumeric(std::string_view cell) {
  return cell.find_first_not_of("0123456789,.%- ") == std::string_view::npos;
}

void AppendSpaces(std::string& text, size_t count) { text.append(count, ' '); }

}  // namespace

int ExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kInvalidArgument:
      return 2;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
      return 3;
    case absl::StatusCode::kNotFound:
      return 4;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return 5;
    case absl::StatusCode::kResourceExhausted:
      return 6;
    case absl::StatusCode::kUnavailable:
      return 7;
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
      return 8;
    case absl::StatusCode::kDataLoss:
      return 9;
    default:
      return 10;
  }
}

std::string_view ExitCodeHelp() {
  return "Exit status:\n"
         "  0   done\n"
         "  2   an argument, a file or a row breaks a rule\n"
         "  3   wrong state, or it exists already\n"
         "  4   not found, or not visible to you\n"
         "  5   no valid certificate, or not allowed\n"
         "  6   a limit is reached (quota, queue, disk)\n"
         "  7   not reachable; the same command can be run again\n"
         "  8   deadline passed, or stopped on request\n"
         "  9   damaged data\n"
         "  10  an error of this program\n";
}

void PrintError(std::FILE* out, std::string_view program, const absl::Status& status) {
  std::string message(Message(status));
  if (message.empty()) message = absl::StatusCodeToString(status.code());
  for (char& c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n') || byte == 0x7F) c = '?';
  }
  absl::FPrintF(out, "%s: %s\n", program, message);
  std::fflush(out);
}

Table::Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

void Table::AddRow(std::vector<std::string> cells) {
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::string Table::ToString() const {
  const size_t column_count = rows_.front().size();
  std::vector<size_t> widths(column_count, 0);
  std::vector<bool> numeric(column_count, rows_.size() > 1);
  for (size_t r = 0; r < rows_.size(); ++r) {
    for (size_t c = 0; c < column_count; ++c) {
      widths[c] = std::max(widths[c], DisplayWidth(rows_[r][c]));
      if (r > 0 && !LooksNumeric(rows_[r][c])) numeric[c] = false;
    }
  }
  std::string text;
  for (const std::vector<std::string>& row : rows_) {
    std::string line;
    for (size_t c = 0; c < column_count; ++c) {
      const size_t padding = widths[c] - DisplayWidth(row[c]);
      if (c > 0) AppendSpaces(line, 2);
      if (numeric[c]) AppendSpaces(line, padding);
      line += row[c];
      if (!numeric[c]) AppendSpaces(line, padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line;
    text += '\n';
  }
  return text;
}

std::string WithThousands(int64_t count) {
  std::string digits = absl::StrFormat("%d", count);
  const ptrdiff_t first = count < 0 ? 1 : 0;
  for (auto i = static_cast<ptrdiff_t>(digits.size()) - 3; i > first; i -= 3) {
    digits.insert(static_cast<size_t>(i), 1, ',');
  }
  return digits;
}

std::string HumanDuration(absl::Duration duration) {
  if (duration < absl::ZeroDuration()) duration = absl::ZeroDuration();
  if (duration == absl::InfiniteDuration()) return "unknown";
  const int64_t milliseconds =
      absl::ToInt64Milliseconds(duration + absl::Microseconds(500));  // rounded
  if (milliseconds < 1000) return absl::StrFormat("%d ms", milliseconds);
  const int64_t tenths = (milliseconds + 50) / 100;
  if (tenths < 600) return absl::StrFormat("%d.%d s", tenths / 10, tenths % 10);
  const int64_t seconds = (milliseconds + 500) / 1000;
  if (seconds < 3600) return absl::StrFormat("%d min %02d s", seconds / 60, seconds % 60);
  const int64_t minutes = (seconds + 30) / 60;
  return absl::StrFormat("%d h %02d min", minutes / 60, minutes % 60);
}

std::string HumanRate(int64_t count, absl::Duration elapsed) {
  const double seconds = absl::ToDoubleSeconds(elapsed);
  if (!(seconds > 0)) return "-";
  double rate = static_cast<double>(count) / seconds;
  const char* unit = "/s";
  for (const char* larger : {"k/s", "M/s", "G/s", "T/s"}) {
    if (rate < 999.5) break;
    rate /= 1000;
    unit = larger;
  }
  const int decimals = rate < 9.95 && unit[0] != '/' ? 1 : 0;
  return absl::StrFormat("%.*f %s", decimals, rate, unit);
}

ProgressLine::ProgressLine(std::FILE* out, std::string unit)
    : out_(out), unit_(std::move(unit)), interactive_(::isatty(::fileno(out)) == 1) {
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::string_view(terminal) == "dumb") interactive_ = false;
}

ProgressLine::~ProgressLine() { Finish(); }

void ProgressLine::Update(std::string_view stage, int64_t done, int64_t total) {
  if (!interactive_) return;
  const absl::Duration now = MonotonicNow();
  if (stage != stage_) {
    if (drawn_) std::fputc('\n', out_);
    stage_ = stage;
    stage_start_ = now;
    drawn_ = false;
  } else if (now - last_draw_ < absl::Milliseconds(100) && done != total) {
    return;
  }
  last_draw_ = now;
  drawn_ = true;
  const absl::Duration elapsed = now - stage_start_;
  std::string line = stage_;
  if (total > 0) absl::StrAppendFormat(&line, "  %3d %%", done * 100 / total);
  absl::StrAppendFormat(&line, "  %s", WithThousands(done));
  if (total > 0) absl::StrAppendFormat(&line, " / %s", WithThousands(total));
  absl::StrAppendFormat(&line, " %s  %s", unit_, HumanRate(done, elapsed));
  if (total > done && done > 0) {
    const double left = static_cast<double>(total - done) / static_cast<double>(done);
    absl::StrAppendFormat(&line, "  ETA %s", HumanDuration(elapsed * left));
  }
  absl::FPrintF(out_, "\r%s\033[K", line);
  std::fflush(out_);
}

void ProgressLine::Finish() {
  if (!drawn_) return;
  std::fputc('\n', out_);
  std::fflush(out_);
  drawn_ = false;
}

}  // namespace ieum::core
