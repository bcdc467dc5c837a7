// What a command found out, shown to people as text or a page and to programs as one JSON document.
#ifndef IEUM_CORE_PAGE_REPORT_H_
#define IEUM_CORE_PAGE_REPORT_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "ieum/core/page/language.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::core {

// One value: as it is in JSON, and as people read it.
struct ReportValue {
  std::variant<std::string, int64_t, double, std::vector<int64_t>> json;
  std::string text;
};

ReportValue TextValue(std::string_view text);
ReportValue CountValue(int64_t count);
ReportValue SecondsValue(absl::Duration duration);             // JSON: seconds
ReportValue RateValue(int64_t count, absl::Duration elapsed);  // JSON: count per second
// A number between 0 and 1 with four decimals, as precision and recall are given.
ReportValue ShareValue(double share);
// The same number, to people as a percentage.
ReportValue PercentValue(double share);

struct ReportColumn {
  std::string key;    // member name in JSON
  std::string title;  // column head in text
};

// Facts first, then tables, each in the order added. One thread at a time.
class Report final {
 public:
  void AddFact(std::string key, std::string title, ReportValue value);
  // Returns the number of the table, for AddRow. title: stands over it; empty: none.
  size_t AddTable(std::string key, std::vector<ReportColumn> columns, std::string title = {});
  // values: [column_count].
  void AddRow(size_t table, std::vector<ReportValue> values);

  // Tables without rows are left out of the text, but not of the JSON.
  std::string ToText() const;
  std::string ToJson() const;
  // One HTML page. chart: markup that stands before the tables; may be empty.
  std::string ToPage(std::string_view title, Language language, std::string_view chart = {}) const;
  void Print(std::FILE* out, OutputFormat format) const;

 private:
  struct Fact {
    ReportColumn column;
    ReportValue value;
  };
  struct Rows {
    std::string key;
    std::vector<ReportColumn> columns;
    std::string title;
    std::vector<std::vector<ReportValue>> rows;
  };
  std::vector<Fact> facts_;
  std::vector<Rows> tables_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PAGE_REPORT_H_
