// The bytes of records: a version byte, fields one behind the other, a checksum. FORMAT:
// docs/formats/storage.md.
#ifndef IEUM_SERVER_STORAGE_RECORD_BYTES_H_
#define IEUM_SERVER_STORAGE_RECORD_BYTES_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::server {

inline constexpr uint8_t kRecordVersion = 1;

class RecordWriter final {
 public:
  RecordWriter() { Add(kRecordVersion); }

  template <typename Integer>
  void Add(Integer value) {
    core::AppendLittleEndian(bytes_, value);
  }
  void AddRaw(core::ByteView raw) { bytes_.insert(bytes_.end(), raw.begin(), raw.end()); }
  void AddText(std::string_view text) {
    Add(static_cast<uint32_t>(text.size()));
    AddRaw(core::AsBytes(text));
  }
  void AddTime(absl::Time time) { Add(absl::ToUnixMicros(time)); }

  core::Bytes Finish() {
    Add(core::Crc32c(bytes_));
    return std::move(bytes_);
  }

 private:
  core::Bytes bytes_;
};

inline absl::Status DamagedRecord() { return core::DataLoss("a record of the store is damaged"); }

// Reads what RecordWriter wrote. After the first field that does not fit, every field is zero or
// empty and Finish() says so.
class RecordReader final {
 public:
  static absl::StatusOr<RecordReader> Open(core::ByteView bytes) {
    if (bytes.size() < 1 + sizeof(uint32_t)) return DamagedRecord();
    const core::ByteView body = bytes.first(bytes.size() - sizeof(uint32_t));
    if (core::LoadLittleEndian<uint32_t>(bytes, body.size()) != core::Crc32c(body)) {
      return DamagedRecord();
    }
    if (core::LoadLittleEndian<uint8_t>(body) != kRecordVersion) {
      return core::FailedPrecondition(
          "a record of the store was written by another version of the software; use that one");
    }
    return RecordReader(body.subspan(1));
  }

  template <typename Integer>
  Integer Take() {
    const core::ByteView raw = TakeRaw(sizeof(Integer));
    return raw.empty() ? Integer{} : core::LoadLittleEndian<Integer>(raw);
  }
  core::ByteView TakeRaw(size_t size) {
    if (size > left_.size()) {
      fits_ = false;
      left_ = {};
      return {};
    }
    const core::ByteView raw = left_.first(size);
    left_ = left_.subspan(size);
    return raw;
  }
  template <size_t size>
  std::array<std::byte, size> TakeArray() {
    std::array<std::byte, size> array{};
    const core::ByteView raw = TakeRaw(size);
    std::copy(raw.begin(), raw.end(), array.begin());
    return array;
  }
  std::string TakeText() { return std::string(core::AsText(TakeRaw(Take<uint32_t>()))); }
  absl::Time TakeTime() { return absl::FromUnixMicros(Take<int64_t>()); }
  // A number of items that follow; 0 if more than could be there.
  uint32_t TakeCount() {
    const auto count = Take<uint32_t>();
    if (count > left_.size()) fits_ = false;
    return fits_ ? count : 0;
  }
  core::ByteView TakeRest() { return TakeRaw(left_.size()); }

  absl::Status Finish() const {
    return fits_ && left_.empty() ? absl::OkStatus() : DamagedRecord();
  }

 private:
  explicit RecordReader(core::ByteView left) : left_(left) {}
  core::ByteView left_;
  bool fits_ = true;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_RECORD_BYTES_H_
