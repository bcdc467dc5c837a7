#include "cli/payload_report.h"

#include "absl/strings/str_format.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::client {
namespace {

using core::TransformKind;

std::string Bound(const core::ValueType& type, int64_t number) {
  std::string text;
  core::PayloadValue value;
  value.number = number;
  core::AppendValueText(type, value, text);
  return text;
}

std::string DescribeType(const core::ValueType& type) {
  std::string text(core::ValueKindName(type.kind));
  switch (type.kind) {
    case core::ValueKind::kDecimal:
      return absl::StrFormat("%s, %d places", text, type.places);
    case core::ValueKind::kCategory:
      return absl::StrFormat("%s, %d codes", text, type.codes.size());
    case core::ValueKind::kDate:
      return type.unit == core::DateUnit::kDay ? text : std::string(core::DateUnitName(type.unit));
    case core::ValueKind::kText:
    case core::ValueKind::kToken:
      return absl::StrFormat("%s, %d bytes", text, type.byte_count);
    default:
      return text;
  }
}

std::string Number(const std::optional<double>& number) {
  return number.has_value() ? absl::StrFormat("%.6g", *number) : "";
}

}  // namespace

std::string DescribeTransform(const core::TransformSpec& transform, const core::ValueType& type) {
  const std::string name(core::TransformKindName(transform.kind));
  switch (transform.kind) {
    case TransformKind::kRound:
      return name + " to " + Bound(type, transform.step);
    case TransformKind::kTopCode:
    case TransformKind::kBottomCode:
      return name + " at " + Bound(type, transform.limit);
    case TransformKind::kDateTo:
      return name + " " + std::string(core::DateUnitName(transform.unit));
    case TransformKind::kRegion:
      return name + " " + std::string(core::RegionLevelName(transform.level));
    case TransformKind::kGroupRare:
      return absl::StrFormat("%s below %d rows into %s", name, transform.minimum_rows,
                             transform.into);
    case TransformKind::kKeyedHash:
      return absl::StrFormat("%s of %d bytes", name, transform.byte_count);
    case TransformKind::kNoise:
      return absl::StrFormat("%s %s, scale %s, bound %s", name,
                             core::NoiseDistributionName(transform.distribution),
                             Bound(type, transform.scale), Bound(type, transform.bound));
  }
  return name;
}

void AddSchemaTable(const core::PayloadSchema& schema, Report& report) {
  const size_t table = report.AddTable("schema", {{"name", "column"},
                                                  {"type", "type sent"},
                                                  {"role", "role"},
                                                  {"purpose", "purpose"},
                                                  {"transforms", "transforms"}});
  for (const core::PayloadColumn& column : schema.columns) {
    std::string transforms;
    for (const core::TransformSpec& transform : column.transforms) {
      if (!transforms.empty()) transforms += "; ";
      transforms += DescribeTransform(transform, column.type);
    }
    report.AddRow(table, {TextValue(column.name), TextValue(DescribeType(column.sent_type)),
                          TextValue(core::ColumnRoleName(column.role)), TextValue(column.purpose),
                          TextValue(transforms)});
  }
}

void AddStatistics(const core::PayloadSchema& schema, const std::vector<MeasuredColumns>& measured,
                   Report& report) {
  const size_t table = report.AddTable("columns", {{"name", "column"},
                                                   {"stage", "stage"},
                                                   {"rows", "rows"},
                                                   {"missing", "missing"},
                                                   {"distinct", "distinct"},
                                                   {"least", "least"},
                                                   {"most", "most"},
                                                   {"mean", "mean"},
                                                   {"standard_deviation", "sd"},
                                                   {"small_codes", "codes < 10 rows"}});
  const size_t codes = report.AddTable(
      "codes", {{"name", "column"}, {"stage", "stage"}, {"code", "code"}, {"rows", "rows"}});
  for (size_t c = 0; c < schema.columns.size(); ++c) {
    const std::string& name = schema.columns[c].name;
    for (const MeasuredColumns& each : measured) {
      const core::ColumnStatistics& column = each.columns[c];
      core::ReportValue distinct = CountValue(column.distinct_count);
      if (column.distinct_capped) distinct.text = "> " + distinct.text;
      report.AddRow(
          table,
          {TextValue(name), TextValue(each.stage), CountValue(column.row_count),
           CountValue(column.missing_count), distinct, TextValue(column.least.value_or("")),
           TextValue(column.most.value_or("")), TextValue(Number(column.mean)),
           TextValue(Number(column.standard_deviation)), CountValue(column.small_code_count)});
      for (const core::ColumnStatistics::CodeCount& code : column.top_codes) {
        report.AddRow(codes, {TextValue(name), TextValue(each.stage), TextValue(code.code),
                              CountValue(code.row_count)});
      }
    }
  }
}

}  // namespace ieum::client
