// ieum link
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/exact_comparison.h"
#include "cli/exact_source.h"
#include "cli/input_source.h"
#include "cli/link_output.h"
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
#include "ieum/core/matchreport/match_report_tables.h"

namespace ieum::client {
namespace {

// "b:name" in --column is for the dataset b.
absl::Status CheckMapsNameDatasets(const LinkOptions& options) {
  for (const auto& [name, column] : options.columns.column_map) {
    const size_t colon = name.find(':');
    if (colon == std::string::npos) continue;
    const std::string_view label = std::string_view(name).substr(0, colon);
    const bool known =
        std::any_of(options.parties.begin(), options.parties.end(),
                    [label](const PartyOption& party) { return party.label == label; });
    if (!known) {
      return core::InvalidArgument("--column maps for dataset '%s', which --party does not name",
                                   label);
    }
  }
  return absl::OkStatus();
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

absl::StatusOr<LocalLinkOptions> LinkerOptions(const LinkOptions& options) {
  IEUM_RETURN_IF_ERROR(CheckMapsNameDatasets(options));
  LocalLinkOptions linker;
  for (const PartyOption& party : options.parties) {
    IEUM_ASSIGN_OR_RETURN(RecordReaderOptions input,
                          InputOf(party, options.columns, options.format));
    input.skip_invalid = options.skip_invalid;
    linker.inputs.push_back(std::move(input));
    linker.labels.push_back(party.label);
  }
  linker.scoring = options.scoring == "model" ? LinkScoring::kModel : LinkScoring::kProfile;
  if (linker.scoring == LinkScoring::kModel && options.threshold_basis_points != 0) {
    return core::InvalidArgument(
        "--threshold is a similarity, and the model finds its own; leave it out or add '--scoring "
        "profile'");
  }
  linker.threshold_basis_points = options.threshold_basis_points;
  linker.match_weight = options.match_weight;
  linker.precision = options.precision;
  linker.exhaustive = options.exhaustive;
  linker.solver = options.solver == "optimal" ? core::Solver::kOptimal : core::Solver::kGreedy;
  linker.min_completeness = options.min_completeness;
  linker.memory_bytes = options.memory_bytes;
  linker.spill_folder = FolderOf(options.out_file);
  for (const std::string& label : options.duplicates) {
    const auto found = std::find(linker.labels.begin(), linker.labels.end(), label);
    if (found == linker.labels.end()) {
      return core::InvalidArgument("--duplicates names dataset '%s', which --party does not name",
                                   label);
    }
    linker.holds_duplicates.resize(linker.labels.size());
    linker.holds_duplicates[static_cast<size_t>(found - linker.labels.begin())] = true;
  }
  linker.thread_count = options.thread_count;
  return linker;
}

absl::Status WriteGroups(const LocalLinkage& linkage, const std::vector<core::JointKey>& keys,
                         const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out, OutputFile::Create(path));
  IEUM_RETURN_IF_ERROR(out->Append("dataset,row_id,joint_key\n"));
  std::string line;
  for (size_t d = 0; d < linkage.datasets.size(); ++d) {
    const LocalDataset& dataset = linkage.datasets[d];
    for (int64_t row = 0; row < dataset.row_ids.size(); ++row) {
      const uint32_t entity = linkage.matching.entities[d][static_cast<size_t>(row)];
      line = dataset.label + ",";
      AppendCsvCell(line, dataset.row_ids[row]);
      line += "," + keys[entity].ToString() + "\n";
      IEUM_RETURN_IF_ERROR(out->Append(line));
    }
  }
  return out->Finish();
}

// Pairs of rows from different datasets that are declared the same person.
int64_t CountMatches(const core::MatchingOutcome& matching) {
  std::vector<int64_t> sizes(static_cast<size_t>(matching.entity_count));
  int64_t matches = 0;
  for (const std::vector<uint32_t>& entities : matching.entities) {
    for (const uint32_t entity : entities) matches += sizes[entity]++;
  }
  return matches;
}

void AddFacts(const LocalLinkage& linkage, int threshold, Report& report) {
  int64_t record_count = 0;
  int64_t invalid_count = 0;
  for (const LocalDataset& dataset : linkage.datasets) {
    record_count += dataset.row_ids.size();
    invalid_count += dataset.report.invalid_count;
  }
  const core::MatchingOutcome& matching = linkage.matching;
  report.AddFact("records", "records", CountValue(record_count));
  report.AddFact("invalid_rows", "rows left out", CountValue(invalid_count));
  report.AddFact("compared_pairs", "pairs compared", CountValue(matching.compared_pair_count));
  report.AddFact("accepted_pairs", "pairs at or above threshold",
                 CountValue(matching.accepted_pair_count));
  report.AddFact("matches", "matches", CountValue(CountMatches(matching)));
  report.AddFact("linked_persons", "persons in several datasets",
                 CountValue(matching.linked_entity_count));
  report.AddFact("persons", "persons in all", CountValue(matching.entity_count));
  report.AddFact("limited_rows", "rows with too many partners",
                 CountValue(matching.limited_row_count));
  if (linkage.model.has_value()) {
    const core::ModelOutcome& model = *linkage.model;
    report.AddFact("solver", "pairs taken",
                   TextValue(model.solver == core::Solver::kOptimal ? "optimal" : "greedy"));
    if (model.solver == core::Solver::kOptimal) {
      report.AddFact("greedy_components", "groups too large for that, taken greedily",
                     CountValue(model.greedy_component_count));
    }
    report.AddFact("match_weight", "match weight, millinats", CountValue(model.estimate.threshold));
    report.AddFact("estimated_precision", "estimated precision",
                   ShareValue(model.estimate.precision()));
    report.AddFact("estimated_recall", "estimated recall of detectable matches",
                   ShareValue(model.estimate.recall()));
    report.AddFact("completeness", "completeness of candidates",
                   ShareValue(model.completeness.completeness));
    report.AddFact("completeness_bound", "completeness, at least (95 %)",
                   ShareValue(model.completeness.lower_bound));
  } else {
    report.AddFact("threshold", "threshold, basis points", CountValue(threshold));
  }
  report.AddFact("kernel", "kernel", TextValue(matching.kernel_name));
}

void AddInputs(const LocalLinkage& linkage, Report& report) {
  const size_t table = report.AddTable("inputs", {{"dataset", "dataset"}, {"input", "read as"}});
  for (const LocalDataset& dataset : linkage.datasets) {
    report.AddRow(table, {TextValue(dataset.label), TextValue(Describe(dataset.input))});
  }
}

void AddSteps(const LocalLinkage& linkage, absl::Duration writing, absl::Duration total,
              Report& report) {
  StepTable steps(report);
  int64_t record_count = 0;
  for (const LocalDataset& dataset : linkage.datasets) {
    record_count += dataset.row_ids.size();
    steps.Add("encode " + dataset.label, dataset.row_ids.size(), "rows", dataset.encoding_time);
  }
  if (linkage.model.has_value()) {
    for (const core::StageCost& stage : linkage.model->stages) {
      steps.Add(stage.name, stage.pair_count, "pairs", stage.elapsed);
    }
  }
  for (const core::StageTime& stage : linkage.matching.stage_times) {
    if (linkage.model.has_value()) break;  // its stages are finer
    const int64_t pairs = stage.stage == core::MatchingStage::kCompare
                              ? linkage.matching.compared_pair_count
                              : linkage.matching.accepted_pair_count;
    steps.Add(core::StageName(stage.stage), pairs, "pairs", stage.elapsed);
  }
  steps.Add("write", record_count, "rows", writing);
  steps.Add("all", record_count, "rows", total);
}

// What --exact asks for, read and checked before the linkage starts; nothing without it.
absl::StatusOr<std::optional<ExactSource>> PrepareComparison(const LinkOptions& options,
                                                             const LocalLinkOptions& linker,
                                                             const CommandContext& context) {
  if (options.exact.profile.empty()) {
    if (options.exact.salt_file.empty() && options.exact.second_salt_file.empty()) {
      return std::nullopt;
    }
    return core::InvalidArgument(
        "a salt file was given and no --exact says what it is for; add '--exact statutory' or a "
        "file");
  }
  for (const std::string& input :
       {options.exact.profile, options.exact.salt_file, options.exact.second_salt_file}) {
    IEUM_RETURN_IF_ERROR(CheckIsNotInput(options.out_file, {input}));
  }
  IEUM_ASSIGN_OR_RETURN(ExactSource exact, ReadExactSource(options.exact, context));
  IEUM_RETURN_IF_ERROR(CheckCanCompare(linker, exact));
  return exact;
}

}  // namespace

absl::Status RunCommand(const LinkOptions& options, const CommandContext& context) {
  const absl::Duration start = core::MonotonicNow();
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(options.profile));
  IEUM_RETURN_IF_ERROR(CheckLinkFiles(options));
  IEUM_ASSIGN_OR_RETURN(LocalLinkOptions linker, LinkerOptions(options));
  int64_t model_row_count = 0;
  if (!options.model_file.empty()) {
    IEUM_ASSIGN_OR_RETURN(core::SavedModel saved, ReadModel(options.model_file, profile));
    model_row_count = saved.row_count;
    linker.model = std::move(saved.model);
  }
  IEUM_ASSIGN_OR_RETURN(const std::optional<ExactSource> exact,
                        PrepareComparison(options, linker, context));
  ProgressDisplay progress(context.err);
  IEUM_ASSIGN_OR_RETURN(const LocalLinkage linkage, LinkLocally(
                                                        profile, secret, linker,
                                                        [&progress](const LocalLinkProgress& now) {
                                                          progress.Update(now.stage, now.unit,
                                                                          now.done, now.total);
                                                        },
                                                        context.stop));
  progress.Finish();
  for (const LocalDataset& dataset : linkage.datasets) {
    PrintRefusals(context.err, absl::StrFormat("dataset '%s'", dataset.label), dataset.report);
  }
  const absl::Duration writing_start = core::MonotonicNow();
  IEUM_ASSIGN_OR_RETURN(const std::vector<core::JointKey> keys, InHouseJointKeys(linkage, secret));
  IEUM_RETURN_IF_ERROR(WriteGroups(linkage, keys, options.out_file));
  std::optional<core::MatchReport> match;
  if (linkage.model.has_value()) {
    match = MatchReportOf(linkage, linker, profile, model_row_count);
    IEUM_RETURN_IF_ERROR(WriteLinkFiles(options, profile, *match));
  }
  const absl::Duration end = core::MonotonicNow();

  Report report;
  AddFacts(linkage,
           options.threshold_basis_points == 0 ? profile.header.threshold_basis_points
                                               : options.threshold_basis_points,
           report);
  if (!options.columns.truth_column.empty()) {
    std::vector<const StringArena*> truths;
    for (const LocalDataset& dataset : linkage.datasets) truths.push_back(&dataset.truths);
    IEUM_RETURN_IF_ERROR(AddScore(linkage.matching.entities, truths, report));
  }
  if (exact.has_value()) {
    const bool scored = !options.columns.truth_column.empty();
    IEUM_RETURN_IF_ERROR(AddExactComparison(linker, linkage, *exact, scored, context.stop, report));
  }
  report.AddFact("out", "groups", TextValue(options.out_file));
  if (match.has_value()) core::AddMatchTables(*match, report);
  AddInputs(linkage, report);
  AddSteps(linkage, end - writing_start, end - start, report);
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
