// What a finished stage found, as bytes: the same fields, in the same order, written and read by
// one function. Read only by the build that wrote it, so nothing is said of versions; whoever keeps
// the bytes keeps them whole (stage_store.h).
#ifndef IEUM_CORE_MATCHING_STAGE_CONTENT_H_
#define IEUM_CORE_MATCHING_STAGE_CONTENT_H_

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"

namespace ieum::core {

// Fields in the order of the calls: a value as it lies in memory; a vector as its size and values;
// any other type by its function Fields(value, archive), which calls Field for each of its parts.
class ContentWriter final {
 public:
  template <typename T>
  void Field(const T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      Append(&value, sizeof(T));
    } else {
      Fields(value, *this);
    }
  }
  template <typename T>
  void Field(const std::vector<T>& values) {
    Field(uint64_t{values.size()});
    if constexpr (std::is_trivially_copyable_v<T>) {
      Append(values.data(), values.size() * sizeof(T));
    } else {
      for (const T& value : values) Field(value);
    }
  }
  Bytes Take() { return std::move(bytes_); }

 private:
  void Append(const void* first, size_t size) {
    const auto* bytes = static_cast<const std::byte*>(first);
    bytes_.insert(bytes_.end(), bytes, bytes + size);
  }
  Bytes bytes_;
};

// Reads what a writer wrote; after the first field that does not fit all fields are left as they
// are, and Finish says so.
class ContentReader final {
 public:
  explicit ContentReader(ByteView bytes) : rest_(bytes) {}

  template <typename T>
  void Field(T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      Copy(&value, sizeof(T));
    } else {
      Fields(value, *this);
    }
  }
  template <typename T>
  void Field(std::vector<T>& values) {
    uint64_t size = 0;
    Field(size);
    // Every element has at least a byte: a size beyond the rest would only cost memory.
    if (size > rest_.size()) fits_ = false;
    if (!fits_) return;
    values.resize(static_cast<size_t>(size));
    if constexpr (std::is_trivially_copyable_v<T>) {
      Copy(values.data(), values.size() * sizeof(T));
    } else {
      for (T& value : values) Field(value);
    }
  }
  // DATA_LOSS unless every field fitted and nothing is left.
  absl::Status Finish() const {
    if (fits_ && rest_.empty()) return absl::OkStatus();
    return DataLoss("what a finished stage found was saved by another version; start a new run");
  }

 private:
  void Copy(void* out, size_t size) {
    if (size > rest_.size()) fits_ = false;
    if (!fits_ || size == 0) return;
    std::memcpy(out, rest_.data(), size);
    rest_ = rest_.subspan(size);
  }
  ByteView rest_;
  bool fits_ = true;
};

template <typename T>
Bytes ContentOf(const T& value) {
  ContentWriter writer;
  writer.Field(value);
  return writer.Take();
}

// DATA_LOSS as ContentReader::Finish.
template <typename T>
absl::Status Restore(ByteView content, T& value) {
  ContentReader reader(content);
  reader.Field(value);
  return reader.Finish();
}

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_STAGE_CONTENT_H_
