// The best partners of one record in one other party.
#ifndef IEUM_CORE_MATCHING_BEST_PARTNERS_H_
#define IEUM_CORE_MATCHING_BEST_PARTNERS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/similarity/pair_scorer.h"

namespace ieum::core {

// Keeps the `limit` rows of highest similarity, of equal ones those with the smaller row number.
// What is kept does not depend on how the rows are cut into calls of Add. One thread at a time.
class BestPartners final {
 public:
  // REQUIRES: limit >= 1.
  explicit BestPartners(int limit) : limit_(static_cast<size_t>(limit)) {}

  // REQUIRES: rows ascend, within a call and from one call to the next.
  void Add(std::span<const AcceptedRow> rows);
  // Whether a row was offered that is not kept.
  bool lost_some() const { return lost_some_; }
  // The rows kept, ascending; empties the list for the next record.
  std::vector<AcceptedRow> Take();

 private:
  size_t limit_;
  bool lost_some_ = false;
  std::vector<AcceptedRow> heap_;  // the worst row kept is in front
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_BEST_PARTNERS_H_
