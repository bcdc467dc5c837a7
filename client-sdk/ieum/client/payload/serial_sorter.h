// Rows in ascending order of their serials, in bounded memory.
#ifndef IEUM_CLIENT_PAYLOAD_SERIAL_SORTER_H_
#define IEUM_CLIENT_PAYLOAD_SERIAL_SORTER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::client {

// Serials are random, so their first byte deals rows into 256 buckets of about one size. Full
// buffers go to a file without name of mode 0600, gone with the process; each bucket is sorted in
// memory when it is visited. One thread at a time.
class SerialSorter final {
 public:
  // column_count: values of a row. beside: the file lies in the folder of this path. buffer_bytes:
  // of each of 256 buckets.
  SerialSorter(size_t column_count, std::string beside, size_t buffer_bytes = size_t{256} << 10);

  // Errors as core::SystemError: RESOURCE_EXHAUSTED if the disk is full.
  absl::Status Add(const core::Serial& serial, std::span<const core::PayloadValue> values);
  // Visits every row once, in ascending order; the values are valid, and may be changed, during the
  // visit. An error of `visit` ends the call and is returned. Call once, after which no row can be
  // added.
  using Visitor = std::function<absl::Status(const core::Serial&, std::span<core::PayloadValue>)>;
  absl::Status Visit(const Visitor& visit);

 private:
  struct Bucket {
    std::vector<std::pair<uint64_t, size_t>> blocks;  // offset and size in the file
    core::Bytes buffer;                               // rows behind them
  };
  absl::Status Spill(Bucket& bucket);
  absl::StatusOr<core::Bytes> Load(Bucket& bucket) const;
  absl::Status VisitBucket(Bucket& bucket, const Visitor& visit);

  size_t column_count_;
  std::string beside_;
  size_t buffer_bytes_;
  std::vector<Bucket> buckets_;
  std::optional<core::FileDescriptor> file_;
  uint64_t file_bytes_ = 0;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PAYLOAD_SERIAL_SORTER_H_
