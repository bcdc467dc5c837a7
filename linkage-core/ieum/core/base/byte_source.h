// Bytes that readers of file formats read, wherever they are: a file, or the content of a bundle.
#ifndef IEUM_CORE_BASE_BYTE_SOURCE_H_
#define IEUM_CORE_BASE_BYTE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"

namespace ieum::core {

// One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual uint64_t size_bytes() const = 0;
  // REQUIRES: within the size, if the source has not changed. DATA_LOSS: it has.
  virtual absl::Status ReadAt(uint64_t offset, std::span<std::byte> out) = 0;
};

// A file on disk. INVALID_ARGUMENT: not a regular one; others as SystemError.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path);

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_BYTE_SOURCE_H_
