#include "ieum/core/bits/repeated_rows.h"

#include "absl/container/flat_hash_map.h"

namespace ieum::core {
namespace {

constexpr int64_t kFewestRows = 100'000;
constexpr int64_t kRowsLookedAt = 4'096;
constexpr int kRepeated = 8;

uint64_t HashOf(std::span<const uint64_t> row) {
  uint64_t hash = 0x9e3779b97f4a7c15;
  for (const uint64_t word : row) {
    hash = (hash ^ word) * 0xd6e8feb86659fd93;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace

std::vector<bool> FindRepeatedRows(const BitMatrix& rows) {
  const int64_t count = rows.row_count();
  if (count < kFewestRows) return {};
  absl::flat_hash_map<uint64_t, int> seen;
  for (int64_t i = 0; i < kRowsLookedAt; ++i) ++seen[HashOf(rows.row(i * count / kRowsLookedAt))];
  absl::erase_if(seen, [](const auto& value) { return value.second < kRepeated; });
  if (seen.empty()) return {};
  std::vector<bool> repeated(static_cast<size_t>(count));
  for (int64_t row = 0; row < count; ++row) {
    repeated[static_cast<size_t>(row)] = seen.contains(HashOf(rows.row(row)));
  }
  return repeated;
}

}  // namespace ieum::core
