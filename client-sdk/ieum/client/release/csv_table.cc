#include "ieum/client/release/csv_table.h"

#include <string>
#include <vector>

#include "ieum/client/input/csv_reader.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::Status WriteCsv(core::ReleaseFileReader& reader, bool byte_order_mark,
                      const std::function<absl::Status(std::string_view)>& put,
                      const RowProgress& progress, const std::stop_token& stop) {
  const core::ReleaseDescription& description = reader.description();
  const std::vector<core::TableColumn> columns = core::TableColumns(description);
  std::string text(byte_order_mark ? kByteOrderMark : "");
  for (size_t c = 0; c < columns.size(); ++c) {
    if (c > 0) text += ',';
    AppendCsvCell(text, columns[c].name);
  }
  text += "\r\n";
  IEUM_RETURN_IF_ERROR(put(text));
  std::string cell;
  return VisitChunks(
      reader,
      [&](const core::ReleaseChunk& chunk) {
        text.clear();
        for (size_t row = 0; row < chunk.row_count(); ++row) {
          for (size_t c = 0; c < columns.size(); ++c) {
            if (c > 0) text += ',';
            cell.clear();
            AppendCell(description, chunk, row, columns[c], cell);
            AppendCsvCell(text, cell);
          }
          text += "\r\n";
        }
        return put(text);
      },
      progress, stop);
}

}  // namespace ieum::client
