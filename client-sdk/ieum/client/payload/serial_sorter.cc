#include "ieum/client/payload/serial_sorter.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr size_t kBuckets = 256;
constexpr size_t kSerialBytes = sizeof(core::Serial);

// A row: u32 bytes of all of it, serial, then for each value u8 missing, i64 number, u32 media
// type, u32 length, bytes.
void AppendRow(core::Bytes& out, const core::Serial& serial,
               std::span<const core::PayloadValue> values) {
  const size_t begin = out.size();
  core::AppendLittleEndian(out, uint32_t{0});
  out.insert(out.end(), serial.begin(), serial.end());
  for (const core::PayloadValue& value : values) {
    out.push_back(std::byte{value.missing ? uint8_t{1} : uint8_t{0}});
    core::AppendLittleEndian(out, value.number);
    core::AppendLittleEndian(out, value.media_type);
    core::AppendLittleEndian(out, static_cast<uint32_t>(value.bytes.size()));
    const core::ByteView bytes = core::AsBytes(value.bytes);
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
  const auto size = static_cast<uint32_t>(out.size() - begin);
  std::memcpy(out.data() + begin, &size, sizeof(size));
}

void ReadValues(core::ByteView row, std::span<core::PayloadValue> values) {
  size_t place = 4 + kSerialBytes;
  for (core::PayloadValue& value : values) {
    value.missing = row[place] != std::byte{0};
    value.number = core::LoadLittleEndian<int64_t>(row, place + 1);
    value.media_type = core::LoadLittleEndian<uint32_t>(row, place + 9);
    const size_t size = core::LoadLittleEndian<uint32_t>(row, place + 13);
    value.bytes = std::string(core::AsText(row.subspan(place + 17, size)));
    place += 17 + size;
  }
}

}  // namespace

SerialSorter::SerialSorter(size_t column_count, std::string beside, size_t buffer_bytes)
    : column_count_(column_count),
      beside_(std::move(beside)),
      buffer_bytes_(buffer_bytes),
      buckets_(kBuckets) {}

absl::Status SerialSorter::Spill(Bucket& bucket) {
  if (!file_.has_value()) {
    IEUM_ASSIGN_OR_RETURN(const int fd, core::OpenUnnamedFile(beside_));
    file_.emplace(fd);
  }
  IEUM_RETURN_IF_ERROR(core::WriteAll(file_->get(), bucket.buffer, beside_));
  bucket.blocks.emplace_back(file_bytes_, bucket.buffer.size());
  file_bytes_ += bucket.buffer.size();
  bucket.buffer.clear();
  return absl::OkStatus();
}

absl::Status SerialSorter::Add(const core::Serial& serial,
                               std::span<const core::PayloadValue> values) {
  IEUM_CHECK(values.size() == column_count_);
  Bucket& bucket = buckets_[std::to_integer<size_t>(serial[0])];
  AppendRow(bucket.buffer, serial, values);
  return bucket.buffer.size() < buffer_bytes_ ? absl::OkStatus() : Spill(bucket);
}

absl::StatusOr<core::Bytes> SerialSorter::Load(Bucket& bucket) const {
  core::Bytes rows;
  for (const auto& [offset, size] : bucket.blocks) {
    const size_t begin = rows.size();
    rows.resize(begin + size);
    for (size_t done = 0; done < size;) {
      const ssize_t got = ::pread(file_->get(), rows.data() + begin + done, size - done,
                                  static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return core::SystemError("read", beside_, errno);
      if (got == 0) return core::DataLoss("the rows put aside beside '%s' are gone", beside_);
      done += static_cast<size_t>(got);
    }
  }
  rows.insert(rows.end(), bucket.buffer.begin(), bucket.buffer.end());
  bucket = {};
  return rows;
}

absl::Status SerialSorter::VisitBucket(Bucket& bucket, const Visitor& visit) {
  IEUM_ASSIGN_OR_RETURN(const core::Bytes rows, Load(bucket));
  std::vector<size_t> places;
  for (size_t place = 0; place < rows.size();
       place += core::LoadLittleEndian<uint32_t>(rows, place)) {
    places.push_back(place);
  }
  std::sort(places.begin(), places.end(), [&rows](size_t a, size_t b) {
    return std::memcmp(rows.data() + a + 4, rows.data() + b + 4, kSerialBytes) < 0;
  });
  std::vector<core::PayloadValue> values(column_count_);
  for (const size_t place : places) {
    core::Serial serial;
    std::memcpy(serial.data(), rows.data() + place + 4, kSerialBytes);
    ReadValues(core::ByteView(rows).subspan(place), values);
    IEUM_RETURN_IF_ERROR(visit(serial, values));
  }
  return absl::OkStatus();
}

absl::Status SerialSorter::Visit(const Visitor& visit) {
  for (Bucket& bucket : buckets_) IEUM_RETURN_IF_ERROR(VisitBucket(bucket, visit));
  return absl::OkStatus();
}

}  // namespace ieum::client
