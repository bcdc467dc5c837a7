// A holder's rows to a payload file: serials for row ids, transforms, order, statistics.
#ifndef IEUM_CLIENT_PAYLOAD_PAYLOAD_MAKER_H_
#define IEUM_CLIENT_PAYLOAD_PAYLOAD_MAKER_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/payload/payload_rows.h"
#include "ieum/client/payload/serial_index.h"
#include "ieum/core/jointkey/joinable_file.h"
#include "ieum/core/payload/column_statistics.h"
#include "ieum/core/payload/column_transform.h"
#include "ieum/core/payload/payload_file.h"

namespace ieum::client {

// One column before and after its transforms.
struct ColumnChange {
  core::ColumnStatistics before;
  core::ColumnStatistics after;
  int64_t changed_count = 0;       // rows whose value as text is another one
  int64_t grouped_code_count = 0;  // codes that were too rare
};

// Which rows of a file are sent.
struct PayloadChoice {
  const core::JoinableSerials* joinable = nullptr;  // rows of these serials only; null: of all
  // The serials are of a mock linkage: rows without one are outside its sample, and not refused.
  bool sample_only = false;
  bool skip_invalid = false;
};

struct PayloadReport {
  core::PayloadTrailer trailer;
  int64_t not_joinable_count = 0;    // rows left out because nobody asked for them
  int64_t outside_sample_count = 0;  // rows left out because they have no serial
  std::vector<ColumnChange> columns;
};

using PayloadProgress = std::function<void(int64_t bytes_read, int64_t bytes_total)>;

// Reads `rows` to their end, and only then writes `path`: nothing is written if a row was refused,
// unless `skip_invalid`, or if no row is left. Refused are also rows whose id has no serial. Rows
// that are not chosen are read and checked, and left out.
// Memory: the index, 64 MiB, and one of 256 parts of the rows at a time. INVALID_ARGUMENT: rows
// were refused (rows.report() says which). CANCELLED: on request.
absl::StatusOr<PayloadReport> MakePayload(PayloadRows& rows, SerialIndex& serials,
                                          const core::TransformKey* key,
                                          const PayloadChoice& choice, core::PayloadHeader header,
                                          const std::string& path, const PayloadProgress& progress,
                                          const std::stop_token& stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PAYLOAD_PAYLOAD_MAKER_H_
