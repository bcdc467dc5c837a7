// ieum profile suggest
#include <cmath>
#include <memory>

#include "cli/command.h"
#include "cli/input_source.h"
#include "cli/output_file.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "ieum/client/advice/profile_suggestion.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr unsigned kReadableByAll = 0644;

// Entropy to a hundredth of a bit: more digits would only be noise.
ReportValue BitsValue(double bits) {
  const double rounded = std::round(bits * 100) / 100;
  return {.json = rounded, .text = absl::StrFormat("%.2f", rounded)};
}

double ShareOf(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

Report MakeReport(const ProfileSuggestion& suggestion, const InputDescription& input) {
  Report report;
  AddInputFact("input", input, report);
  report.AddFact("rows", "rows", CountValue(suggestion.row_count));
  report.AddFact("refused_rows", "rows that could not be read",
                 CountValue(suggestion.refused_count));
  const size_t columns = report.AddTable("columns", {{"column", "column"},
                                                     {"filled", "filled"},
                                                     {"distinct", "distinct"},
                                                     {"entropy_bits", "entropy bits"},
                                                     {"top_share", "most frequent"},
                                                     {"field", "field"},
                                                     {"segment", "segment"},
                                                     {"tokens", "tokens"},
                                                     {"remark", "remark"}});
  for (const ColumnFinding& finding : suggestion.columns) {
    report.AddRow(columns, {TextValue(finding.column),
                            PercentValue(ShareOf(finding.filled_count, suggestion.row_count)),
                            CountValue(finding.distinct_count), BitsValue(finding.entropy_bits),
                            PercentValue(finding.top_share), TextValue(finding.field_name),
                            TextValue(finding.segment), CountValue(finding.mean_tokens),
                            TextValue(finding.remark)});
  }
  return report;
}

}  // namespace

absl::Status RunCommand(const ProfileSuggestOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const RecordReaderOptions input,
                        InputOf(options.in_file, ColumnOptions(), options.format));
  if (!options.out_file.empty()) {
    IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, options.force));
    IEUM_RETURN_IF_ERROR(CheckIsNotInput(options.out_file, {options.in_file}));
  }
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<CsvReader> reader,
                        CsvReader::Open(options.in_file, input.format));
  ProgressDisplay progress(context.err);
  SuggestionOptions suggestion_options;
  suggestion_options.profile_name = options.name;
  suggestion_options.progress = [&progress](int64_t done, int64_t total) {
    progress.Update("measure", "bytes", done, total);
  };
  suggestion_options.stop = context.stop;
  const absl::StatusOr<ProfileSuggestion> suggestion = SuggestProfile(*reader, suggestion_options);
  progress.Finish();
  if (!suggestion.ok()) return core::WithContext(suggestion.status(), "'" + options.in_file + "'");
  MakeReport(*suggestion, reader->description()).Print(context.out, options.output);
  if (suggestion->profile_json.empty()) {
    return core::FailedPrecondition("no profile is proposed: %s", suggestion->why_none);
  }
  if (options.out_file.empty()) {
    absl::FPrintF(context.err, "With --out FILE the proposed profile is written.\n");
    return absl::OkStatus();
  }
  IEUM_RETURN_IF_ERROR(
      core::WriteFileDurably(options.out_file, suggestion->profile_json, kReadableByAll));
  absl::FPrintF(context.err,
                "Wrote '%s'. It is a start: agree with the other holders on the fields that all of "
                "them have, then\ncompare 'ieum profile digest %s'.\n",
                options.out_file, options.out_file);
  return absl::OkStatus();
}

}  // namespace ieum::client
