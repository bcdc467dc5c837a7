#include "ieum/core/assembly/sorted_run.h"

#include <algorithm>
#include <array>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr size_t kKeyBytes = 16;
constexpr size_t kHeadBytes = sizeof(uint32_t) + kKeyBytes + sizeof(Serial);

}  // namespace

void AppendRow(const KeyedRow& row, Bytes& block) {
  AppendLittleEndian(block, static_cast<uint32_t>(row.payload.size()));
  block.insert(block.end(), row.key.bytes().begin(), row.key.bytes().end());
  block.insert(block.end(), row.serial.begin(), row.serial.end());
  block.insert(block.end(), row.payload.begin(), row.payload.end());
}

absl::StatusOr<KeyedRow> TakeRow(ByteView block, size_t& offset) {
  const ByteView rest = block.subspan(offset);
  if (rest.size() < kHeadBytes) return DataLoss("a block of sorted rows ends within a row");
  const auto size = LoadLittleEndian<uint32_t>(rest);
  if (rest.size() - kHeadBytes < size) return DataLoss("a block of sorted rows ends within a row");
  std::array<std::byte, kKeyBytes> key;
  std::copy_n(rest.begin() + sizeof(uint32_t), kKeyBytes, key.begin());
  KeyedRow row{.key = JointKey(key), .serial = {}, .payload = rest.subspan(kHeadBytes, size)};
  std::copy_n(rest.begin() + sizeof(uint32_t) + kKeyBytes, sizeof(Serial), row.serial.begin());
  offset += kHeadBytes + size;
  return row;
}

}  // namespace ieum::core
