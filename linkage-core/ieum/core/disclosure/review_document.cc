#include "ieum/core/disclosure/review_document.h"

#include <cmath>

#include "absl/strings/str_format.h"
#include "ieum/core/disclosure/review_words.h"

namespace ieum::core {
namespace {

constexpr Language kLanguage = Language::kEnglish;

ReportValue Count(uint64_t count) { return CountValue(static_cast<int64_t>(count)); }
ReportValue Number(double number) {
  // JSON has no infinity.
  if (!std::isfinite(number)) return TextValue("unbounded");
  constexpr double kScale = 1e6;
  return {std::round(number * kScale) / kScale, absl::StrFormat("%.2f", number)};
}

std::string NamesOf(const DisclosureReview& review, const std::vector<size_t>& columns) {
  std::string names;
  for (const size_t c : columns) {
    names += (names.empty() ? "" : " + ") + review.columns[c].name;
  }
  return names;
}

std::string Listed(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

void AddOutcome(const DisclosureReview& review, Report& report) {
  report.AddFact("outcome", "outcome", TextValue(OutcomeName(review.outcome)));
  report.AddFact("rows", "rows", Count(review.row_count));
  report.AddFact("quasi_identifiers", "quasi-identifiers",
                 TextValue(Listed(review.quasi_identifiers)));
  report.AddFact("smallest_class", "rows of the smallest class (k)",
                 Count(review.anonymity.smallest));
  report.AddFact("classes", "classes", Count(review.anonymity.class_count));
  report.AddFact("rows_below_k", absl::StrFormat("rows in classes of fewer than %d", review.k),
                 Count(review.rows_below_k));
}

void AddFindings(const DisclosureReview& review, bool all, Report& report) {
  const size_t table = report.AddTable("findings", {{"outcome", "outcome"},
                                                    {"rule", "rule"},
                                                    {"subject", "of"},
                                                    {"measured", "measured"},
                                                    {"limit", "limit"}});
  for (const DisclosureFinding& finding : review.findings) {
    if (!all && finding.outcome == DisclosureOutcome::kPass) continue;
    const auto& facts = DisclosureRules()[static_cast<size_t>(finding.rule)];
    const auto value = [&finding](int64_t number) {
      return ReportValue{number, SayMeasure(finding.rule, number, kLanguage)};
    };
    ReportValue limit = value(finding.limit);
    limit.text = (facts.is_least ? ">= " : "<= ") + limit.text;
    report.AddRow(table, {TextValue(OutcomeName(finding.outcome)), TextValue(facts.name),
                          TextValue(finding.subject), value(finding.measured), limit});
  }
}

void AddColumns(const DisclosureReview& review, Report& report) {
  const size_t table = report.AddTable(
      "columns",
      {{"name", "column"}, {"role", "role"}, {"declared", "declared"}, {"purpose", "purpose"}});
  for (const ColumnDeclaration& column : review.columns) {
    report.AddRow(table, {TextValue(column.name), TextValue(SayRole(column.role, kLanguage)),
                          TextValue(column.is_declared ? "yes" : "no"), TextValue(column.purpose)});
  }
  for (const std::string& name : review.absent_columns) {
    report.AddRow(table, {TextValue(name), TextValue(""), TextValue("absent"), TextValue("")});
  }
}

void AddClasses(const DisclosureReview& review, Report& report) {
  const size_t table = report.AddTable(
      "class_sizes", {{"from", "class size from"}, {"classes", "classes"}, {"rows", "rows"}});
  for (size_t b = 0; b < KAnonymity::kBucketStarts.size(); ++b) {
    report.AddRow(table,
                  {Count(KAnonymity::kBucketStarts[b]), Count(review.anonymity.classes_by_size[b]),
                   Count(review.anonymity.rows_by_size[b])});
  }
}

void AddUniques(const DisclosureReview& review, Report& report) {
  const size_t by_size =
      report.AddTable("unique_rows", {{"columns", "columns needed"}, {"rows", "rows"}});
  for (size_t size = 1; size < review.uniques.rows_by_smallest.size(); ++size) {
    report.AddRow(by_size, {Count(size), Count(review.uniques.rows_by_smallest[size])});
  }
  const size_t sets = report.AddTable(
      "unique_sets",
      {{"columns", "columns"}, {"unique_rows", "unique rows"}, {"minimal_rows", "minimal"}});
  for (const SampleUniques::Subset& subset : review.uniques.subsets) {
    report.AddRow(sets, {TextValue(NamesOf(review, subset.columns)), Count(subset.unique_rows),
                         Count(subset.minimal_rows)});
  }
  const size_t parts =
      report.AddTable("unique_contributions", {{"column", "column"}, {"share", "share of scores"}});
  for (size_t q = 0; q < review.uniques.contributions.size(); ++q) {
    report.AddRow(parts, {TextValue(review.quasi_identifiers[q]),
                          PercentValue(review.uniques.contributions[q])});
  }
}

void AddSensitive(const DisclosureReview& review, Report& report) {
  const size_t table = report.AddTable("sensitive", {{"column", "column"},
                                                     {"distinct", "distinct l"},
                                                     {"entropy_values", "entropy l"},
                                                     {"recursive_bound", "recursive c"},
                                                     {"rows_below_l", "rows below l"},
                                                     {"rows_in_one_value", "rows in one value"},
                                                     {"closeness", "t"},
                                                     {"mean_closeness", "mean t"},
                                                     {"rows_above_t", "rows above t"}});
  for (const SensitiveFindings& found : review.sensitive) {
    report.AddRow(table,
                  {TextValue(found.column), Count(found.diversity.least_distinct),
                   Number(found.diversity.least_entropy_values),
                   Number(found.diversity.recursive_bound), Count(found.diversity.rows_below),
                   Count(found.diversity.rows_in_one_value), ShareValue(found.closeness.greatest),
                   ShareValue(found.closeness.mean), Count(found.closeness.rows_above)});
  }
}

void AddRisks(const DisclosureReview& review, Report& report) {
  const size_t table = report.AddTable("risks", {{"attacker", "attacker"},
                                                 {"greatest", "greatest"},
                                                 {"mean", "mean"},
                                                 {"rows_above", "rows above the limit"}});
  const auto add = [&](const char* attacker, const ReidentificationRisk& risk) {
    report.AddRow(table, {TextValue(attacker), ShareValue(risk.greatest), ShareValue(risk.mean),
                          Count(risk.rows_above)});
  };
  add("prosecutor", review.prosecutor);
  if (review.journalist.has_value()) add("journalist", *review.journalist);
}

void AddValues(const DisclosureReview& review, Report& report) {
  const size_t table = report.AddTable("values", {{"column", "column"},
                                                  {"outlier_rows", "outlying rows"},
                                                  {"rare_values", "rare values"},
                                                  {"rare_rows", "rows of rare values"},
                                                  {"rarest", "rows of the rarest"}});
  for (const OutlierFindings& found : review.outliers) {
    report.AddRow(table,
                  {TextValue(found.column),
                   found.numbers.has_value() ? Count(found.numbers->rows) : TextValue(""),
                   Count(found.rare.values), Count(found.rare.rows), Count(found.rare.smallest)});
  }
  const size_t cells = report.AddTable("cells", {{"table", "table"},
                                                 {"cells", "cells"},
                                                 {"empty", "empty"},
                                                 {"small", "small"},
                                                 {"small_rows", "rows in small"},
                                                 {"full", "give a value away"},
                                                 {"full_rows", "rows in those"}});
  for (const CellFindings& found : review.cells) {
    const SmallCells& of = found.cells;
    report.AddRow(cells, {TextValue(found.table), Count(of.cells), Count(of.empty), Count(of.small),
                          Count(of.small_rows), Count(of.full), Count(of.full_rows)});
  }
}

void AddComparisons(const DisclosureReview& review, Report& report) {
  const size_t holders = report.AddTable("holders", {{"file", "holder's file"},
                                                     {"columns", "columns"},
                                                     {"rows_on_one", "rows on one person"},
                                                     {"one_to_one", "one to one"},
                                                     {"rows_on_none", "rows on nobody"},
                                                     {"expected_hits", "expected hits"},
                                                     {"holder_rows", "persons"},
                                                     {"membership", "greatest delta"},
                                                     {"mean_membership", "mean delta"},
                                                     {"certain", "certainly in"}});
  for (const HolderFindings& found : review.holders) {
    const LinkBack& link = found.link_back;
    const MembershipRisk& member = found.membership;
    report.AddRow(holders,
                  {TextValue(found.name), TextValue(Listed(found.columns)), Count(link.rows_on_one),
                   Count(link.one_to_one), Count(link.rows_on_none), Number(link.expected_hits),
                   Count(member.holder_rows), ShareValue(member.greatest), ShareValue(member.mean),
                   Count(member.rows_certain)});
  }
  const size_t earlier = report.AddTable("earlier", {{"file", "earlier release"},
                                                     {"columns", "columns"},
                                                     {"classes_grown", "classes grown a little"},
                                                     {"rows_appeared", "rows"},
                                                     {"classes_shrunk", "classes shrunk a little"},
                                                     {"rows_vanished", "rows gone"}});
  for (const EarlierFindings& found : review.earlier) {
    const Differencing& of = found.differencing;
    report.AddRow(earlier,
                  {TextValue(found.name), TextValue(Listed(found.columns)), Count(of.classes_grown),
                   Count(of.rows_appeared), Count(of.classes_shrunk), Count(of.rows_vanished)});
  }
  const size_t groups = report.AddTable(
      "subgroups",
      {{"name", "subgroup"}, {"match_rate", "match rate"}, {"precision", "estimated precision"}});
  for (const Subgroup& group : review.subgroups) {
    // Whole percents: finer rates of small groups would give persons away.
    constexpr double kPercent = 100;
    const double rate =
        group.rows == 0 ? 0
                        : static_cast<double>(group.linked_rows) / static_cast<double>(group.rows);
    report.AddRow(groups,
                  {TextValue(group.name), PercentValue(std::round(rate * kPercent) / kPercent),
                   PercentValue(1 - static_cast<double>(group.false_links_basis_points) / 10'000)});
  }
}

void AddSuggestion(const Suggestion& suggestion, Report& report) {
  report.AddFact("suggestion_suffices", "the suggestion suffices",
                 TextValue(suggestion.suffices ? "yes" : "no"));
  report.AddFact("rows_to_fix", "rows that break a rule of classes", Count(suggestion.rows_to_fix));
  report.AddFact("suppressed_rows", "rows it would leave out", Count(suggestion.suppressed_rows));
  report.AddFact("kept_detail", "detail it would keep", PercentValue(suggestion.kept_detail));
  report.AddFact("discernibility_before", "discernibility before",
                 Number(suggestion.discernibility_before));
  report.AddFact("discernibility_after", "discernibility after",
                 Number(suggestion.discernibility_after));
  const size_t table =
      report.AddTable("suggestion", {{"column", "suggested for"}, {"change", "change"}});
  for (const std::string& name : suggestion.left_out_columns) {
    report.AddRow(table, {TextValue(name), TextValue("left out")});
  }
  for (const ColumnChange& change : suggestion.changes) {
    report.AddRow(table, {TextValue(change.column), TextValue(StepName(change.step))});
  }
}

}  // namespace

Report ReviewDocument(const DisclosureReview& review, const Suggestion* suggestion) {
  Report report;
  AddOutcome(review, report);
  report.AddFact("purpose", "purpose", TextValue(review.purpose));
  report.AddFact("distinction", "distinction", ShareValue(review.anonymity.distinction));
  report.AddFact("separation", "separation", ShareValue(review.anonymity.separation));
  AddFindings(review, /*all=*/true, report);
  AddColumns(review, report);
  AddClasses(review, report);
  AddUniques(review, report);
  AddSensitive(review, report);
  AddRisks(review, report);
  AddValues(review, report);
  AddComparisons(review, report);
  if (suggestion != nullptr) AddSuggestion(*suggestion, report);
  return report;
}

Report ReviewSummary(const DisclosureReview& review, const Suggestion* suggestion) {
  Report report;
  AddOutcome(review, report);
  AddFindings(review, /*all=*/false, report);
  if (suggestion != nullptr && !suggestion->is_empty()) AddSuggestion(*suggestion, report);
  return report;
}

}  // namespace ieum::core
