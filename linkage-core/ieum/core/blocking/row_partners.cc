#include "ieum/core/blocking/row_partners.h"

#include <algorithm>

namespace ieum::core {

void RowPartners::Offer(int64_t row, Partner partner) {
  const auto i = static_cast<size_t>(row);
  Partner* const begin = partners_.get() + i * limit_;
  Partner* const end = begin + limit_;
  if (counts_[i] < limit_) {
    begin[counts_[i]++] = partner;
    // The standard library's heaps have the greatest in front, so better means less.
    if (counts_[i] == limit_) std::make_heap(begin, end, BetterPartner);
    return;
  }
  lost_some_[i] = 1;
  if (!BetterPartner(partner, *begin)) return;
  std::pop_heap(begin, end, BetterPartner);
  end[-1] = partner;
  std::push_heap(begin, end, BetterPartner);
}

bool RowPartners::Keeps(int64_t row, Partner partner) const {
  const std::span<const Partner> list = partners(row);
  return list.size() < limit_ || !BetterPartner(list.front(), partner);
}

int64_t RowPartners::CountLimitedRows() const {
  return std::count(lost_some_.begin(), lost_some_.end(), uint8_t{1});
}

}  // namespace ieum::core
