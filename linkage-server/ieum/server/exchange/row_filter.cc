#include "ieum/server/exchange/row_filter.h"

#include <algorithm>
#include <span>

#include "ieum/core/base/status.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::server {
namespace {

constexpr size_t kMapRowBytes = sizeof(core::Serial) + 16;

}  // namespace

bool RowFilter::Removes(const core::Serial& serial) const {
  return std::binary_search(removed_.begin(), removed_.end(), serial);
}

absl::StatusOr<KeptRows> RowFilter::OfLinkageMap(core::ByteView rows) const {
  if (rows.size() % kMapRowBytes != 0) {
    return core::DataLoss("a chunk of a linkage map in the store has half a row");
  }
  KeptRows kept;
  for (size_t at = 0; at < rows.size(); at += kMapRowBytes) {
    const core::ByteView row = rows.subspan(at, kMapRowBytes);
    core::Serial serial;
    std::copy_n(row.begin(), serial.size(), serial.begin());
    if (Removes(serial)) continue;
    kept.chunk.insert(kept.chunk.end(), row.begin(), row.end());
    ++kept.row_count;
  }
  return kept;
}

KeptRows RowFilter::OfPayload(const core::PayloadSchema& schema, const core::PayloadChunk& chunk,
                              core::ByteView bytes) const {
  const std::span<const core::Serial> serials = chunk.serials();
  const bool any = std::any_of(serials.begin(), serials.end(),
                               [this](const core::Serial& serial) { return Removes(serial); });
  if (!any) return {.chunk = core::Bytes(bytes.begin(), bytes.end()), .row_count = serials.size()};
  core::PayloadChunkBuilder builder(schema);
  std::vector<core::PayloadValue> values(schema.columns.size());
  for (size_t row = 0; row < serials.size(); ++row) {
    if (Removes(serials[row])) continue;
    for (size_t c = 0; c < values.size(); ++c) values[c] = chunk.column(c)[row];
    // Fewer rows than a chunk that was within the limits.
    IEUM_CHECK(builder.Append(serials[row], values));
  }
  if (builder.row_count() == 0) return {};
  return {.chunk = builder.Serialize(chunk.sequence()), .row_count = builder.row_count()};
}

}  // namespace ieum::server
