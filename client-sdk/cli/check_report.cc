#include "cli/check_report.h"

#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "cli/input_source.h"
#include "ieum/client/check/report_words.h"

namespace ieum::client {
namespace {

constexpr core::Language kLanguage = core::Language::kEnglish;

const char* PolicyName(InvalidValue policy) {
  switch (policy) {
    case InvalidValue::kRefuse:
      return "row refused";
    case InvalidValue::kMissing:
      return "counts as missing";
    case InvalidValue::kKeep:
      return "kept";
  }
  return "";
}

double ShareOf(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// JSON: the numbers; the text also says whether there are more.
ReportValue RowNumbers(const Tally& tally) {
  std::string numbers;
  for (const int64_t row : tally.rows) {
    absl::StrAppendFormat(&numbers, "%s%d", numbers.empty() ? "" : ", ", row);
  }
  if (tally.count > static_cast<int64_t>(tally.rows.size())) numbers += ", …";
  return {tally.rows, std::move(numbers)};
}

int64_t RefusedValues(const FieldCheck& field) {
  int64_t sum = 0;
  for (const auto& [rule, count] : field.refusals) sum += count;
  return sum;
}

void AddFacts(const PreFlightReport& found, Report& report) {
  AddInputFact("read as", found.input, report);
  report.AddFact("rows", "rows", CountValue(found.row_count()));
  report.AddFact("invalid_rows", "rows that break a rule", CountValue(found.rows.invalid_count));
  report.AddFact("duplicate_rows", "rows that repeat an earlier one in every field",
                 CountValue(found.duplicates.count));
  report.AddFact("distinct_share", "rows that their fields tell from all others",
                 PercentValue(found.unique_share));
  report.AddFact("enough_share", "rows with enough sound fields", PercentValue(found.enough_share));
  report.AddFact("expected_loss", "expected loss by defects", PercentValue(found.expected_loss));
  report.AddFact("linkable_share", "rows that can be linked (estimate)",
                 PercentValue(found.linkable_share));
  if (!found.is_exact) {
    report.AddFact("estimated", "distinct values and unique rows",
                   TextValue("estimated from a sample of values"));
  }
}

void AddRules(const PreFlightReport& found, Report& report) {
  const size_t rules =
      report.AddTable("invalid_by_rule", {{"rule", "rule broken"}, {"rows", "rows"}});
  for (const auto& [rule, count] : found.rows.invalid_by_rule) {
    report.AddRow(rules, {TextValue(rule), CountValue(count)});
  }
  const size_t examples = report.AddTable("invalid_examples", {{"example", "first of them"}});
  for (const std::string& example : found.rows.examples) {
    report.AddRow(examples, {TextValue(example)});
  }
}

void AddFields(const PreFlightReport& found, Report& report) {
  const size_t table = report.AddTable("fields", {{"field", "field"},
                                                  {"column", "column"},
                                                  {"sound_share", "sound"},
                                                  {"missing", "missing"},
                                                  {"placeholder", "placeholder"},
                                                  {"unsound", "defective"},
                                                  {"invalid", "invalid"},
                                                  {"policy", "an invalid value is"},
                                                  {"distinct_values", "distinct"},
                                                  {"entropy_bits", "bits"},
                                                  {"profile_entropy_bits", "profile says"},
                                                  {"distinct_share_without", "unique without it"},
                                                  {"expected_loss", "expected loss"}});
  const int64_t row_count = found.row_count();
  for (const FieldCheck& field : found.fields) {
    const ReportValue bits{field.entropy_bits, absl::StrFormat("%.1f", field.entropy_bits)};
    report.AddRow(table,
                  {TextValue(field.name), TextValue(field.excluded ? "excluded" : field.column),
                   PercentValue(ShareOf(field.count(Defect::kNone), row_count)),
                   CountValue(field.count(Defect::kMissing)),
                   CountValue(field.count(Defect::kPlaceholder)), CountValue(field.unsound_count()),
                   CountValue(RefusedValues(field)), TextValue(PolicyName(field.policy)),
                   CountValue(field.distinct_values), bits, CountValue(field.profile_entropy_bits),
                   PercentValue(field.unique_share_without), PercentValue(field.expected_loss)});
  }
}

void AddRefusedValues(const PreFlightReport& found, Report& report) {
  const size_t table = report.AddTable(
      "refused_values", {{"field", "field"}, {"why", "an invalid value …"}, {"count", "rows"}});
  for (const FieldCheck& field : found.fields) {
    for (const auto& [why, count] : field.refusals) {
      report.AddRow(table, {TextValue(field.name), TextValue(why), CountValue(count)});
    }
  }
}

void AddFindings(const PreFlightReport& found, Report& report) {
  const size_t table = report.AddTable("findings", {{"field", "field"},
                                                    {"finding", "finding"},
                                                    {"key", "key"},
                                                    {"count", "rows"},
                                                    {"share", "of rows"},
                                                    {"first_rows", "first rows"}});
  const auto add = [&](std::string_view where, std::string_view what, std::string_view key,
                       const Tally& tally) {
    report.AddRow(table,
                  {TextValue(where), TextValue(what), TextValue(key), CountValue(tally.count),
                   PercentValue(ShareOf(tally.count, found.row_count())), RowNumbers(tally)});
  };
  for (const auto& [key, tally] : found.refusals) {
    add(key.second, Say(key.first, kLanguage), RefusalName(key.first), tally);
  }
  for (const FieldCheck& field : found.fields) {
    for (size_t d = 0; d < kDefectCount; ++d) {
      const auto defect = static_cast<Defect>(d);
      if (defect == Defect::kNone || field.excluded || field.defects[d].count == 0) continue;
      add(field.name, Say(defect, kLanguage), DefectKey(defect), field.defects[d]);
    }
  }
  if (found.duplicates.count > 0) {
    add("", "repeats an earlier row in every field", "duplicate_row", found.duplicates);
  }
}

void AddSegments(const PreFlightReport& found, Report& report) {
  const size_t table = report.AddTable("segments", {{"segment", "segment"},
                                                    {"bits", "filter bits"},
                                                    {"mean_fill", "mean fill"},
                                                    {"wanted", "wanted"},
                                                    {"empty_rows", "rows without any bit"}});
  for (const SegmentFill& fill : found.segments) {
    const std::string wanted =
        fill.most_thousandths == 0
            ? ""
            : absl::StrFormat("%d.%d to %d.%d %%", fill.least_thousandths / 10,
                              fill.least_thousandths % 10, fill.most_thousandths / 10,
                              fill.most_thousandths % 10);
    report.AddRow(table, {TextValue(fill.name), CountValue(fill.filter_bits),
                          PercentValue(fill.mean), TextValue(wanted), CountValue(fill.empty_rows)});
  }
}

}  // namespace

Report CheckReport(const PreFlightReport& found) {
  Report report;
  AddFacts(found, report);
  AddRules(found, report);
  AddFields(found, report);
  AddFindings(found, report);
  AddRefusedValues(found, report);
  AddSegments(found, report);
  return report;
}

}  // namespace ieum::client
