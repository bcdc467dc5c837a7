// Candidate pairs of two parties or within one, compared segment by segment.
#ifndef IEUM_CORE_MODEL_COMPARED_PAIRS_H_
#define IEUM_CORE_MODEL_COMPARED_PAIRS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ieum::core {

// Columns of [n] pairs, ascending by (left, right), no pair twice. Within a party left < right.
struct ComparedPairs {
  uint32_t left_party = 0;
  uint32_t right_party = 0;  // > left_party, or the same: pairs within it
  int64_t left_row_count = 0;
  int64_t right_row_count = 0;
  size_t segment_count = 0;
  std::vector<uint32_t> left;   // [n] rows of the left party
  std::vector<uint32_t> right;  // [n] rows of the right party
  std::vector<uint8_t> levels;  // [n, segment_count] comparison levels
  size_t size() const { return left.size(); }
  // Pairs there are, candidates or not.
  double all_pair_count() const {
    const auto lefts = static_cast<double>(left_row_count);
    const auto rights = static_cast<double>(right_row_count);
    return left_party == right_party ? lefts * (rights - 1) / 2 : lefts * rights;
  }
  int64_t byte_count() const {
    return static_cast<int64_t>(sizeof(uint32_t) * (left.capacity() + right.capacity()) +
                                levels.capacity());
  }
  std::span<const uint8_t> levels_of(size_t i) const {
    return std::span(levels).subspan(i * segment_count, segment_count);
  }
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_COMPARED_PAIRS_H_
