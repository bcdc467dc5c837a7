#include "ieum/core/release/table_columns.h"

namespace ieum::core {

std::vector<TableColumn> TableColumns(const ReleaseDescription& description) {
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

}  // namespace ieum::core
