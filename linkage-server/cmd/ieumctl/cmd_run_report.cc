// ieumctl run report
#include "ieum/core/base/file_io.h"
#include "ieum/core/page/language.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"
#include "ieumctl/project_channel.h"
#include "ieumctl/run_watch.h"

namespace ieum::server {
namespace {

absl::StatusOr<std::string> ReadReport(Matching& matching, const v1::Run& run,
                                       v1::MatchReportFormat format, v1::ReportLanguage language) {
  v1::GetMatchReportRequest request;
  request.set_project_id(run.project_id());
  request.set_run_number(run.run_number());
  request.set_format(format);
  request.set_language(language);
  IEUM_ASSIGN_OR_RETURN(v1::GetMatchReportResponse response,
                        matching.Ask(&Matching::Stub::GetMatchReport, request));
  return std::move(*response.mutable_document());
}

}  // namespace

absl::Status RunCommand(const RunReportOptions& options, const CommandContext& context) {
  constexpr unsigned kMode = 0644;
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Matching matching, Matching::Open(channel));
  IEUM_ASSIGN_OR_RETURN(const v1::Run run,
                        FindRun(matching, options.project, options.run_number, true));
  const v1::ReportLanguage language = core::LanguageOf(options.language) == core::Language::kKorean
                                          ? v1::REPORT_LANGUAGE_KOREAN
                                          : v1::REPORT_LANGUAGE_ENGLISH;
  const bool as_json = options.common.output == OutputFormat::kJson;
  IEUM_ASSIGN_OR_RETURN(
      const std::string document,
      ReadReport(matching, run,
                 as_json ? v1::MATCH_REPORT_FORMAT_JSON : v1::MATCH_REPORT_FORMAT_TEXT, language));
  if (!options.html_file.empty()) {
    IEUM_ASSIGN_OR_RETURN(const std::string page,
                          ReadReport(matching, run, v1::MATCH_REPORT_FORMAT_HTML, language));
    IEUM_RETURN_IF_ERROR(core::WriteFileDurably(options.html_file, page, kMode));
  }
  if (!as_json) {
    PrintText(context.out,
              absl::StrFormat("Run %d of project %s\n\n", run.run_number(), run.project_id()));
  }
  PrintText(context.out, document);
  return absl::OkStatus();
}

}  // namespace ieum::server
