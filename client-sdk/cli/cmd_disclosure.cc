// ieum disclosure review, fix, policy
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/disclosure_source.h"
#include "cli/output_file.h"
#include "cli/progress_display.h"
#include "ieum/core/base/status.h"
#include "ieum/core/disclosure/review_document.h"
#include "ieum/core/disclosure/suggestion.h"

namespace ieum::client {
namespace {

using core::DisclosureReview;
using core::Suggestion;

bool IsPage(const std::string& path) { return path.ends_with(".html"); }

absl::Status CheckOutFiles(const std::vector<std::string>& paths,
                           const DisclosureInputOptions& input) {
  for (const std::string& path : paths) {
    if (!IsPage(path) && !path.ends_with(".json")) {
      return core::InvalidArgument("--out '%s' ends neither in .html nor in .json", path);
    }
    IEUM_RETURN_IF_ERROR(CheckMayWrite(path, /*force=*/true));
    IEUM_RETURN_IF_ERROR(
        CheckIsNotInput(path, {input.in_file, input.columns_file, input.policy_file}));
  }
  return absl::OkStatus();
}

absl::Status WritePack(const std::vector<std::string>& paths, const std::string& language,
                       const DisclosureReview& review, const Suggestion* suggestion) {
  for (const std::string& path : paths) {
    IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> file, OutputFile::Create(path));
    const core::Language spoken = core::LanguageOf(language);
    IEUM_RETURN_IF_ERROR(file->Append(IsPage(path)
                                          ? core::ReviewPage(review, suggestion, spoken)
                                          : core::ReviewDocument(review, suggestion).ToJson()));
    IEUM_RETURN_IF_ERROR(file->Finish());
  }
  return absl::OkStatus();
}

void Print(const DisclosureReview& review, const Suggestion* suggestion, OutputFormat format,
           std::FILE* out) {
  const core::Report report = format == OutputFormat::kJson
                                  ? core::ReviewDocument(review, suggestion)
                                  : core::ReviewSummary(review, suggestion);
  report.Print(out, format);
}

// What ends the command: an error if the policy blocks.
absl::Status Verdict(const DisclosureReview& review) {
  if (review.outcome != core::DisclosureOutcome::kBlock) return absl::OkStatus();
  int count = 0;
  std::string first;
  for (const core::DisclosureFinding& finding : review.findings) {
    if (finding.outcome != core::DisclosureOutcome::kBlock) continue;
    ++count;
    if (first.empty()) {
      first = core::DisclosureRules()[static_cast<size_t>(finding.rule)].name;
    }
  }
  return core::FailedPrecondition(
      "the policy blocks this release: %d findings, the first of rule '%s'; see what 'ieum "
      "disclosure fix' suggests",
      count, first);
}

absl::StatusOr<std::unique_ptr<DisclosureFiles>> ReadAll(const DisclosureInputOptions& options,
                                                         ProgressDisplay& progress,
                                                         const CommandContext& context) {
  auto files = ReadDisclosureFiles(
      options,
      [&progress](int64_t done, int64_t total) { progress.Update("read", "bytes", done, total); },
      context.stop);
  progress.Finish();
  return files;
}

absl::StatusOr<DisclosureReview> Measure(const core::ReviewInput& input, ProgressDisplay& progress,
                                         const CommandContext& context) {
  auto review = core::ReviewDisclosure(
      input,
      [&progress](int64_t done, int64_t total, std::string_view stage) {
        progress.Update(stage, "stages", done, total);
      },
      context.stop);
  progress.Finish();
  return review;
}

absl::Status WriteTable(const std::string& path, const core::CandidateTable& table) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> file, OutputFile::Create(path));
  std::string text = TableCsvHeader(table);
  for (size_t row = 0; row < table.row_count; ++row) {
    AppendTableCsvRow(table, row, text);
    constexpr size_t kChunkBytes = size_t{1} << 16;
    if (text.size() < kChunkBytes) continue;
    IEUM_RETURN_IF_ERROR(file->Append(text));
    text.clear();
  }
  IEUM_RETURN_IF_ERROR(file->Append(text));
  return file->Finish();
}

}  // namespace

absl::Status RunCommand(const DisclosureReviewOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(CheckOutFiles(options.out_files, options.input));
  ProgressDisplay progress(context.err);
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<DisclosureFiles> files,
                        ReadAll(options.input, progress, context));
  IEUM_ASSIGN_OR_RETURN(const DisclosureReview review, Measure(files->input, progress, context));
  Suggestion found;
  const Suggestion* suggestion = nullptr;
  if (!options.no_suggestion) {
    IEUM_ASSIGN_OR_RETURN(
        found, core::SuggestFix(files->candidate, files->declaration, files->policy, context.stop));
    suggestion = &found;
  }
  IEUM_RETURN_IF_ERROR(WritePack(options.out_files, options.language, review, suggestion));
  Print(review, suggestion, options.output, context.out);
  return Verdict(review);
}

absl::Status RunCommand(const DisclosureFixOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(CheckOutFiles(options.out_files, options.input));
  if (!options.apply_file.empty()) {
    IEUM_RETURN_IF_ERROR(CheckMayWrite(options.apply_file, options.force));
    IEUM_RETURN_IF_ERROR(CheckIsNotInput(
        options.apply_file,
        {options.input.in_file, options.input.columns_file, options.input.policy_file}));
  }
  ProgressDisplay progress(context.err);
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<DisclosureFiles> files,
                        ReadAll(options.input, progress, context));
  IEUM_ASSIGN_OR_RETURN(
      const Suggestion suggestion,
      core::SuggestFix(files->candidate, files->declaration, files->policy, context.stop));
  // What others hold is made as coarse, as anybody would who compares.
  files->candidate =
      core::ApplySuggestion(files->candidate, suggestion, files->declaration, files->policy);
  for (core::CandidateTable& table : files->earlier) table = ApplyChanges(table, suggestion);
  for (core::CandidateTable& table : files->holders) table = ApplyChanges(table, suggestion);
  files->population = ApplyChanges(files->population, suggestion);
  IEUM_ASSIGN_OR_RETURN(const DisclosureReview review, Measure(files->input, progress, context));
  IEUM_RETURN_IF_ERROR(WritePack(options.out_files, options.language, review, &suggestion));
  if (!options.apply_file.empty()) {
    IEUM_RETURN_IF_ERROR(WriteTable(options.apply_file, files->candidate));
  }
  Print(review, &suggestion, options.output, context.out);
  return Verdict(review);
}

absl::Status RunCommand(const DisclosurePolicyOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::DisclosurePolicy policy,
                        ReadDisclosurePolicy(options.policy_file));
  absl::FPrintF(context.out, "%s", core::WriteDisclosurePolicy(policy));
  return absl::OkStatus();
}

}  // namespace ieum::client
