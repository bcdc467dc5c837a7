#include <optional>
#include <string>

#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/option_text.h"

namespace ieum::client {
namespace {

constexpr int kMaxThreshold = 10'000;

// Takes a text as `parse` reads it.
template <typename Value, typename Target>
OptionSet::Accept By(absl::StatusOr<Value> (*parse)(const std::string&), Target& target) {
  return [parse, &target](const std::string& text) {
    const absl::StatusOr<Value> value = parse(text);
    if (!value.ok()) return std::string(core::Message(value.status()));
    target = *value;
    return std::string();
  };
}

void DeclareThreshold(OptionSet& set, std::optional<int>& match_weight,
                      std::optional<double>& precision) {
  set.One({"--match-weight", "MILLINATS",
           "Least weight of a match by the model (default: that of the largest estimated F1)"},
          By(core::ParseMatchWeight, match_weight));
  set.One(
      {"--precision", "SHARE",
       "Instead: the lowest weight whose estimated precision is at least this, as 0.99 or 9900"},
      By(core::ParsePrecision, precision));
}

void DeclareModel(LinkOptions& options, OptionSet& set) {
  DeclareThreshold(set, options.match_weight, options.precision);
  set.Text({"--model", "FILE", "Use this fitted model and fit none (scoring by model)"},
           options.model_file);
  set.Text({"--save-model", "FILE", "Write the fitted model, for --model of a later run"},
           options.save_model_file);
  set.Texts({"--report", "FILE", "Write the match report: a page (.html) or its figures (.json)"},
            options.report_files, ',');
  set.Word({"--language", "LANGUAGE", "Of the page: 'en' or 'ko' (default: by locale)"},
           options.language, {"en", "ko"});
}

// What the commands that match say alike of the holder, of the rows, and of the process.
template <typename Options>
void DeclareHolder(Options& options, OptionSet& set) {
  DeclareProfile(set, options.profile);
  DeclareSecretFile(set, options.secret_file);
  DeclarePassphraseFile(set, options.passphrase_file);
}
template <typename Options>
void DeclareRows(Options& options, OptionSet& set) {
  DeclareColumns(set, options.columns, "Column with the known person: scores, never encoded");
  DeclareFormat(set, options.format);
}
template <typename Options>
void DeclareProcess(Options& options, OptionSet& set) {
  DeclareSkipInvalid(set, options.skip_invalid);
  DeclareThreads(set, options.thread_count);
  DeclareOutput(set, options.output);
}

void DeclareLink(LinkOptions& options, OptionSet& set) {
  DeclareHolder(options, set);
  DeclareParties(set, options.parties);
  set.Text({"--out", "FILE", "dataset, row_id, joint_key of every row"}, options.out_file,
           Presence::kRequired);
  DeclareRows(options, set);
  set.Word(
      {"--scoring", "WORD",
       "What decides: 'model', fitted without labels, or 'profile', its weights and threshold"},
      options.scoring, {"model", "profile"});
  set.Flag({"--exhaustive", "", "Compare all pairs, however many there are (scoring by model)"},
           options.exhaustive);
  set.One({"--min-completeness", "SHARE",
           "Look for candidates until it is certain (95 %) that this share of the pairs was "
           "compared that comparing all would accept, as 0.99 (scoring by model)"},
          By(core::ParseCompleteness, options.min_completeness));
  set.One({"--memory", "SIZE",
           "Get along with this much memory, as 512MiB or 4GiB: encodings leave it for a file "
           "beside --out that nobody else can open"},
          By(core::ParseMemory, options.memory_bytes));
  set.Word({"--solve", "WORD",
            "Which of the accepted pairs to take: 'greedy', the best first, or 'optimal', the "
            "largest sum for two datasets without duplicates (scoring by model; default greedy)"},
           options.solver, {"greedy", "optimal"});
  set.Texts({"--duplicates", "LABEL,...",
             "Datasets that may hold several rows of one person (scoring by model)"},
            options.duplicates, ',');
  DeclareModel(options, set);
  set.Number(
      {"--threshold", "BP", "Least similarity of a match in basis points (default: the profile's)"},
      options.threshold_basis_points, 1, kMaxThreshold);
  set.Text({"--exact", "NAME|FILE",
            "Exact profile: also link by today's salted hash, and compare; needs --salt-file"},
           options.exact.profile);
  DeclareSalts(set, options.exact);
  DeclareProcess(options, set);
}

void DeclareDedupe(DedupeOptions& options, OptionSet& set) {
  DeclareHolder(options, set);
  DeclareInput(set, options.in_file);
  set.Text({"--out", "FILE", "row_id, joint_key of every row"}, options.out_file,
           Presence::kRequired);
  DeclareRows(options, set);
  set.Flag({"--exhaustive", "", "Compare all pairs, however many there are"}, options.exhaustive);
  DeclareThreshold(set, options.match_weight, options.precision);
  DeclareProcess(options, set);
}

void DeclareScore(ScoreOptions& options, OptionSet& set) {
  DeclareParties(set, options.parties);
  set.Text({"--truth", "COLUMN", "Column with the known person"}, options.truth_column,
           Presence::kRequired)
      .Text({"--groups", "FILE", "CSV: dataset, row_id, joint_key"}, options.groups_file,
            Presence::kRequired);
  DeclareIdColumn(set, options.id_column);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddLinkageCommands(CommandTree& tree) {
  tree.Add<LinkOptions>("link", DeclareLink);
  tree.Add<DedupeOptions>("dedupe", DeclareDedupe);
  tree.Add<ScoreOptions>("score", DeclareScore);
}

}  // namespace ieum::client
