#include "ieum/core/matchreport/match_page.h"

#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/matchreport/match_charts.h"
#include "ieum/core/matchreport/match_warnings.h"
#include "ieum/core/matchreport/match_words.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/page/page_writer.h"

namespace ieum::core {
namespace {

constexpr size_t kCurveRows = 12;

std::string ShareText(double share) { return absl::StrFormat("%.4f", share); }

class Page final {
 public:
  Page(const MatchReport& report, Language language)
      : report_(report), language_(language), page_(Say(MatchWord::kTitle, language), language) {}

  std::string Write() {
    std::string head = Text(MatchWord::kProfile) + ": " + report_.profile_name;
    for (const std::string& name : report_.party_names) head += " · " + name;
    page_.Note(head);
    page_.Note(Text(MatchWord::kNoRecords));
    WriteTiles();
    WriteWarnings();
    WriteHistogram();
    WriteCurve();
    WriteClasses();
    WriteOverlap();
    WriteDatasets();
    WriteCompleteness();
    WriteWeights();
    WriteStages();
    return std::move(page_).Finish();
  }

 private:
  std::string Text(MatchWord word) const { return std::string(Say(word, language_)); }
  void Tile(MatchWord word, const std::string& value) { page_.Tile(value, Text(word)); }
  void Heading(MatchWord word, MatchWord note) {
    page_.Heading(Text(word));
    page_.Note(Text(note));
  }
  void TableHead(const std::vector<MatchWord>& words, size_t numeric) {
    std::vector<std::string> titles;
    for (const MatchWord word : words) titles.push_back(Text(word));
    page_.BeginTable(titles, numeric);
  }
  // Of estimates of which nothing is known, nothing is said.
  std::string Estimate(double share) const {
    return report_.model.by_runner_up ? ShareText(share) : "–";
  }

  void WriteTiles() {
    const ThresholdEstimate& estimate = report_.model.estimate;
    page_.BeginTiles();
    Tile(MatchWord::kRows, GroupedText(report_.row_count()));
    Tile(MatchWord::kLinkedPersons, GroupedText(report_.linked_entity_count));
    Tile(MatchWord::kPersons, GroupedText(report_.entity_count));
    Tile(MatchWord::kLinkedPairs, GroupedText(report_.model.statistics.linked_pair_count));
    Tile(MatchWord::kPrecision, Estimate(estimate.precision()));
    Tile(MatchWord::kRecall, Estimate(estimate.recall()));
    Tile(MatchWord::kF1, Estimate(estimate.f1()));
    Tile(MatchWord::kMatchWeight, GroupedText(estimate.threshold));
    page_.EndTiles();
    page_.Note(Text(MatchWord::kEstimates));
    WriteSolver();
  }

  void WriteSolver() {
    const bool optimal = report_.model.solver == Solver::kOptimal;
    std::string line = Text(MatchWord::kSolver) + ": " +
                       Text(optimal ? MatchWord::kOptimalSolver : MatchWord::kGreedySolver);
    if (optimal) {
      line += " · " + Text(MatchWord::kGreedyComponents) + ": " +
              GroupedText(report_.model.greedy_component_count);
    }
    page_.Note(line);
  }

  void WriteWarnings() {
    page_.Heading(Text(MatchWord::kWarnings));
    const std::vector<MatchWarning> warnings = FindMatchWarnings(report_);
    for (const MatchWarning& warning : warnings) {
      const WarningText words = Say(warning, report_, language_);
      page_.Warning(words.text, words.advice);
    }
    if (warnings.empty()) page_.Paragraph(Text(MatchWord::kNoWarnings));
  }

  void WriteHistogram() {
    Heading(MatchWord::kHistogram, MatchWord::kHistogramNote);
    page_.Markup(HistogramChart(report_, language_));
  }

  void WriteCurve() {
    const std::vector<ThresholdEstimate>& curve = report_.model.curve;
    if (curve.empty()) return;
    Heading(MatchWord::kCurve, MatchWord::kCurveNote);
    page_.Markup(CurveChart(report_, language_));
    TableHead({MatchWord::kMatchWeight, MatchWord::kAccepted, MatchWord::kPrecision,
               MatchWord::kRecall, MatchWord::kF1},
              0);
    const size_t step = (curve.size() + kCurveRows - 1) / kCurveRows;
    for (size_t i = 0; i < curve.size(); i += step) {
      page_.Row({GroupedText(curve[i].threshold), GroupedText(curve[i].accepted),
                 ShareText(curve[i].precision()), ShareText(curve[i].recall()),
                 ShareText(curve[i].f1())});
    }
    page_.EndTable();
  }

  std::string ClassName(const AgreementClass& pairs) const {
    std::string name;
    for (size_t s = 0; s < pairs.segments.size(); ++s) {
      name += (s == 0 ? "" : ", ") + report_.segment_names[s] + ": " +
              std::string(Say(pairs.segments[s], language_));
    }
    return name + " – " + GroupedText(pairs.pair_count) + " " + Text(MatchWord::kBestPairs) + ", " +
           GroupedText(pairs.linked_pair_count) + " " + Text(MatchWord::kLinked);
  }

  void WriteClasses() {
    const MatchStatistics& statistics = report_.model.statistics;
    if (statistics.classes.empty()) return;
    Heading(MatchWord::kWaterfall, MatchWord::kWaterfallNote);
    for (const AgreementClass& pairs : statistics.classes) {
      page_.BeginDetails(ClassName(pairs), &pairs == &statistics.classes.front());
      page_.Markup(WaterfallChart(report_, pairs, language_));
      page_.EndDetails();
    }
    page_.Note(Text(MatchWord::kOtherClasses) + ": " + GroupedText(statistics.unlisted_pair_count));
  }

  void WriteOverlap() {
    const MatchStatistics& statistics = report_.model.statistics;
    Heading(MatchWord::kOverlap, MatchWord::kOverlapNote);
    page_.Markup(OverlapChart(report_));
    if (statistics.unlisted_entity_count > 0) {
      page_.Note(Text(MatchWord::kOtherOverlaps) + ": " +
                 GroupedText(statistics.unlisted_entity_count));
    }
  }

  void WriteDatasets() {
    const std::vector<PartyStatistics>& parties = report_.model.statistics.parties;
    page_.Heading(Text(MatchWord::kDatasets));
    TableHead({MatchWord::kDataset, MatchWord::kRows, MatchWord::kLinkedRows, MatchWord::kShare,
               MatchWord::kAmbiguous, MatchWord::kSecondRows},
              1);
    for (size_t p = 0; p < parties.size(); ++p) {
      const LinkedRows& rows = parties[p].rows;
      const auto& second = report_.model.duplicate_counts;
      page_.Row({report_.party_names[p], GroupedText(rows.row_count),
                 GroupedText(rows.linked_row_count),
                 PercentText(ShareOf(rows.linked_row_count, rows.row_count)),
                 GroupedText(parties[p].ambiguous_row_count),
                 GroupedText(p < second.size() ? second[p] : 0)});
    }
    page_.EndTable();
    page_.Subheading(Text(MatchWord::kByPresent));
    TableHead({MatchWord::kDataset, MatchWord::kPresent, MatchWord::kRows, MatchWord::kLinkedRows,
               MatchWord::kShare},
              1);
    for (size_t p = 0; p < parties.size(); ++p) {
      for (size_t present = parties[p].by_present_segments.size(); present-- > 0;) {
        const LinkedRows& rows = parties[p].by_present_segments[present];
        if (rows.row_count == 0) continue;
        page_.Row({report_.party_names[p], GroupedText(static_cast<int64_t>(present)),
                   GroupedText(rows.row_count), GroupedText(rows.linked_row_count),
                   PercentText(ShareOf(rows.linked_row_count, rows.row_count))});
      }
    }
    page_.EndTable();
    page_.Subheading(Text(MatchWord::kMissing));
    page_.Note(Text(MatchWord::kMissingNote));
    std::vector<std::string> titles = {Text(MatchWord::kDataset)};
    titles.insert(titles.end(), report_.segment_names.begin(), report_.segment_names.end());
    page_.BeginTable(titles, 1);
    for (size_t p = 0; p < parties.size(); ++p) {
      std::vector<std::string> cells = {report_.party_names[p]};
      for (const int64_t count : parties[p].missing_row_counts) {
        cells.push_back(PercentText(ShareOf(count, parties[p].rows.row_count)));
      }
      page_.Row(cells);
    }
    page_.EndTable();
  }

  void WriteCompleteness() {
    page_.Heading(Text(MatchWord::kCertificate));
    if (report_.model.exhaustive) page_.Paragraph(Text(MatchWord::kExhaustive));
    page_.BeginTable({}, 1);
    page_.Row({Text(MatchWord::kCompared), GroupedText(report_.compared_pair_count)});
    page_.Row({Text(MatchWord::kCandidates), GroupedText(report_.model.candidate_count)});
    if (!report_.model.exhaustive) {
      const CompletenessEstimate& found = report_.model.completeness;
      page_.Row({Text(MatchWord::kCompleteness), ShareText(found.completeness)});
      page_.Row({Text(MatchWord::kLowerBound), ShareText(found.lower_bound)});
      page_.Row({Text(MatchWord::kSampleRows), GroupedText(found.row_count)});
      page_.Row({Text(MatchWord::kSamplePairs), GroupedText(found.reference_pairs)});
    }
    page_.EndTable();
  }

  void WriteWeights() {
    Heading(MatchWord::kWeights, MatchWord::kWeightsNote);
    const LinkageModel model(report_.model.segments);
    for (size_t s = 0; s < model.segment_count(); ++s) {
      page_.BeginDetails(report_.segment_names[s], false);
      TableHead({MatchWord::kLevel, MatchWord::kAmongMatches, MatchWord::kAmongOthers,
                 MatchWord::kWeight},
                1);
      for (int level = 0; level < kLevelCount; ++level) {
        const auto i = static_cast<size_t>(level);
        page_.Row({SayLevel(level, language_), absl::StrFormat("%.3g", model.segment(s).m[i]),
                   absl::StrFormat("%.3g", model.segment(s).u[i]),
                   GroupedText(model.weight(s, level))});
      }
      page_.EndTable();
      page_.EndDetails();
    }
  }

  void WriteStages() {
    page_.Heading(Text(MatchWord::kStages));
    TableHead({MatchWord::kStage, MatchWord::kPairs, MatchWord::kTime, MatchWord::kBytes}, 1);
    for (const StageCost& stage : report_.model.stages) {
      page_.Row({std::string(stage.name), GroupedText(stage.pair_count),
                 absl::StrFormat("%.2f s", absl::ToDoubleSeconds(stage.elapsed)),
                 stage.byte_count == 0 ? "" : GroupedText(stage.byte_count)});
    }
    page_.EndTable();
  }

  const MatchReport& report_;
  const Language language_;
  PageWriter page_;
};

}  // namespace

std::string MatchPage(const MatchReport& report, Language language) {
  return Page(report, language).Write();
}

}  // namespace ieum::core
