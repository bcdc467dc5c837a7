#include "ieum/client/serials/row_shuffle.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::Bytes;
using core::ByteView;

// The disk is looked at each time this much has been written, and must have twice as much left.
constexpr uint64_t kDiskCheckBytes = uint64_t{64} << 20;

}  // namespace

uint32_t RandomNumbers::Next() {
  if (next_ == kBuffered) {
    random_.Fill(std::as_writable_bytes(std::span(numbers_)));
    next_ = 0;
  }
  return numbers_[next_++];
}

// D. Lemire, "Fast random integer generation in an interval", 2019: numbers whose low half falls
// below 2^32 mod bound would make some results likelier, and are drawn again.
uint32_t RandomNumbers::Below(uint32_t bound) {
  uint64_t product = uint64_t{Next()} * bound;
  if (static_cast<uint32_t>(product) < bound) {
    const uint32_t least = -bound % bound;
    while (static_cast<uint32_t>(product) < least) product = uint64_t{Next()} * bound;
  }
  return static_cast<uint32_t>(product >> 32);
}

RowShuffle::RowShuffle(RowShuffleOptions options, core::Random& random)
    : options_(std::move(options)), random_(random), numbers_(random) {
  IEUM_CHECK(options_.row_bytes > 0 && options_.bucket_count > 0);
  block_bytes_ =
      std::max<size_t>(1, options_.buffer_bytes / options_.row_bytes) * options_.row_bytes;
  buckets_.resize(options_.bucket_count);
}

absl::Status RowShuffle::Add(ByteView rows) {
  IEUM_CHECK(rows.size() % options_.row_bytes == 0 && !buckets_.empty());
  for (size_t offset = 0; offset < rows.size(); offset += options_.row_bytes) {
    Bucket& bucket = buckets_[numbers_.Below(options_.bucket_count)];
    if (bucket.buffer.size() == block_bytes_) IEUM_RETURN_IF_ERROR(Spill(bucket));
    const ByteView row = rows.subspan(offset, options_.row_bytes);
    bucket.buffer.insert(bucket.buffer.end(), row.begin(), row.end());
  }
  return absl::OkStatus();
}

absl::Status RowShuffle::CheckDisk() const {
  struct statvfs disk {};
  if (::fstatvfs(file_->get(), &disk) != 0) return absl::OkStatus();  // writing will tell
  const uint64_t free_bytes = uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free_bytes >= 2 * kDiskCheckBytes) return absl::OkStatus();
  return core::ResourceExhausted(
      "only %d MiB are left on the disk of '%s'; rows are put in random order in a file there, as "
      "large as the encoded file will be. Free some space, or write to another disk",
      free_bytes >> 20, options_.beside);
}

absl::Status RowShuffle::Spill(Bucket& bucket) {
  if (!file_.has_value()) {
    IEUM_ASSIGN_OR_RETURN(const int fd, core::OpenUnnamedFile(options_.beside));
    file_.emplace(fd);
  }
  if (file_bytes_ % kDiskCheckBytes < block_bytes_) IEUM_RETURN_IF_ERROR(CheckDisk());
  IEUM_RETURN_IF_ERROR(core::WriteAll(file_->get(), bucket.buffer, options_.beside));
  bucket.blocks.push_back(file_bytes_);
  file_bytes_ += block_bytes_;
  bucket.buffer.clear();
  return absl::OkStatus();
}

absl::Status RowShuffle::ReadBlock(uint64_t offset, Bytes& rows) const {
  const size_t begin = rows.size();
  rows.resize(begin + block_bytes_);
  std::span<std::byte> rest = std::span(rows).subspan(begin);
  uint64_t position = offset;
  while (!rest.empty()) {
    const ssize_t got =
        ::pread(file_->get(), rest.data(), rest.size(), static_cast<off_t>(position));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::SystemError("read", options_.beside, errno);
    if (got == 0) return core::DataLoss("rows beside '%s' are gone", options_.beside);
    rest = rest.subspan(static_cast<size_t>(got));
    position += static_cast<uint64_t>(got);
  }
  // The encoded file grows as this one shrinks. Where that does not work, the disk holds both.
  static_cast<void>(::fallocate(file_->get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                                static_cast<off_t>(offset), static_cast<off_t>(block_bytes_)));
  return absl::OkStatus();
}

absl::Status RowShuffle::VisitBucket(Bucket& bucket,
                                     const std::function<absl::Status(ByteView)>& visit) {
  const size_t row_bytes = options_.row_bytes;
  const size_t size = bucket.blocks.size() * block_bytes_ + bucket.buffer.size();
  const Bytes tail = std::exchange(bucket.buffer, {});
  if (size > std::max(options_.bucket_limit_bytes, block_bytes_)) {
    RowShuffle finer(options_, random_);
    Bytes block;
    for (const uint64_t offset : bucket.blocks) {
      block.clear();
      IEUM_RETURN_IF_ERROR(ReadBlock(offset, block));
      IEUM_RETURN_IF_ERROR(finer.Add(block));
    }
    IEUM_RETURN_IF_ERROR(finer.Add(tail));
    return finer.Visit(visit);
  }
  Bytes rows;
  rows.reserve(size);
  for (const uint64_t offset : bucket.blocks) IEUM_RETURN_IF_ERROR(ReadBlock(offset, rows));
  rows.insert(rows.end(), tail.begin(), tail.end());
  std::vector<uint32_t> order(size / row_bytes);
  std::iota(order.begin(), order.end(), 0U);
  for (size_t left = order.size(); left > 0; --left) {
    std::swap(order[numbers_.Below(static_cast<uint32_t>(left))], order[left - 1]);
    IEUM_RETURN_IF_ERROR(visit(ByteView(rows).subspan(order[left - 1] * row_bytes, row_bytes)));
  }
  return absl::OkStatus();
}

absl::Status RowShuffle::Visit(const std::function<absl::Status(ByteView)>& visit) {
  std::vector<Bucket> buckets = std::exchange(buckets_, {});
  for (Bucket& bucket : buckets) IEUM_RETURN_IF_ERROR(VisitBucket(bucket, visit));
  file_.reset();
  return absl::OkStatus();
}

}  // namespace ieum::client
