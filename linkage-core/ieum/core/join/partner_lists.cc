#include "ieum/core/join/partner_lists.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace ieum::core {

PartnerLists::PartnerLists(size_t list_count, int limit)
    : list_count_(list_count),
      limit_(static_cast<size_t>(limit)),
      stripes_(new Stripe[kStripeCount]),
      bars_(new std::atomic<PartnerKey>[list_count]) {
  for (size_t s = 0; s < kStripeCount; ++s) {
    const MutexLock lock(stripes_[s].mutex);
    stripes_[s].heaps.resize(list_count / kStripeCount + 1);
  }
  for (size_t i = 0; i < list_count; ++i) bars_[i].store(0, std::memory_order_relaxed);
}

void PartnerLists::Offer(const JoinedPair& pair) {
  const PartnerKey key = KeyOfPartner(pair.similarity, pair.row);
  Stripe& stripe = stripes_[pair.list % kStripeCount];
  const MutexLock lock(stripe.mutex);
  std::vector<PartnerKey>& heap = stripe.heaps[pair.list / kStripeCount];
  if (heap.size() < limit_) {
    heap.push_back(key);
    std::push_heap(heap.begin(), heap.end(), std::greater<>());
    return;
  }
  if (key > heap.front()) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>());
    heap.back() = key;
    std::push_heap(heap.begin(), heap.end(), std::greater<>());
  }
  bars_[pair.list].store(heap.front(), std::memory_order_relaxed);
}

std::vector<AcceptedRow> PartnerLists::Take(size_t list) {
  Stripe& stripe = stripes_[list % kStripeCount];
  const MutexLock lock(stripe.mutex);
  const std::vector<PartnerKey> keys = std::exchange(stripe.heaps[list / kStripeCount], {});
  std::vector<AcceptedRow> rows;
  rows.reserve(keys.size());
  for (const PartnerKey key : keys) {
    rows.push_back({.row = UINT32_MAX - static_cast<uint32_t>(key),
                    .similarity = static_cast<int32_t>(key >> 32)});
  }
  std::sort(rows.begin(), rows.end(),
            [](const AcceptedRow& a, const AcceptedRow& b) { return a.row < b.row; });
  return rows;
}

}  // namespace ieum::core
