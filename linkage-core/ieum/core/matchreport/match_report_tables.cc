#include "ieum/core/matchreport/match_report_tables.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/matchreport/match_charts.h"
#include "ieum/core/matchreport/match_warnings.h"
#include "ieum/core/matchreport/match_words.h"
#include "ieum/core/model/level_range.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/page/page_writer.h"

namespace ieum::core {
namespace {

constexpr Language kLanguage = Language::kEnglish;
constexpr int64_t kVersion = 1;
constexpr size_t kShownOverlaps = 8;
constexpr size_t kShownThresholds = 10;

// A number as it is, whatever its size.
ReportValue NumberValue(double number) { return {number, absl::StrFormat("%.3g", number)}; }

// Estimates are fractions; a thousandth of a pair says all there is to say.
ReportValue ExpectedValue(double count) {
  constexpr double kParts = 1'000;
  return {static_cast<double>(static_cast<int64_t>(count * kParts + 0.5)) / kParts,
          absl::StrFormat("%.1f", count)};
}

ReportValue YesOrNo(bool yes) { return TextValue(yes ? "yes" : "no"); }

std::string_view ThresholdSource(const ModelOutcome& model) {
  if (model.fixed_threshold) return "match_weight";
  if (model.asked_precision.has_value()) {
    return model.by_runner_up ? "precision" : "odds_of_precision";
  }
  return model.by_runner_up ? "largest_f1" : "even_odds";
}

void AddFacts(const MatchReport& found, Report& report) {
  const ModelOutcome& model = found.model;
  report.AddFact("ieum_match_report", "version", CountValue(kVersion));
  report.AddFact("profile", "profile", TextValue(found.profile_name));
  report.AddFact("rows", "rows", CountValue(found.row_count()));
  report.AddFact("compared_pairs", "pairs compared", CountValue(found.compared_pair_count));
  report.AddFact("candidate_pairs", "candidate pairs", CountValue(model.candidate_count));
  report.AddFact("linked_pairs", "linked pairs", CountValue(model.statistics.linked_pair_count));
  report.AddFact("persons", "persons in all", CountValue(found.entity_count));
  report.AddFact("linked_persons", "persons in several datasets",
                 CountValue(found.linked_entity_count));
  report.AddFact("limited_rows", "rows with too many candidates",
                 CountValue(found.limited_row_count));
  report.AddFact("match_weight", "match weight, millinats", CountValue(model.estimate.threshold));
  report.AddFact("match_weight_from", "match weight from", TextValue(ThresholdSource(model)));
  if (model.asked_precision.has_value()) {
    report.AddFact("asked_precision", "precision asked for", ShareValue(*model.asked_precision));
  }
  report.AddFact("enough_seen", "enough seen to estimate", YesOrNo(model.by_runner_up));
  report.AddFact("estimated_precision", "estimated precision",
                 ShareValue(model.estimate.precision()));
  report.AddFact("estimated_recall", "estimated recall of detectable matches",
                 ShareValue(model.estimate.recall()));
  report.AddFact("estimated_f1", "estimated F1", ShareValue(model.estimate.f1()));
  report.AddFact("expected_false_pairs", "pairs expected to be wrong",
                 ExpectedValue(model.estimate.false_accepted));
  report.AddFact("detectable_matches", "detectable matches", ExpectedValue(model.estimate.matches));
  report.AddFact("solver", "pairs taken",
                 TextValue(model.solver == Solver::kOptimal ? "optimal" : "greedy"));
  if (model.solver == Solver::kOptimal) {
    report.AddFact("greedy_components", "groups too large for that, taken greedily",
                   CountValue(model.greedy_component_count));
  }
  report.AddFact("model", "model", TextValue(model.fixed_model ? "given" : "fitted"));
  report.AddFact("fit_rounds", "rounds of the fit", CountValue(model.rounds));
  report.AddFact("exhaustive", "all pairs compared", YesOrNo(model.exhaustive));
  report.AddFact("completeness", "completeness of candidates",
                 ShareValue(model.completeness.completeness));
  report.AddFact("completeness_bound", "completeness, at least (95 %)",
                 ShareValue(model.completeness.lower_bound));
  report.AddFact("completeness_sample_rows", "rows of the sample",
                 CountValue(model.completeness.row_count));
  report.AddFact("completeness_sample_pairs", "acceptable pairs of the sample",
                 CountValue(model.completeness.reference_pairs));
}

void AddWarnings(const MatchReport& found, Report& report) {
  const size_t table = report.AddTable("warnings", {{"key", "key"},
                                                    {"dataset", "dataset"},
                                                    {"segment", "segment"},
                                                    {"rows", "rows"},
                                                    {"share", "share"},
                                                    {"warning", "warning"},
                                                    {"advice", "what to do"}});
  for (const MatchWarning& warning : FindMatchWarnings(found)) {
    const WarningText words = Say(warning, found, kLanguage);
    const auto name = [](const std::vector<std::string>& names, size_t i) {
      return TextValue(i == MatchWarning::kNone ? "" : names[i]);
    };
    report.AddRow(table,
                  {TextValue(MatchWarningKey(warning.kind)), name(found.party_names, warning.party),
                   name(found.segment_names, warning.segment), CountValue(warning.count),
                   ShareValue(warning.share), TextValue(words.text), TextValue(words.advice)});
  }
}

// most: rows of the table; 0: all.
void AddThresholds(const MatchReport& found, size_t most, Report& report) {
  const size_t table = report.AddTable("thresholds", {{"match_weight", "match weight"},
                                                      {"accepted", "pairs accepted"},
                                                      {"precision", "est. precision"},
                                                      {"recall", "est. recall of detectable"},
                                                      {"f1", "est. F1"}});
  const std::vector<ThresholdEstimate>& curve = found.model.curve;
  const size_t step = most == 0 ? 1 : std::max<size_t>(1, (curve.size() + most - 1) / most);
  for (size_t i = 0; i < curve.size(); i += step) {
    report.AddRow(table, {CountValue(curve[i].threshold), CountValue(curve[i].accepted),
                          ShareValue(curve[i].precision()), ShareValue(curve[i].recall()),
                          ShareValue(curve[i].f1())});
  }
}

void AddHistogram(const MatchReport& found, Report& report) {
  const size_t table = report.AddTable("best_pairs", {{"from", "weight from"},
                                                      {"to", "to"},
                                                      {"pairs", "best pairs"},
                                                      {"expected_matches", "expected matches"}});
  const WeightHistogram& histogram = found.model.statistics.histogram;
  int64_t from = histogram.first;
  for (const WeightHistogram::Bin& bin : histogram.bins) {
    const int64_t to = from + WeightHistogram::kBinWidth;
    report.AddRow(table, {CountValue(from), CountValue(to), CountValue(bin.pair_count),
                          ExpectedValue(bin.expected_matches)});
    from = to;
  }
}

void AddWeights(const MatchReport& found, Report& report) {
  const size_t table = report.AddTable("weights", {{"segment", "segment"},
                                                   {"level", "level"},
                                                   {"m", "among matches"},
                                                   {"u", "among strangers"},
                                                   {"weight", "weight"}});
  const LinkageModel model(found.model.segments);
  for (size_t s = 0; s < model.segment_count(); ++s) {
    for (int level = 0; level < kLevelCount; ++level) {
      const auto i = static_cast<size_t>(level);
      report.AddRow(table, {TextValue(found.segment_names[s]), TextValue(LevelName(level)),
                            NumberValue(model.segment(s).m[i]), NumberValue(model.segment(s).u[i]),
                            CountValue(model.weight(s, level))});
    }
  }
}

void AddClasses(const MatchReport& found, Report& report) {
  const size_t classes = report.AddTable("classes", {{"class", "class"},
                                                     {"pairs", "best pairs"},
                                                     {"linked", "linked"},
                                                     {"expected_matches", "expected matches"},
                                                     {"weight", "mean weight"}});
  const size_t segments = report.AddTable("class_segments", {{"class", "class"},
                                                             {"segment", "segment"},
                                                             {"agreement", "agreement"},
                                                             {"weight", "mean weight"}});
  int64_t number = 0;
  for (const AgreementClass& pairs : found.model.statistics.classes) {
    ++number;
    report.AddRow(classes, {CountValue(number), CountValue(pairs.pair_count),
                            CountValue(pairs.linked_pair_count),
                            ExpectedValue(pairs.expected_matches), CountValue(pairs.pair_weight)});
    for (size_t s = 0; s < pairs.segments.size(); ++s) {
      report.AddRow(segments,
                    {CountValue(number), TextValue(found.segment_names[s]),
                     TextValue(Say(pairs.segments[s], kLanguage)), CountValue(pairs.weights[s])});
    }
  }
}

void AddDatasets(const MatchReport& found, Report& report) {
  const size_t table = report.AddTable("datasets", {{"dataset", "dataset"},
                                                    {"rows", "rows"},
                                                    {"linked_rows", "linked"},
                                                    {"linked_share", "of rows"},
                                                    {"ambiguous_rows", "another as good"},
                                                    {"second_rows", "look like a second row"}});
  const std::vector<PartyStatistics>& parties = found.model.statistics.parties;
  for (size_t p = 0; p < parties.size(); ++p) {
    const LinkedRows& rows = parties[p].rows;
    const std::vector<int64_t>& second = found.model.duplicate_counts;
    report.AddRow(table, {TextValue(found.party_names[p]), CountValue(rows.row_count),
                          CountValue(rows.linked_row_count),
                          PercentValue(ShareOf(rows.linked_row_count, rows.row_count)),
                          CountValue(parties[p].ambiguous_row_count),
                          CountValue(p < second.size() ? second[p] : 0)});
  }
}

void AddCompleteness(const MatchReport& found, Report& report) {
  const size_t present = report.AddTable("present_segments", {{"dataset", "dataset"},
                                                              {"present", "segments present"},
                                                              {"rows", "rows"},
                                                              {"linked_rows", "linked"}});
  const size_t missing = report.AddTable(
      "missing_segments", {{"dataset", "dataset"}, {"segment", "segment"}, {"rows", "missing in"}});
  const std::vector<PartyStatistics>& parties = found.model.statistics.parties;
  for (size_t p = 0; p < parties.size(); ++p) {
    for (size_t n = 0; n < parties[p].by_present_segments.size(); ++n) {
      const LinkedRows& rows = parties[p].by_present_segments[n];
      report.AddRow(present, {TextValue(found.party_names[p]), CountValue(static_cast<int64_t>(n)),
                              CountValue(rows.row_count), CountValue(rows.linked_row_count)});
    }
    for (size_t s = 0; s < parties[p].missing_row_counts.size(); ++s) {
      report.AddRow(missing, {TextValue(found.party_names[p]), TextValue(found.segment_names[s]),
                              CountValue(parties[p].missing_row_counts[s])});
    }
  }
}

// most: rows of the table.
void AddOverlap(const MatchReport& found, size_t most, Report& report) {
  const size_t table =
      report.AddTable("overlap", {{"datasets", "found in"}, {"persons", "persons"}});
  const std::vector<PartyOverlap>& overlaps = found.model.statistics.overlaps;
  for (size_t i = 0; i < std::min(most, overlaps.size()); ++i) {
    report.AddRow(table, {TextValue(OverlapName(found, overlaps[i].parties)),
                          CountValue(overlaps[i].entity_count)});
  }
}

void AddStages(const MatchReport& found, Report& report) {
  const size_t table = report.AddTable(
      "stages",
      {{"stage", "stage"}, {"pairs", "pairs"}, {"seconds", "time"}, {"bytes", "bytes held"}});
  for (const StageCost& stage : found.model.stages) {
    report.AddRow(table, {TextValue(stage.name), CountValue(stage.pair_count),
                          SecondsValue(stage.elapsed), CountValue(stage.byte_count)});
  }
}

}  // namespace

Report MatchDocument(const MatchReport& found) {
  Report report;
  AddFacts(found, report);
  report.AddFact("unlisted_class_pairs", "best pairs of other classes",
                 CountValue(found.model.statistics.unlisted_pair_count));
  report.AddFact("unlisted_persons", "persons of other overlaps",
                 CountValue(found.model.statistics.unlisted_entity_count));
  AddWarnings(found, report);
  AddThresholds(found, 0, report);
  AddHistogram(found, report);
  AddWeights(found, report);
  AddClasses(found, report);
  AddDatasets(found, report);
  AddCompleteness(found, report);
  AddOverlap(found, MatchStatistics::kMostOverlaps, report);
  AddStages(found, report);
  return report;
}

void AddMatchTables(const MatchReport& found, Report& report) {
  AddDatasets(found, report);
  AddOverlap(found, kShownOverlaps, report);
  AddThresholds(found, kShownThresholds, report);
  const size_t table =
      report.AddTable("warnings", {{"warning", "warning"}, {"advice", "what to do"}});
  for (const MatchWarning& warning : FindMatchWarnings(found)) {
    const WarningText words = Say(warning, found, kLanguage);
    report.AddRow(table, {TextValue(words.text), TextValue(words.advice)});
  }
}

Report MatchSummary(const MatchReport& found) {
  Report report;
  AddFacts(found, report);
  AddMatchTables(found, report);
  AddStages(found, report);
  return report;
}

}  // namespace ieum::core
