#include "ieum/client/release/release_table.h"

#include "ieum/core/base/status.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::client {

bool AppendCell(const core::ReleaseDescription& description, const core::ReleaseChunk& chunk,
                size_t row, const core::TableColumn& column, std::string& out) {
  switch (column.kind) {
    case core::TableColumnKind::kReleaseKey:
      out += chunk.keys()[row].ToString();
      return true;
    case core::TableColumnKind::kHasHolder:
      out += chunk.HasHolder(row, column.index) ? '1' : '0';
      return true;
    case core::TableColumnKind::kBand:
      out += description.bands[chunk.band(row)];
      return true;
    case core::TableColumnKind::kValue:
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
