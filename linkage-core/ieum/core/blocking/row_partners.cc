#include "ieum/core/blocking/row_partners.h"

#include <algorithm>

namespace ieum::core {

void RowPartners::Offer(int64_t row, Partner partner) {
  std::vector<Partner>& list = lists_[static_cast<size_t>(row)];
  if (list.size() < limit_) {
    list.push_back(partner);
    // The standard library's heaps have the greatest in front, so better means less.
    if (list.size() == limit_) std::make_heap(list.begin(), list.end(), BetterPartner);
    return;
  }
  lost_some_[static_cast<size_t>(row)] = 1;
  if (!BetterPartner(partner, list.front())) return;
  std::pop_heap(list.begin(), list.end(), BetterPartner);
  list.back() = partner;
  std::push_heap(list.begin(), list.end(), BetterPartner);
}

bool RowPartners::Keeps(int64_t row, Partner partner) const {
  const std::vector<Partner>& list = lists_[static_cast<size_t>(row)];
  return list.size() < limit_ || !BetterPartner(list.front(), partner);
}

int64_t RowPartners::CountLimitedRows() const {
  return std::count(lost_some_.begin(), lost_some_.end(), uint8_t{1});
}

}  // namespace ieum::core
