#include "cli/payload_report.h"

#include "absl/strings/str_format.h"
#include "ieum/core/payload/payload_words.h"

namespace ieum::client {
namespace {

std::string Number(const std::optional<double>& number) {
  return number.has_value() ? absl::StrFormat("%.6g", *number) : "";
}

}  // namespace

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
      transforms += core::DescribeTransform(transform, column.type);
    }
    report.AddRow(table, {TextValue(column.name), TextValue(core::DescribeType(column.sent_type)),
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
