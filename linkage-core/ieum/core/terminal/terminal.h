// What both command-line programs show people: exit codes, tables, progress. The only module below
// `main` that knows about terminals; it writes to the stream it is given.
#ifndef IEUM_CORE_TERMINAL_TERMINAL_H_
#define IEUM_CORE_TERMINAL_TERMINAL_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace ieum::core {

// How a command prints what was asked for.
enum class OutputFormat { kTable, kJson };

// Exit status for a Status: 0 OK, 2 invalid argument, 3 failed precondition or already exists, 4
// not found, 5 unauthenticated or permission denied, 6 resource exhausted, 7 unavailable, 8
// deadline or cancelled, 9 data loss, 10 internal and everything else.
int ExitCode(const absl::Status& status);
// The list above, for --help.
std::string_view ExitCodeHelp();

// Writes "<program>: <message>" to `out`. Control characters of the message, which may come from
// another machine, are shown as '?'.
void PrintError(std::FILE* out, std::string_view program, const absl::Status& status);

// A plain table: columns aligned by display width (Hangul counts two), no borders, header first.
// Columns of numbers are aligned to the right.
class Table final {
 public:
  explicit Table(std::vector<std::string> header);
  void AddRow(std::vector<std::string> cells);
  std::string ToString() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

// "1,234,567".
std::string WithThousands(int64_t count);
// "3.2 s", "45 ms", "2 min 05 s", "1 h 05 min".
std::string HumanDuration(absl::Duration duration);
// Count per second: "290 M/s", "4.2 k/s", "950 /s"; "-" if no time went by.
std::string HumanRate(int64_t count, absl::Duration elapsed);

// One line that is rewritten in place while work goes on: "compare  42 %  4,200,000 / 10,000,000
// pairs 290 M/s  ETA 12 s". Quiet if `out` is not a terminal. One thread at a time.
class ProgressLine final {
 public:
  ProgressLine(std::FILE* out, std::string unit);
  ~ProgressLine();  // ends the line
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // At most ten redraws a second. total 0: unknown, no percentage and no ETA.
  void Update(std::string_view stage, int64_t done, int64_t total);
  void Finish();

 private:
  std::FILE* out_;
  std::string unit_;
  bool interactive_;
  std::string stage_;
  absl::Duration stage_start_;
  absl::Duration last_draw_;
  bool drawn_ = false;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_TERMINAL_TERMINAL_H_
