// Rows that hang together.
#ifndef IEUM_CORE_CLUSTER_DISJOINT_SETS_H_
#define IEUM_CORE_CLUSTER_DISJOINT_SETS_H_

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace ieum::core {

// Disjoint sets of the numbers [0, count): union by size, paths halved (Tarjan and van Leeuwen
// 1984). One thread at a time.
class DisjointSets final {
 public:
  explicit DisjointSets(size_t count) : parent_(count), size_(count, 1) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }

  // The number that stands for the set of `member`, until that set is united with another.
  uint32_t Find(uint32_t member) {
    while (parent_[member] != member) {
      parent_[member] = parent_[parent_[member]];
      member = parent_[member];
    }
    return member;
  }

  // Makes one set of the sets that `a` and `b` are members of. Returns what stands for it.
  uint32_t Unite(uint32_t a, uint32_t b) {
    uint32_t larger = Find(a);
    uint32_t smaller = Find(b);
    if (larger == smaller) return larger;
    if (size_[larger] < size_[smaller]) std::swap(larger, smaller);
    size_[larger] += size_[smaller];
    parent_[smaller] = larger;
    return larger;
  }

 private:
  std::vector<uint32_t> parent_;
  std::vector<uint32_t> size_;  // of numbers that stand for a set
};

}  // namespace ieum::core

#endif  // IEUM_CORE_CLUSTER_DISJOINT_SETS_H_
