#include "ieum/core/model/competition.h"

#include <algorithm>
#include <span>
#include <utility>

namespace ieum::core {

Competition::Side::Side(int64_t row_count, size_t passed_count)
    : passed(passed_count),
      sums(static_cast<size_t>(row_count), 0.0),
      best(passed > 0 ? static_cast<size_t>(row_count) * (passed + 1) : 0, 0.0) {}

void Competition::Side::Add(size_t row, double odds) {
  sums[row] += odds;
  if (passed == 0) return;
  for (double& kept : std::span(best).subspan(row * (passed + 1), passed + 1)) {
    if (odds > kept) std::swap(odds, kept);
  }
}

double Competition::Side::Rivals(size_t row, double odds) const {
  double rivals = sums[row] - odds;
  if (passed > 0) {
    // The pair's own odds are among the kept ones, or no better than the last of them.
    const std::span kept = std::span(best).subspan(row * (passed + 1), passed + 1);
    const double own = std::max(odds, kept.back());
    for (const double of_other : kept) rivals -= of_other;
    rivals += own;
  }
  return std::max(0.0, rivals);
}

Competition::Competition(const ComparedPairs& pairs, bool several_left, bool several_right)
    : pairs_(pairs),
      within_(pairs.left_party == pairs.right_party),
      left_(pairs.left_row_count, within_         ? kMostOtherRows
                                  : several_right ? kMostRowsOfPerson - 1
                                                  : 0),
      right_(within_ ? 0 : pairs.right_row_count, several_left ? kMostRowsOfPerson - 1 : 0) {}

void Competition::Clear() {
  for (Side* side : {&left_, &right_}) {
    std::fill(side->sums.begin(), side->sums.end(), 0.0);
    std::fill(side->best.begin(), side->best.end(), 0.0);
  }
}

void Competition::Add(size_t i, double odds) {
  left_.Add(pairs_.left[i], odds);
  (within_ ? left_ : right_).Add(pairs_.right[i], odds);
}

double Competition::Rivals(size_t i, double odds) const {
  return left_.Rivals(pairs_.left[i], odds) +
         (within_ ? left_ : right_).Rivals(pairs_.right[i], odds);
}

}  // namespace ieum::core
