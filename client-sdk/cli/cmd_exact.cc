// ieum exact hash | salt | show
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/exact_source.h"
#include "cli/input_source.h"
#include "cli/output_file.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "ieum/client/exact/exact_keys.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Rows without key are left out: a holder submits keys only.
absl::Status WriteKeys(const ExactKeys& keys, const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out, OutputFile::Create(path));
  IEUM_RETURN_IF_ERROR(out->Append("row_id,key\n"));
  std::string line;
  for (int64_t row = 0; row < keys.keys.size(); ++row) {
    if (keys.keys[row].empty()) continue;
    line.clear();
    AppendCsvCell(line, keys.row_ids[row]);
    line += ",";
    line += keys.keys[row];
    line += "\n";
    IEUM_RETURN_IF_ERROR(out->Append(line));
  }
  return out->Finish();
}

}  // namespace

absl::Status RunCommand(const ExactHashOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const ExactSource source, ReadExactSource(options.exact, context));
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, options.force));
  IEUM_RETURN_IF_ERROR(
      CheckIsNotInput(options.out_file, {options.in_file, options.exact.profile,
                                         options.exact.salt_file, options.exact.second_salt_file}));
  IEUM_ASSIGN_OR_RETURN(RecordReaderOptions input,
                        InputOf(options.in_file, options.columns, options.format));
  input.skip_invalid = options.skip_invalid;
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                        OpenForExactKeys(source.profile, input));
  ProgressDisplay progress(context.err);
  IEUM_ASSIGN_OR_RETURN(const ExactKeys keys, MakeExactKeys(
                                                  *reader, *source.maker,
                                                  [&progress](int64_t done, int64_t total) {
                                                    progress.Update("hash", "bytes", done, total);
                                                  },
                                                  context.stop));
  progress.Finish();
  PrintRefusals(context.err, InputName(options.in_file), reader->report());
  const int64_t key_count = keys.keys.size() - keys.rows_without_key;
  if (key_count == 0) {
    return core::InvalidArgument("%s has no row with a key; nothing was written",
                                 InputName(options.in_file));
  }
  IEUM_RETURN_IF_ERROR(WriteKeys(keys, options.out_file));
  Report report;
  report.AddFact("keys", "rows with a key", CountValue(key_count));
  report.AddFact("rows_without_key", "rows without, a field is missing",
                 CountValue(keys.rows_without_key));
  report.AddFact("rows_with_repeated_key", "rows whose key an earlier row has",
                 CountValue(keys.rows_with_repeated_key));
  report.AddFact("invalid_rows", "rows left out", CountValue(reader->report().invalid_count));
  report.AddFact("exact_profile", "exact profile", TextValue(source.profile.name));
  report.AddFact("profile_digest", "profile digest", TextValue(core::ToHex(source.profile.digest)));
  report.AddFact("out", "keys", TextValue(options.out_file));
  AddInputFact("input", reader->description(), report);
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const ExactSaltOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(WriteNewSalt(context.random, options.out_file));
  absl::FPrintF(context.err,
                "One project, one salt: give '%s' to the other parties on a safe way, never to the "
                "linkage institution.\n",
                options.out_file);
  return absl::OkStatus();
}

absl::Status RunCommand(const ExactShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, ReadExactProfileText(options.source));
  const absl::StatusOr<ExactProfile> profile = ExactProfile::FromJson(text);
  if (!profile.ok()) {
    return core::WithContext(profile.status(),
                             absl::StrFormat("exact profile '%s'", options.source));
  }
  absl::FPrintF(context.out, "%s", text);
  absl::FPrintF(context.err, "digest %s\n", core::ToHex(profile->digest));
  return absl::OkStatus();
}

}  // namespace ieum::client
