#include "ieum/core/matching/best_partners.h"

#include <algorithm>
#include <utility>

namespace ieum::core {
namespace {

// Heap order of the standard library: the greatest is in front, so better means less.
bool Better(const AcceptedRow& a, const AcceptedRow& b) {
  if (a.similarity != b.similarity) return a.similarity > b.similarity;
  return a.row < b.row;
}

}  // namespace

void BestPartners::Add(std::span<const AcceptedRow> rows) {
  for (const AcceptedRow& row : rows) {
    if (heap_.size() < limit_) {
      heap_.push_back(row);
      std::push_heap(heap_.begin(), heap_.end(), Better);
      continue;
    }
    lost_some_ = true;
    // Later rows lose ties.
    if (row.similarity <= heap_.front().similarity) continue;
    std::pop_heap(heap_.begin(), heap_.end(), Better);
    heap_.back() = row;
    std::push_heap(heap_.begin(), heap_.end(), Better);
  }
}

std::vector<AcceptedRow> BestPartners::Take() {
  lost_some_ = false;
  std::vector<AcceptedRow> rows = std::exchange(heap_, {});
  std::sort(rows.begin(), rows.end(),
            [](const AcceptedRow& a, const AcceptedRow& b) { return a.row < b.row; });
  return rows;
}

}  // namespace ieum::core
