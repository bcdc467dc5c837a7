// ieum check
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "cli/check_report.h"
#include "cli/command.h"
#include "cli/input_source.h"
#include "cli/output_file.h"
#include "cli/profile_source.h"
#include "cli/progress_display.h"
#include "ieum/client/check/html_report.h"
#include "ieum/client/input/byte_source.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

absl::Status WriteHtml(const CheckOptions& options, const EncodingProfile& profile,
                       const PreFlightReport& found) {
  const core::Language language = core::LanguageOf(options.language);
  const size_t slash = options.in_file.rfind('/');
  const std::string file_name =
      options.in_file == kStandardInput
          ? InputName(options.in_file)
          : options.in_file.substr(slash == std::string::npos ? 0 : slash + 1);
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> page,
                        OutputFile::Create(options.html_file));
  IEUM_RETURN_IF_ERROR(page->Append(HtmlPage(found, file_name, profile.header.name, language)));
  return page->Finish();
}

}  // namespace

absl::Status RunCommand(const CheckOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(options.profile));
  PreFlightOptions check;
  IEUM_ASSIGN_OR_RETURN(check.input, InputOf(options.in_file, options.columns, options.format));
  check.today = absl::ToCivilDay(core::SystemClock().Now(), absl::UTCTimeZone());
  if (!options.html_file.empty()) {
    IEUM_RETURN_IF_ERROR(CheckMayWrite(options.html_file, /*force=*/true));
    IEUM_RETURN_IF_ERROR(CheckIsNotInput(options.html_file, {options.in_file, options.profile}));
  }
  ProgressDisplay progress(context.err);
  IEUM_ASSIGN_OR_RETURN(const PreFlightReport found, RunPreFlight(
                                                         profile, check, context.random,
                                                         [&progress](int64_t done, int64_t total) {
                                                           progress.Update("check", "bytes", done,
                                                                           total);
                                                         },
                                                         context.stop));
  progress.Finish();
  CheckReport(found).Print(context.out, options.output);
  if (!options.html_file.empty()) IEUM_RETURN_IF_ERROR(WriteHtml(options, profile, found));
  if (found.rows.invalid_count == 0) return absl::OkStatus();
  return core::InvalidArgument(
      "%d of %d rows of %s break a rule; correct them, or leave them out with --skip-invalid when "
      "encoding",
      found.rows.invalid_count, found.row_count(), InputName(options.in_file));
}

}  // namespace ieum::client
