// Rows in random order, in bounded memory: what a server receives says nothing about the order of
// the holder's file.
#ifndef IEUM_CLIENT_SERIALS_ROW_SHUFFLE_H_
#define IEUM_CLIENT_SERIALS_ROW_SHUFFLE_H_

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/random.h"

namespace ieum::client {

// Random numbers from core::Random, drawn a few thousand bytes at a time. One thread at a time.
class RandomNumbers final {
 public:
  explicit RandomNumbers(core::Random& random) : random_(random) {}
  uint32_t Next();
  // Uniform in [0, bound). REQUIRES: bound > 0.
  uint32_t Below(uint32_t bound);

 private:
  static constexpr size_t kBuffered = 1024;
  core::Random& random_;
  std::array<uint32_t, kBuffered> numbers_{};
  size_t next_ = kBuffered;
};

struct RowShuffleOptions {
  size_t row_bytes = 0;
  // Rows that do not fit in memory go to a file without name in the folder of this path.
  std::string beside;
  // The rest only tests have a reason to change. Memory: bucket_count * buffer_bytes while rows
  // are added, then at most bucket_limit_bytes.
  uint32_t bucket_count = 256;
  size_t buffer_bytes = size_t{256} << 10;
  size_t bucket_limit_bytes = size_t{256} << 20;
};

// Every order of the rows is equally likely, whatever the order in which they are added: each row
// draws a bucket, and each bucket is permuted by itself (Fisher and Yates). This is sorting by
// random numbers, of which the bucket is the first digit. One thread at a time.
//
// The file holds rows as the encoded file beside it will: nothing that is not in there. It has mode
// 0600 and no name from the start, so it is gone with the process, and gives its space back while
// the rows are visited.
class RowShuffle final {
 public:
  RowShuffle(RowShuffleOptions options, core::Random& random);

  // rows: [n, row_bytes]. RESOURCE_EXHAUSTED: the disk is full, or nearly. Others as SystemError.
  absl::Status Add(core::ByteView rows);
  // Visits every row once; a row is valid during its visit. An error of `visit` ends the call and
  // is returned. Call once, after which no row can be added.
  absl::Status Visit(const std::function<absl::Status(core::ByteView)>& visit);

 private:
  struct Bucket {
    std::vector<uint64_t> blocks;  // offsets in the file of full buffers
    core::Bytes buffer;            // rows behind them
  };
  absl::Status Spill(Bucket& bucket);
  absl::Status CheckDisk() const;
  // Appends the next block of the file to `rows` and frees its place.
  absl::Status ReadBlock(uint64_t offset, core::Bytes& rows) const;
  absl::Status VisitBucket(Bucket& bucket,
                           const std::function<absl::Status(core::ByteView)>& visit);

  RowShuffleOptions options_;
  core::Random& random_;
  RandomNumbers numbers_;
  size_t block_bytes_;  // of whole rows
  std::vector<Bucket> buckets_;
  std::optional<core::FileDescriptor> file_;
  uint64_t file_bytes_ = 0;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SERIALS_ROW_SHUFFLE_H_
