#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_format.h"
#include "ieum/core/disclosure/review_document.h"
#include "ieum/core/disclosure/review_words.h"
#include "ieum/core/page/page_writer.h"
#include "ieum/core/page/svg_chart.h"

namespace ieum::core {
namespace {

constexpr int kWidth = 900;

std::string CountText(uint64_t count) { return GroupedText(static_cast<int64_t>(count)); }
std::string NumberText(double number) {
  return std::isfinite(number) ? absl::StrFormat("%.2f", number) : "∞";
}

// A bar with its name before it and its number behind it.
struct Bar {
  std::string name;
  double value = 0;
  std::string text;
  const char* style = "bar";
};

std::string BarChart(const std::vector<Bar>& bars) {
  constexpr int kRow = 22;
  constexpr double kBarHeight = 16;
  constexpr double kDrop = 13;
  constexpr double kLeft = 220;
  constexpr double kRight = 760;
  double most = 0;
  for (const Bar& bar : bars) most = std::max(most, bar.value);
  SvgChart chart(kWidth, kRow * static_cast<int>(bars.size()) + 4);
  double y = 2;
  for (const Bar& bar : bars) {
    chart.Text(kLeft - 8, y + kDrop, bar.name, TextAnchor::kEnd);
    const double width = most > 0 ? (kRight - kLeft) * bar.value / most : 0;
    chart.Rectangle(bar.style, kLeft, y, width, kBarHeight, bar.name + ": " + bar.text);
    chart.Text(kLeft + width + 8, y + kDrop, bar.text);
    y += kRow;
  }
  return std::move(chart).Finish();
}

class Page final {
 public:
  Page(const DisclosureReview& review, const Suggestion* suggestion, Language language)
      : review_(review),
        suggestion_(suggestion),
        language_(language),
        page_(Say({"Disclosure review", "반출 심사 보고서"}), language) {}

  std::string Write() {
    page_.Note(Say({"Purpose", "목적"}) + ": " + review_.purpose);
    page_.Note(Say({"Counts and names of columns only: no value of a row is in this report.",
                    "열 이름과 집계만 담았습니다. 이 보고서에는 행의 값이 들어 있지 않습니다."}));
    Tiles();
    Findings();
    Fix();
    Columns();
    Classes();
    Uniques();
    Sensitive();
    Risks();
    Values();
    Comparisons();
    Subgroups();
    return std::move(page_).Finish();
  }

 private:
  std::string Say(const Phrase& phrase) const { return std::string(In(language_, phrase)); }
  std::string Say(DisclosureOutcome outcome) const {
    return std::string(SayOutcome(outcome, language_));
  }
  void Head(const std::vector<Phrase>& titles, size_t numeric) {
    std::vector<std::string> texts;
    for (const Phrase& title : titles) texts.push_back(Say(title));
    page_.BeginTable(texts, numeric);
  }

  void Tiles() {
    page_.BeginTiles();
    page_.Tile(Say(review_.outcome), Say({"Outcome", "판정"}));
    page_.Tile(CountText(review_.row_count), Say({"Rows", "행"}));
    page_.Tile(CountText(review_.anonymity.smallest),
               Say({"Rows of the smallest class (k)", "가장 작은 동질 집합(k)"}));
    page_.Tile(CountText(review_.rows_below_k),
               Say({"Rows in classes below k", "k 미만 집합의 행"}));
    page_.Tile(PercentText(review_.prosecutor.greatest), Say({"Greatest risk", "최대 위험"}));
    page_.Tile(PercentText(review_.prosecutor.mean), Say({"Mean risk", "평균 위험"}));
    page_.EndTiles();
  }

  void Findings() {
    page_.Heading(Say({"Rules", "규칙별 판정"}));
    for (const DisclosureFinding& finding : review_.findings) {
      if (finding.outcome == DisclosureOutcome::kPass) continue;
      std::string text =
          Say(finding.outcome) + ": " + std::string(SayRule(finding.rule, language_));
      if (!finding.subject.empty()) text += " – " + finding.subject;
      page_.Warning(text, SayAdvice(finding.rule, language_));
    }
    Head({{"Outcome", "판정"},
          {"Rule", "규칙"},
          {"Of", "대상"},
          {"Measured", "측정값"},
          {"Limit", "한도"}},
         3);
    for (const DisclosureFinding& finding : review_.findings) {
      const bool is_least = DisclosureRules()[static_cast<size_t>(finding.rule)].is_least;
      page_.Row({Say(finding.outcome), std::string(SayRule(finding.rule, language_)),
                 finding.subject, SayMeasure(finding.rule, finding.measured, language_),
                 (is_least ? "≥ " : "≤ ") + SayMeasure(finding.rule, finding.limit, language_)});
    }
    page_.EndTable();
  }

  void Fix() {
    if (suggestion_ == nullptr || suggestion_->is_empty()) return;
    page_.Heading(Say({"What would fix it", "개선 방안"}));
    page_.Paragraph(
        suggestion_->suffices
            ? Say({"With these changes the rules of classes and cells that block hold. "
                   "Others must be looked at again.",
                   "이렇게 바꾸면 차단 규칙 중 동질 집합과 셀에 관한 규칙을 만족합니다. 그 밖의 "
                   "규칙은 다시 확인하십시오."})
            : Say({"Even with these changes a rule does not hold.",
                   "이렇게 바꾸어도 만족하지 못하는 규칙이 있습니다."}));
    Head({{"Column", "열"}, {"Change", "변경"}}, 2);
    for (const std::string& name : suggestion_->left_out_columns) {
      page_.Row({name, Say({"left out", "제외"})});
    }
    for (const ColumnChange& change : suggestion_->changes) {
      page_.Row({change.column, SayStep(change.step, language_)});
    }
    page_.EndTable();
    page_.BeginTable({}, 1);
    page_.Row({Say({"Rows left out", "제외되는 행"}), CountText(suggestion_->suppressed_rows)});
    page_.Row({Say({"Detail kept", "유지되는 상세도"}), PercentText(suggestion_->kept_detail)});
    page_.Row({Say({"Discernibility before", "구별도 (이전)"}),
               absl::StrFormat("%.4g", suggestion_->discernibility_before)});
    page_.Row({Say({"Discernibility after", "구별도 (이후)"}),
               absl::StrFormat("%.4g", suggestion_->discernibility_after)});
    page_.EndTable();
  }

  void Columns() {
    page_.Heading(Say({"Columns and why they are needed", "열과 필요 이유"}));
    Head({{"Column", "열"}, {"Role", "구분"}, {"Purpose", "목적과의 관련성"}}, 3);
    for (const ColumnDeclaration& column : review_.columns) {
      page_.Row({column.name,
                 column.is_declared ? std::string(SayRole(column.role, language_))
                                    : Say({"not declared", "신고되지 않음"}),
                 column.purpose});
    }
    for (const std::string& name : review_.absent_columns) {
      page_.Row({name, Say({"declared, not in the file", "신고되었으나 파일에 없음"}), ""});
    }
    page_.EndTable();
  }

  void Classes() {
    page_.Heading(Say({"Rows by the size of their class", "동질 집합 크기별 행 수"}));
    page_.Note(Say({"Rows that agree in all quasi-identifiers are a class. Red: below k.",
                    "준식별자가 모두 같은 행이 한 동질 집합입니다. 빨간색: k 미만."}));
    std::vector<Bar> bars;
    for (size_t b = 0; b < KAnonymity::kBucketStarts.size(); ++b) {
      const uint32_t from = KAnonymity::kBucketStarts[b];
      const bool is_last = b + 1 == KAnonymity::kBucketStarts.size();
      const uint32_t to = is_last ? 0 : KAnonymity::kBucketStarts[b + 1] - 1;
      const std::string name = is_last      ? CountText(from) + "+"
                               : to == from ? CountText(from)
                                            : CountText(from) + "–" + CountText(to);
      const uint64_t rows = review_.anonymity.rows_by_size[b];
      bars.push_back(
          {name, static_cast<double>(rows), CountText(rows), from < review_.k ? "wrong" : "sound"});
    }
    page_.Markup(BarChart(bars));
  }

  void Uniques() {
    const SampleUniques& uniques = review_.uniques;
    page_.Heading(Say({"Rows that few columns single out", "적은 열로 유일해지는 행"}));
    std::vector<Bar> bars;
    for (size_t size = 1; size < uniques.rows_by_smallest.size(); ++size) {
      const uint64_t rows = uniques.rows_by_smallest[size];
      bars.push_back({absl::StrFormat("%d", size) + Say({" columns", "개 열"}),
                      static_cast<double>(rows), CountText(rows), "wrong"});
    }
    page_.Markup(BarChart(bars));
    page_.Subheading(Say({"Share of the scores that a column contributes", "열별 점수 기여도"}));
    bars.clear();
    for (size_t q = 0; q < uniques.contributions.size(); ++q) {
      bars.push_back({review_.quasi_identifiers[q], uniques.contributions[q],
                      PercentText(uniques.contributions[q]), "bar"});
    }
    page_.Markup(BarChart(bars));
    page_.BeginDetails(Say({"Sets of columns", "열의 조합"}), false);
    Head({{"Columns", "열"}, {"Unique rows", "유일한 행"}, {"Minimal", "최소 조합"}}, 1);
    for (const SampleUniques::Subset& subset : uniques.subsets) {
      if (subset.unique_rows == 0) continue;
      std::string names;
      for (const size_t c : subset.columns) {
        names += (names.empty() ? "" : " + ") + review_.columns[c].name;
      }
      page_.Row({names, CountText(subset.unique_rows), CountText(subset.minimal_rows)});
    }
    page_.EndTable();
    page_.EndDetails();
  }

  void Sensitive() {
    if (review_.sensitive.empty()) return;
    page_.Heading(
        Say({"What classes tell of sensitive columns", "동질 집합이 드러내는 민감 속성"}));
    Head({{"Column", "열"},
          {"Distinct l", "값 수 l"},
          {"Entropy l", "엔트로피 l"},
          {"Recursive c", "재귀적 c"},
          {"Rows below l", "l 미만의 행"},
          {"Greatest t", "최대 t"},
          {"Mean t", "평균 t"},
          {"Rows above t", "t 초과 행"}},
         1);
    for (const SensitiveFindings& found : review_.sensitive) {
      page_.Row({found.column, CountText(found.diversity.least_distinct),
                 NumberText(found.diversity.least_entropy_values),
                 NumberText(found.diversity.recursive_bound), CountText(found.diversity.rows_below),
                 absl::StrFormat("%.4f", found.closeness.greatest),
                 absl::StrFormat("%.4f", found.closeness.mean),
                 CountText(found.closeness.rows_above)});
    }
    page_.EndTable();
  }

  void Risks() {
    page_.Heading(Say({"Risk of re-identification", "재식별 위험"}));
    Head({{"Attacker", "공격자"},
          {"Greatest", "최대"},
          {"Mean", "평균"},
          {"Rows above the limit", "한도 초과 행"}},
         1);
    const auto row = [this](const Phrase& name, const ReidentificationRisk& risk) {
      page_.Row({Say(name), PercentText(risk.greatest), PercentText(risk.mean),
                 CountText(risk.rows_above)});
    };
    row({"Prosecutor: knows who is in it", "검사: 포함된 사람을 앎"}, review_.prosecutor);
    if (review_.journalist.has_value()) {
      row({"Journalist and marketer: know the population", "기자·마케터: 모집단을 앎"},
          *review_.journalist);
    }
    page_.EndTable();
  }

  void Values() {
    page_.Heading(Say({"Values that stand out", "눈에 띄는 값"}));
    Head({{"Column", "열"},
          {"Outlying rows", "이상치 행"},
          {"Rare values", "드문 값"},
          {"Their rows", "해당 행"},
          {"Rows of the rarest", "가장 드문 값의 행"}},
         1);
    for (const OutlierFindings& found : review_.outliers) {
      page_.Row({found.column, found.numbers.has_value() ? CountText(found.numbers->rows) : "–",
                 CountText(found.rare.values), CountText(found.rare.rows),
                 CountText(found.rare.smallest)});
    }
    page_.EndTable();
    if (review_.cells.empty()) return;
    page_.Subheading(Say({"Cells of declared tables", "신고된 표의 셀"}));
    Head({{"Table", "표"},
          {"Cells", "셀"},
          {"Empty", "빈 셀"},
          {"Small", "작은 셀"},
          {"Their rows", "해당 행"},
          {"Give a value away", "값이 드러나는 셀"}},
         1);
    for (const CellFindings& found : review_.cells) {
      page_.Row({found.table, CountText(found.cells.cells), CountText(found.cells.empty),
                 CountText(found.cells.small), CountText(found.cells.small_rows),
                 CountText(found.cells.full)});
    }
    page_.EndTable();
  }

  void Comparisons() {
    if (!review_.holders.empty()) {
      page_.Heading(Say({"What holders would find", "보유기관이 찾을 수 있는 것"}));
      Head({{"File", "파일"},
            {"Rows on one person", "한 사람에 맞는 행"},
            {"One to one", "일대일"},
            {"Expected hits", "기대 적중"},
            {"Persons", "사람"},
            {"Greatest delta", "최대 델타"},
            {"Certainly in", "포함 확실"}},
           1);
      for (const HolderFindings& found : review_.holders) {
        page_.Row({found.name, CountText(found.link_back.rows_on_one),
                   CountText(found.link_back.one_to_one),
                   absl::StrFormat("%.1f", found.link_back.expected_hits),
                   CountText(found.membership.holder_rows),
                   absl::StrFormat("%.4f", found.membership.greatest),
                   CountText(found.membership.rows_certain)});
      }
      page_.EndTable();
    }
    if (review_.earlier.empty()) return;
    page_.Heading(Say({"Against earlier releases", "이전 반출과의 비교"}));
    Head({{"File", "파일"},
          {"Classes grown a little", "조금 커진 집합"},
          {"Rows", "행"},
          {"Classes shrunk a little", "조금 작아진 집합"},
          {"Rows gone", "사라진 행"}},
         1);
    for (const EarlierFindings& found : review_.earlier) {
      const Differencing& of = found.differencing;
      page_.Row({found.name, CountText(of.classes_grown), CountText(of.rows_appeared),
                 CountText(of.classes_shrunk), CountText(of.rows_vanished)});
    }
    page_.EndTable();
  }

  void Subgroups() {
    if (review_.subgroups.empty()) return;
    page_.Heading(Say({"Linkage quality by subgroup", "하위집단별 결합 품질"}));
    std::vector<Bar> bars;
    for (const Subgroup& group : review_.subgroups) {
      // Whole percents, as in the document.
      const double rate = std::round(100 * ShareOf(group.linked_rows, group.rows)) / 100;
      bars.push_back({group.name, rate, absl::StrFormat("%.0f %%", 100 * rate), "bar"});
    }
    page_.Markup(BarChart(bars));
  }

  const DisclosureReview& review_;
  const Suggestion* suggestion_;
  const Language language_;
  PageWriter page_;
};

}  // namespace

std::string ReviewPage(const DisclosureReview& review, const Suggestion* suggestion,
                       Language language) {
  return Page(review, suggestion, language).Write();
}

}  // namespace ieum::core
