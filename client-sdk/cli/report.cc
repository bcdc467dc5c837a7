#include "cli/report.h"

#include "absl/strings/str_format.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::client {

void PrintRefusals(std::FILE* err, std::string_view what, const InputReport& report) {
  if (report.invalid_count == 0) return;
  absl::FPrintF(err, "%s: %s rows break a rule and were left out:\n", what,
                core::WithThousands(report.invalid_count));
  for (const std::string& example : report.examples) absl::FPrintF(err, "  %s\n", example);
  const auto more = report.invalid_count - static_cast<int64_t>(report.examples.size());
  if (more > 0) absl::FPrintF(err, "  and %s more\n", core::WithThousands(more));
}

}  // namespace ieum::client
