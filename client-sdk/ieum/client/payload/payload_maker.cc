#include "ieum/client/payload/payload_maker.h"

#include <memory>
#include <utility>

#include "ieum/client/payload/serial_sorter.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int64_t kRowsBetweenLooks = 1024;

// A column with what is done to it and measured of it.
struct Work {
  core::ColumnTransform transform;
  core::ColumnStatisticsCollector before;
  core::ColumnStatisticsCollector after;
  int64_t changed_count = 0;
};

absl::StatusOr<std::vector<Work>> Prepare(const core::PayloadSchema& schema,
                                          const core::TransformKey* key) {
  std::vector<Work> work;
  work.reserve(schema.columns.size());
  for (const core::PayloadColumn& column : schema.columns) {
    IEUM_ASSIGN_OR_RETURN(core::ColumnTransform transform,
                          core::ColumnTransform::Create(column, key));
    work.push_back({.transform = std::move(transform),
                    .before = core::ColumnStatisticsCollector(column.type),
                    .after = core::ColumnStatisticsCollector(column.sent_type)});
  }
  return work;
}

// Sorts the rows that have a serial and shows them to the transforms that count. `report` is told
// how many were left out.
absl::Status ReadAll(PayloadRows& rows, SerialIndex& serials, const PayloadChoice& choice,
                     std::vector<Work>& work, SerialSorter& sorter, PayloadReport& report,
                     const PayloadProgress& progress, const std::stop_token& stop) {
  for (int64_t count = 0;; ++count) {
    if (count % kRowsBetweenLooks == 0) {
      if (stop.stop_requested()) return core::Cancelled("stopped on request; nothing was written");
      progress(rows.bytes_read(), rows.bytes_total());
    }
    IEUM_ASSIGN_OR_RETURN(const std::optional<PayloadRow> row, rows.Next());
    if (!row.has_value()) break;
    const std::optional<SerialIndex::Found> found = serials.Take(row->row_id);
    if (!found.has_value() && choice.sample_only) {
      ++report.outside_sample_count;
      continue;
    }
    if (!found.has_value()) {
      rows.Refuse(row->row_number,
                  "the row id is in no serial map that was given; it was not encoded, or its map "
                  "is missing");
      continue;
    }
    if (choice.joinable != nullptr && !choice.joinable->Contains(found->serial)) {
      ++report.not_joinable_count;
      continue;
    }
    for (size_t c = 0; c < work.size(); ++c) {
      IEUM_RETURN_IF_ERROR(work[c].transform.Count(row->values[c]));
      work[c].before.Add(row->values[c]);
    }
    IEUM_RETURN_IF_ERROR(sorter.Add(found->serial, row->values));
  }
  return rows.CheckColumns();
}

absl::Status TransformRow(const core::PayloadSchema& schema, const core::Serial& serial,
                          std::vector<Work>& work, std::span<core::PayloadValue> values) {
  std::string before, after;
  for (size_t c = 0; c < work.size(); ++c) {
    const core::PayloadColumn& column = schema.columns[c];
    before.clear();
    after.clear();
    core::AppendValueText(column.type, values[c], before);
    const absl::Status done = work[c].transform.Apply(serial, values[c]);
    if (!done.ok()) return core::WithContext(done, absl::StrFormat("column '%s'", column.source));
    core::AppendValueText(column.sent_type, values[c], after);
    work[c].changed_count += before == after ? 0 : 1;
    work[c].after.Add(values[c]);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PayloadReport> MakePayload(PayloadRows& rows, SerialIndex& serials,
                                          const core::TransformKey* key,
                                          const PayloadChoice& choice, core::PayloadHeader header,
                                          const std::string& path, const PayloadProgress& progress,
                                          const std::stop_token& stop) {
  // The writer gets its own copy, and the collectors borrow this one.
  const core::PayloadSchema schema = header.schema;
  IEUM_ASSIGN_OR_RETURN(std::vector<Work> work, Prepare(schema, key));
  SerialSorter sorter(schema.columns.size(), path);
  PayloadReport report;
  IEUM_RETURN_IF_ERROR(ReadAll(rows, serials, choice, work, sorter, report, progress, stop));
  const InputReport& read = rows.report();
  if (read.invalid_count > 0 && !choice.skip_invalid) {
    return core::InvalidArgument(
        "%d of %d rows break a rule, so nothing was written; correct them, or leave them out with "
        "--skip-invalid",
        read.invalid_count, read.invalid_count + read.row_count);
  }
  if (read.row_count == report.not_joinable_count + report.outside_sample_count) {
    return core::InvalidArgument("no row is left, so nothing was written");
  }
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::PayloadFileWriter> writer,
                        core::PayloadFileWriter::Create(path, std::move(header)));
  int64_t count = 0;
  IEUM_RETURN_IF_ERROR(
      sorter.Visit([&](const core::Serial& serial, std::span<core::PayloadValue> values) {
        if (++count % kRowsBetweenLooks == 0 && stop.stop_requested()) {
          return core::Cancelled("stopped on request; nothing was written");
        }
        IEUM_RETURN_IF_ERROR(TransformRow(schema, serial, work, values));
        return writer->Append(serial, values);
      }));
  IEUM_ASSIGN_OR_RETURN(report.trailer, writer->Finish());
  for (const Work& each : work) {
    report.columns.push_back({.before = each.before.Result(),
                              .after = each.after.Result(),
                              .changed_count = each.changed_count,
                              .grouped_code_count = each.transform.grouped_code_count()});
  }
  return report;
}

}  // namespace ieum::client
