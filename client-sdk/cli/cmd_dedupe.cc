// ieum dedupe
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/input_source.h"
#include "cli/output_file.h"
#include "cli/profile_source.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "cli/scoring.h"
#include "cli/secret_source.h"
#include "cli/step_table.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/client/local/local_linker.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/option_text.h"

namespace ieum::client {
namespace {

// The name of the one dataset; part of what joint keys are made of.
constexpr char kLabel[] = "rows";

absl::Status CheckWishes(const DedupeOptions& options) {
  IEUM_RETURN_IF_ERROR(
      core::CheckOneThreshold(options.precision.has_value(), options.match_weight.has_value()));
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, /*force=*/true));
  return CheckIsNotInput(options.out_file, {options.secret_file, options.profile, options.in_file});
}

absl::StatusOr<LocalLinkOptions> LinkerOptions(const DedupeOptions& options) {
  LocalLinkOptions linker;
  IEUM_ASSIGN_OR_RETURN(RecordReaderOptions input,
                        InputOf(options.in_file, options.columns, options.format));
  input.skip_invalid = options.skip_invalid;
  linker.inputs.push_back(std::move(input));
  linker.labels.push_back(kLabel);
  linker.scoring = LinkScoring::kModel;
  linker.match_weight = options.match_weight;
  linker.precision = options.precision;
  linker.exhaustive = options.exhaustive;
  linker.thread_count = options.thread_count;
  return linker;
}

absl::Status WriteGroups(const LocalLinkage& linkage, const std::vector<core::JointKey>& keys,
                         const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out, OutputFile::Create(path));
  IEUM_RETURN_IF_ERROR(out->Append("row_id,joint_key\n"));
  const StringArena& row_ids = linkage.datasets.front().row_ids;
  std::string line;
  for (int64_t row = 0; row < row_ids.size(); ++row) {
    line.clear();
    AppendCsvCell(line, row_ids[row]);
    line += "," + keys[linkage.matching.entities.front()[static_cast<size_t>(row)]].ToString();
    line += "\n";
    IEUM_RETURN_IF_ERROR(out->Append(line));
  }
  return out->Finish();
}

// Pairs of rows that are declared the same person.
int64_t CountMatches(const core::MatchingOutcome& matching) {
  std::vector<int64_t> sizes(static_cast<size_t>(matching.entity_count));
  int64_t matches = 0;
  for (const uint32_t entity : matching.entities.front()) matches += sizes[entity]++;
  return matches;
}

void AddFacts(const LocalLinkage& linkage, Report& report) {
  const LocalDataset& dataset = linkage.datasets.front();
  const core::MatchingOutcome& matching = linkage.matching;
  const core::ModelOutcome& model = *linkage.model;
  AddInputFact("input", dataset.input, report);
  report.AddFact("records", "records", CountValue(dataset.row_ids.size()));
  report.AddFact("invalid_rows", "rows left out", CountValue(dataset.report.invalid_count));
  report.AddFact("compared_pairs", "pairs compared", CountValue(matching.compared_pair_count));
  report.AddFact("accepted_pairs", "pairs at or above threshold",
                 CountValue(matching.accepted_pair_count));
  report.AddFact("matches", "pairs declared the same person", CountValue(CountMatches(matching)));
  report.AddFact("repeated_persons", "persons in several rows",
                 CountValue(matching.linked_entity_count));
  report.AddFact("persons", "persons in all", CountValue(matching.entity_count));
  report.AddFact("limited_rows", "rows with too many partners",
                 CountValue(matching.limited_row_count));
  report.AddFact("match_weight", "match weight, millinats", CountValue(model.estimate.threshold));
  report.AddFact("estimated_precision", "estimated precision",
                 ShareValue(model.estimate.precision()));
  report.AddFact("estimated_recall", "estimated recall of detectable matches",
                 ShareValue(model.estimate.recall()));
  report.AddFact("completeness", "completeness of candidates",
                 ShareValue(model.completeness.completeness));
  report.AddFact("completeness_bound", "completeness, at least (95 %)",
                 ShareValue(model.completeness.lower_bound));
  report.AddFact("kernel", "kernel", TextValue(matching.kernel_name));
}

void AddSteps(const LocalLinkage& linkage, absl::Duration writing, absl::Duration total,
              Report& report) {
  const LocalDataset& dataset = linkage.datasets.front();
  StepTable steps(report);
  steps.Add("encode", dataset.row_ids.size(), "rows", dataset.encoding_time);
  for (const core::StageCost& stage : linkage.model->stages) {
    steps.Add(stage.name, stage.pair_count, "pairs", stage.elapsed);
  }
  steps.Add("write", dataset.row_ids.size(), "rows", writing);
  steps.Add("all", dataset.row_ids.size(), "rows", total);
}

}  // namespace

absl::Status RunCommand(const DedupeOptions& options, const CommandContext& context) {
  const absl::Duration start = core::MonotonicNow();
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(options.profile));
  IEUM_RETURN_IF_ERROR(CheckWishes(options));
  IEUM_ASSIGN_OR_RETURN(const LocalLinkOptions linker, LinkerOptions(options));
  ProgressDisplay progress(context.err);
  IEUM_ASSIGN_OR_RETURN(const LocalLinkage linkage, DeduplicateLocally(
                                                        profile, secret, linker,
                                                        [&progress](const LocalLinkProgress& now) {
                                                          progress.Update(now.stage, now.unit,
                                                                          now.done, now.total);
                                                        },
                                                        context.stop));
  progress.Finish();
  PrintRefusals(context.err, InputName(options.in_file), linkage.datasets.front().report);
  const absl::Duration writing_start = core::MonotonicNow();
  IEUM_ASSIGN_OR_RETURN(const std::vector<core::JointKey> keys, InHouseJointKeys(linkage, secret));
  IEUM_RETURN_IF_ERROR(WriteGroups(linkage, keys, options.out_file));
  const absl::Duration end = core::MonotonicNow();
  Report report;
  AddFacts(linkage, report);
  if (!options.columns.truth_column.empty()) {
    IEUM_RETURN_IF_ERROR(
        AddScoreWithin(linkage.matching.entities.front(), linkage.datasets.front().truths, report));
  }
  report.AddFact("out", "groups", TextValue(options.out_file));
  AddSteps(linkage, end - writing_start, end - start, report);
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
