// What `ieum payload` found in columns, as tables of a report.
#ifndef IEUM_CLIENT_CLI_PAYLOAD_REPORT_H_
#define IEUM_CLIENT_CLI_PAYLOAD_REPORT_H_

#include <string>
#include <vector>

#include "cli/report.h"
#include "ieum/core/payload/column_statistics.h"
#include "ieum/core/payload/payload_schema.h"

namespace ieum::client {

// Measured columns, before the transforms or after them.
struct MeasuredColumns {
  std::string stage;  // "before", "after"
  std::vector<core::ColumnStatistics> columns;
};

// Table "schema": name, type, role, purpose and transforms of each column.
void AddSchemaTable(const core::PayloadSchema& schema, Report& report);
// Tables "columns" (a row for each column and stage) and "codes" (the most frequent codes).
void AddStatistics(const core::PayloadSchema& schema, const std::vector<MeasuredColumns>& measured,
                   Report& report);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_PAYLOAD_REPORT_H_
