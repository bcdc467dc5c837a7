// Which entity of an earlier run each entity goes on from, so that persons keep their joint keys.
#ifndef IEUM_CORE_MATCHING_ENTITY_HEIRS_H_
#define IEUM_CORE_MATCHING_ENTITY_HEIRS_H_

#include <cstdint>
#include <span>
#include <vector>

namespace ieum::core {

inline constexpr uint32_t kNewEntity = UINT32_MAX;

// [entity_count] number of the earlier entity, or kNewEntity. Rows are looked at by party, then
// row: a row gives its earlier entity to the one it is in now, unless that one has another already
// or the earlier one has gone to another. So an entity keeps the number of its first row; of two
// entities that became one the one with the first row goes on, and of one that was split the part
// with its first row.
// entities: [party][row]. earlier: [party][row], perhaps of fewer rows, numbers below
// earlier_count.
std::vector<uint32_t> EntityHeirs(std::span<const std::vector<uint32_t>> entities,
                                  int64_t entity_count,
                                  std::span<const std::vector<uint32_t>> earlier,
                                  int64_t earlier_count);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_ENTITY_HEIRS_H_
