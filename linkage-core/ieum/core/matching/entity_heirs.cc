#include "ieum/core/matching/entity_heirs.h"

namespace ieum::core {

std::vector<uint32_t> EntityHeirs(std::span<const std::vector<uint32_t>> entities,
                                  int64_t entity_count,
                                  std::span<const std::vector<uint32_t>> earlier,
                                  int64_t earlier_count) {
  std::vector<uint32_t> heirs(static_cast<size_t>(entity_count), kNewEntity);
  std::vector<bool> gone(static_cast<size_t>(earlier_count), false);
  for (size_t party = 0; party < earlier.size(); ++party) {
    for (size_t row = 0; row < earlier[party].size(); ++row) {
      const uint32_t before = earlier[party][row];
      uint32_t& heir = heirs[entities[party][row]];
      if (heir != kNewEntity || gone[before]) continue;
      heir = before;
      gone[before] = true;
    }
  }
  return heirs;
}

}  // namespace ieum::core
