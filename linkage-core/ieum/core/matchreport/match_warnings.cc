#include "ieum/core/matchreport/match_warnings.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "absl/strings/substitute.h"
#include "ieum/core/model/comparison_levels.h"
#include "ieum/core/page/page_writer.h"

namespace ieum::core {
namespace {

using Kind = MatchWarningKind;

constexpr double kLowPrecision = 0.95;
constexpr double kLowRecall = 0.9;
constexpr double kLowCompleteness = 0.95;
constexpr double kManyDuplicates = 0.01;
constexpr double kManyAmbiguous = 0.05;
constexpr double kManyMissing = 0.3;
constexpr double kFewIdentical = 0.3;
constexpr double kManyLimited = 0.01;
constexpr int64_t kOtherSize = 4;

struct WarningWords {
  std::string_view key;
  Phrase text;
  Phrase advice;
};

// In the order of MatchWarningKind. $0: dataset, $1: segment, $2: count, $3: share.
constexpr std::array kWords = {
    WarningWords{"nothing_linked",
                 {"No row was linked.", "연결된 행이 없습니다."},
                 {"Check that both holders used the same secret and profile ('ieum profile test') "
                  "and mapped the same columns.",
                  "두 기관이 같은 비밀키와 프로파일을 썼는지('ieum profile test'), 같은 열을 "
                  "지정했는지 확인하십시오."}},
    WarningWords{
        "too_few_rows",
        {"Too few rows won a partner to estimate the quality.",
         "짝을 찾은 행이 너무 적어 품질을 추정할 수 없습니다."},
        {"The threshold is a probability of 1/2, or what was asked for; take the estimates "
         "as unknown and look at the linked rows themselves.",
         "임계값은 확률 1/2 또는 지정한 값입니다. 추정값은 알 수 없는 것으로 보고, 연결된 "
         "행을 직접 확인하십시오."}},
    WarningWords{"precision_missed",
                 {"No threshold reaches the precision asked for; the best is $3.",
                  "요구한 정밀도에 이르는 임계값이 없습니다. 가장 높은 값은 $3입니다."},
                 {"Ask for less, or encode more fields that tell persons apart.",
                  "요구 수준을 낮추거나, 사람을 구별하는 항목을 더 인코딩하십시오."}},
    WarningWords{"low_precision",
                 {"Only $3 of the linked pairs are expected to be one person.",
                  "연결된 쌍 중 같은 사람으로 예상되는 것은 $3뿐입니다."},
                 {"Add '--precision 0.99' for fewer and surer pairs, or encode more fields.",
                  "'--precision 0.99'를 더해 적지만 확실한 쌍만 연결하거나, 항목을 더 "
                  "인코딩하십시오."}},
    WarningWords{"low_recall",
                 {"Only $3 of the detectable matches are expected to be linked.",
                  "탐지 가능 매칭 중 $3만 연결될 것으로 예상됩니다."},
                 {"The rest cannot be told from strangers; see below which segments are missing or "
                  "seldom alike.",
                  "나머지는 다른 사람과 구별되지 않습니다. 어떤 세그먼트가 비었거나 잘 맞지 않는지 "
                  "아래에서 확인하십시오."}},
    WarningWords{
        "incomplete",
        {"Up to $3 of the acceptable pairs may not have been compared.",
         "채택될 쌍의 최대 $3이(가) 비교되지 않았을 수 있습니다."},
        {"Add '--min-completeness 0.99' to look for more, or '--exhaustive' to compare all.",
         "더 찾으려면 '--min-completeness 0.99'를, 모든 쌍을 비교하려면 '--exhaustive'를 "
         "더하십시오."}},
    WarningWords{"unproven",
                 {"The sample held no acceptable pair, so nothing is known of what was missed.",
                  "표본에 채택될 쌍이 없어, 무엇을 놓쳤는지 알 수 없습니다."},
                 {"Add '--exhaustive' to compare all pairs.",
                  "모든 쌍을 비교하려면 '--exhaustive'를 더하십시오."}},
    WarningWords{
        "duplicates",
        {"In dataset '$0' $2 rows look like a second row of a person ($3).",
         "데이터셋 '$0'의 $2개 행이 같은 사람의 두 번째 행으로 보입니다($3)."},
        {"If a person may have several rows there, run again with '--duplicates $0'; if "
         "not, remove them first.",
         "한 사람이 여러 행을 가질 수 있으면 '--duplicates $0'로 다시 실행하고, 아니면 먼저 "
         "중복을 제거하십시오."}},
    WarningWords{
        "ambiguous",
        {"In dataset '$0' $2 linked rows had a second candidate as good as the threshold "
         "($3).",
         "데이터셋 '$0'의 연결된 행 중 $2개에 임계값 이상의 다른 후보가 있었습니다($3)."},
        {"Relatives and repeated rows do this: raise '--precision', or declare duplicates "
         "of the other datasets.",
         "가족이나 중복된 행이 원인입니다. '--precision'을 높이거나 다른 데이터셋의 중복을 "
         "지정하십시오."}},
    WarningWords{"missing_segment",
                 {"In dataset '$0' segment '$1' is empty in $2 rows ($3).",
                  "데이터셋 '$0'에서 세그먼트 '$1'이(가) $2개 행에서 비었습니다($3)."},
                 {"Check the columns of this dataset with 'ieum check'.",
                  "'ieum check'로 이 데이터셋의 열을 확인하십시오."}},
    WarningWords{"unlike_segment",
                 {"Segment '$1' is identical in only $3 of the matches.",
                  "세그먼트 '$1'은(는) 매칭 쌍의 $3에서만 같습니다."},
                 {"Check that all holders write the same thing into its fields, in the same form.",
                  "모든 기관이 이 항목에 같은 내용을 같은 형식으로 넣는지 확인하십시오."}},
    WarningWords{"limited_rows",
                 {"$2 rows had more candidates than are looked at ($3).",
                  "$2개 행은 살펴본 것보다 많은 후보를 가졌습니다($3)."},
                 {"A value that many rows share tells nobody apart; look for placeholders with "
                  "'ieum check'.",
                  "많은 행이 같은 값을 가지면 사람을 구별할 수 없습니다. 'ieum check'로 대체값을 "
                  "찾으십시오."}},
    WarningWords{
        "other_size",
        {"The given model was fitted to far more or fewer rows than these.",
         "지정한 모델은 이번과 크기가 많이 다른 데이터에서 추정되었습니다."},
        {"What a frequent value is worth depends on the number of rows; leave '--model' out "
         "to fit a new one.",
         "흔한 값의 가중치는 행 수에 따라 달라집니다. '--model' 없이 새로 추정하십시오."}},
};
static_assert(kWords.size() == static_cast<size_t>(Kind::kOtherSize) + 1);

void AddOfQuality(const MatchReport& report, std::vector<MatchWarning>& found) {
  const ModelOutcome& model = report.model;
  if (report.linked_entity_count == 0) found.push_back({.kind = Kind::kNothingLinked});
  if (!model.by_runner_up) {
    found.push_back({.kind = Kind::kTooFewRows});
  } else if (report.linked_entity_count > 0) {
    const double precision = model.estimate.precision();
    if (model.asked_precision.has_value()) {
      if (precision < *model.asked_precision) {
        found.push_back({.kind = Kind::kPrecisionMissed, .share = precision});
      }
    } else if (precision < kLowPrecision) {
      found.push_back({.kind = Kind::kLowPrecision, .share = precision});
    }
    const double recall = model.estimate.recall();
    if (recall < kLowRecall) found.push_back({.kind = Kind::kLowRecall, .share = recall});
  }
  if (model.exhaustive) return;
  if (model.completeness.reference_pairs == 0) {
    found.push_back({.kind = Kind::kUnproven});
  } else if (model.completeness.lower_bound < model.asked_completeness.value_or(kLowCompleteness)) {
    found.push_back({.kind = Kind::kIncomplete, .share = 1 - model.completeness.lower_bound});
  }
}

void AddOfParties(const MatchReport& report, std::vector<MatchWarning>& found) {
  const std::vector<PartyStatistics>& parties = report.model.statistics.parties;
  const auto add = [&](Kind kind, size_t party, int64_t count, int64_t whole, double most,
                       size_t segment = MatchWarning::kNone) {
    const double share = ShareOf(count, whole);
    if (share > most) found.push_back({kind, party, segment, count, share});
  };
  for (size_t p = 0; p < parties.size(); ++p) {
    const bool declared = p < report.holds_duplicates.size() && report.holds_duplicates[p];
    if (declared || p >= report.model.duplicate_counts.size()) continue;
    add(Kind::kDuplicates, p, report.model.duplicate_counts[p], parties[p].rows.row_count,
        kManyDuplicates);
  }
  for (size_t p = 0; p < parties.size(); ++p) {
    add(Kind::kAmbiguous, p, parties[p].ambiguous_row_count, parties[p].rows.linked_row_count,
        kManyAmbiguous);
  }
  for (size_t p = 0; p < parties.size(); ++p) {
    for (size_t s = 0; s < parties[p].missing_row_counts.size(); ++s) {
      add(Kind::kMissingSegment, p, parties[p].missing_row_counts[s], parties[p].rows.row_count,
          kManyMissing, s);
    }
  }
}

void AddOfModel(const MatchReport& report, std::vector<MatchWarning>& found) {
  if (report.model.by_runner_up) {
    for (size_t s = 0; s < report.model.segments.size(); ++s) {
      const auto& m = report.model.segments[s].m;
      const double identical = std::accumulate(m.begin(), m.begin() + kFrequencyClassCount, 0.0);
      if (identical < kFewIdentical) {
        found.push_back({Kind::kUnlikeSegment, MatchWarning::kNone, s, 0, identical});
      }
    }
  }
  const double limited = ShareOf(report.limited_row_count, report.row_count());
  if (limited > kManyLimited) {
    found.push_back({Kind::kLimitedRows, MatchWarning::kNone, MatchWarning::kNone,
                     report.limited_row_count, limited});
  }
  if (report.model_row_count > 0 && (report.model_row_count > kOtherSize * report.row_count() ||
                                     report.row_count() > kOtherSize * report.model_row_count)) {
    found.push_back({.kind = Kind::kOtherSize});
  }
}

}  // namespace

std::vector<MatchWarning> FindMatchWarnings(const MatchReport& report) {
  std::vector<MatchWarning> found;
  AddOfQuality(report, found);
  AddOfParties(report, found);
  AddOfModel(report, found);
  return found;
}

std::string_view MatchWarningKey(MatchWarningKind kind) {
  return kWords[static_cast<size_t>(kind)].key;
}

WarningText Say(const MatchWarning& warning, const MatchReport& report, Language language) {
  const WarningWords& words = kWords[static_cast<size_t>(warning.kind)];
  const std::string party =
      warning.party == MatchWarning::kNone ? "" : report.party_names[warning.party];
  const std::string segment =
      warning.segment == MatchWarning::kNone ? "" : report.segment_names[warning.segment];
  const auto fill = [&](const Phrase& phrase) {
    return absl::Substitute(std::string(In(language, phrase)), party, segment,
                            GroupedText(warning.count), PercentText(warning.share));
  };
  return {fill(words.text), fill(words.advice)};
}

}  // namespace ieum::core
