#include "ieum/client/release/release_table.h"

#include "ieum/core/base/status.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::client {

std::vector<TableColumn> TableColumns(const core::ReleaseDescription& description) {
  std::vector<TableColumn> columns = {
      {.kind = TableColumnKind::kReleaseKey, .index = 0, .name = "release_key"}};
  for (size_t h = 0; h < description.holders.size(); ++h) {
    if (!description.MayLack(h)) continue;
    columns.push_back({.kind = TableColumnKind::kHasHolder,
                       .index = h,
                       .name = "has_" + description.holders[h].institution.value()});
  }
  for (size_t c = 0; c < description.columns.size(); ++c) {
    columns.push_back(
        {.kind = TableColumnKind::kValue, .index = c, .name = description.columns[c].name});
  }
  if (!description.bands.empty()) {
    columns.push_back({.kind = TableColumnKind::kBand, .index = 0, .name = "confidence_band"});
  }
  return columns;
}

bool AppendCell(const core::ReleaseDescription& description, const core::ReleaseChunk& chunk,
                size_t row, const TableColumn& column, std::string& out) {
  switch (column.kind) {
    case TableColumnKind::kReleaseKey:
      out += chunk.keys()[row].ToString();
      return true;
    case TableColumnKind::kHasHolder:
      out += chunk.HasHolder(row, column.index) ? '1' : '0';
      return true;
    case TableColumnKind::kBand:
      out += description.bands[chunk.band(row)];
      return true;
    case TableColumnKind::kValue:
      break;
  }
  const core::PayloadValue& value = chunk.column(column.index)[row];
  core::AppendValueText(description.column(column.index).sent_type, value, out);
  return !value.missing;
}

absl::Status VisitChunks(core::ReleaseFileReader& reader,
                         const std::function<absl::Status(const core::ReleaseChunk&)>& visit,
                         const RowProgress& progress, const std::stop_token& stop) {
  uint64_t done = 0;
  while (true) {
    if (stop.stop_requested()) return core::Cancelled("stopped; nothing was written");
    IEUM_ASSIGN_OR_RETURN(const core::ReleaseChunk* chunk, reader.Next());
    if (chunk == nullptr) return absl::OkStatus();
    IEUM_RETURN_IF_ERROR(visit(*chunk));
    done += chunk->row_count();
    if (progress) progress(done, reader.trailer().row_count);
  }
}

}  // namespace ieum::client
