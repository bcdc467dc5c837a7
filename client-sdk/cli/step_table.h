// Table "steps" of a report: what took how long.
#ifndef IEUM_CLIENT_CLI_STEP_TABLE_H_
#define IEUM_CLIENT_CLI_STEP_TABLE_H_

#include <cstdint>
#include <string_view>

#include "absl/time/time.h"
#include "cli/report.h"

namespace ieum::client {

class StepTable final {
 public:
  // report: borrowed, must outlive this.
  explicit StepTable(Report& report)
      : report_(report),
        table_(report.AddTable("steps", {{"step", "step"},
                                         {"count", "done"},
                                         {"unit", "of"},
                                         {"seconds", "time"},
                                         {"per_second", "rate"}})) {}
  void Add(std::string_view step, int64_t count, std::string_view unit, absl::Duration elapsed) {
    report_.AddRow(table_, {TextValue(step), CountValue(count), TextValue(unit),
                            SecondsValue(elapsed), RateValue(count, elapsed)});
  }

 private:
  Report& report_;
  const size_t table_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_STEP_TABLE_H_
