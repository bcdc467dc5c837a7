// Byte helpers: hexadecimal text, little-endian integers, and views between text and bytes.
// Every file format and digest input of the project is little-endian unless its page says
// otherwise.
#ifndef IEUM_CORE_BASE_BYTES_H_
#define IEUM_CORE_BASE_BYTES_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ieum::core {

static_assert(std::endian::native == std::endian::little, "formats are written in memory order");

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

// Views; nothing is copied.
inline ByteView AsBytes(std::string_view text) { return std::as_bytes(std::span(text)); }
inline std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Lower-case hexadecimal, two digits a byte.
std::string ToHex(ByteView bytes);
// INVALID_ARGUMENT if `hex` has an odd length or a character outside 0-9, a-f, A-F.
absl::StatusOr<Bytes> FromHex(std::string_view hex);

template <typename Integer>
void AppendLittleEndian(Bytes& out, Integer value) {
  const auto* first = reinterpret_cast<const std::byte*>(&value);
  out.insert(out.end(), first, first + sizeof(Integer));
}

// REQUIRES: bytes.size() >= offset + sizeof(Integer).
template <typename Integer>
Integer LoadLittleEndian(ByteView bytes, size_t offset = 0) {
  Integer value;
  std::memcpy(&value, bytes.data() + offset, sizeof(Integer));
  return value;
}

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_BYTES_H_
