#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

constexpr int kMaxThreshold = 10'000;

// "0.99" or "9900" basis points. Below one half, most pairs would be wrong.
std::string AcceptPrecision(const std::string& text, std::optional<double>& precision) {
  constexpr char kWanted[] = "want 0.5 to 1.0, or 5000 to 10000 basis points";
  constexpr double kBasisPoints = 10'000;
  double value = 0;
  if (!absl::SimpleAtod(text, &value)) return kWanted;
  if (text.find('.') == std::string::npos) value /= kBasisPoints;
  if (!(value >= 0.5 && value <= 1)) return kWanted;
  precision = value;
  return "";
}

// "0.99". Nothing less than all pairs is certain to be all.
std::string AcceptCompleteness(const std::string& text, std::optional<double>& completeness) {
  double value = 0;
  if (!absl::SimpleAtod(text, &value) || !(value > 0 && value < 1)) {
    return "want a share between 0 and 1, such as 0.99; '--exhaustive' misses nothing";
  }
  completeness = value;
  return "";
}

// "512MiB" or "4GiB".
std::string AcceptMemory(const std::string& text, int64_t& bytes) {
  constexpr char kWanted[] = "want at least 256MiB, as '512MiB' or '4GiB'";
  constexpr int64_t kLeast = int64_t{256} << 20;
  constexpr int64_t kMost = int64_t{1} << 20;  // GiB
  const bool by_gib = text.ends_with("GiB");
  int64_t number = 0;
  if (!by_gib && !text.ends_with("MiB")) return kWanted;
  if (!absl::SimpleAtoi(text.substr(0, text.size() - 3), &number)) return kWanted;
  if (number < 1 || number > kMost) return kWanted;
  bytes = number << (by_gib ? 30 : 20);
  return bytes < kLeast ? kWanted : "";
}

void DeclareThreshold(OptionSet& set, std::optional<int>& match_weight,
                      std::optional<double>& precision) {
  set.One({"--match-weight", "MILLINATS",
           "Least weight of a match by the model (default: that of the largest estimated F1)"},
          [&match_weight](const std::string& text) {
            int weight = 0;
            if (!absl::SimpleAtoi(text, &weight)) return std::string("want a whole number");
            match_weight = weight;
            return std::string();
          });
  set.One(
      {"--precision", "SHARE",
       "Instead: the lowest weight whose estimated precision is at least this, as 0.99 or 9900"},
      [&precision](const std::string& text) { return AcceptPrecision(text, precision); });
}

void DeclareModel(LinkOptions& options, OptionSet& set) {
  DeclareThreshold(set, options.match_weight, options.precision);
  set.Text({"--model", "FILE", "Use this fitted model and fit none (scoring by model)"},
           options.model_file);
  set.Text({"--save-model", "FILE", "Write the fitted model, for --model of a later run"},
           options.save_model_file);
  set.Texts({"--report", "FILE", "Write the match report: a page (.html) or its figures (.json)"},
            options.report_files, ',');
  set.Word({"--language", "LANGUAGE", "Of the page: 'en' or 'ko' (default en)"}, options.language,
           {"en", "ko"});
}

void DeclareLink(LinkOptions& options, OptionSet& set) {
  DeclareProfile(set, options.profile);
  DeclareSecretFile(set, options.secret_file);
  DeclarePassphraseFile(set, options.passphrase_file);
  DeclareParties(set, options.parties);
  set.Text({"--out", "FILE", "dataset, row_id, joint_key of every row"}, options.out_file,
           Presence::kRequired);
  DeclareColumns(set, options.columns, "Column with the known person: scores, never encoded");
  DeclareFormat(set, options.format);
  set.Word(
      {"--scoring", "WORD",
       "What decides: 'model', fitted without labels, or 'profile', its weights and threshold"},
      options.scoring, {"model", "profile"});
  set.Flag({"--exhaustive", "", "Compare all pairs, however many there are (scoring by model)"},
           options.exhaustive);
  set.One({"--min-completeness", "SHARE",
           "Look for candidates until it is certain (95 %) that this share of the pairs was "
           "compared that comparing all would accept, as 0.99 (scoring by model)"},
          [&options](const std::string& text) {
            return AcceptCompleteness(text, options.min_completeness);
          });
  set.One({"--memory", "SIZE",
           "Get along with this much memory, as 512MiB or 4GiB: encodings leave it for a file "
           "beside --out that nobody else can open"},
          [&options](const std::string& text) { return AcceptMemory(text, options.memory_bytes); });
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
  DeclareSkipInvalid(set, options.skip_invalid);
  DeclareThreads(set, options.thread_count);
  DeclareOutput(set, options.output);
}

void DeclareDedupe(DedupeOptions& options, OptionSet& set) {
  DeclareProfile(set, options.profile);
  DeclareSecretFile(set, options.secret_file);
  DeclarePassphraseFile(set, options.passphrase_file);
  DeclareInput(set, options.in_file);
  set.Text({"--out", "FILE", "row_id, joint_key of every row"}, options.out_file,
           Presence::kRequired);
  DeclareColumns(set, options.columns, "Column with the known person: scores, never encoded");
  DeclareFormat(set, options.format);
  set.Flag({"--exhaustive", "", "Compare all pairs, however many there are"}, options.exhaustive);
  DeclareThreshold(set, options.match_weight, options.precision);
  DeclareSkipInvalid(set, options.skip_invalid);
  DeclareThreads(set, options.thread_count);
  DeclareOutput(set, options.output);
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
