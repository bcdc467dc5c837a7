// The best partners of every record of one side, filled by many threads in any order.
#ifndef IEUM_CORE_JOIN_PARTNER_LISTS_H_
#define IEUM_CORE_JOIN_PARTNER_LISTS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "ieum/core/base/mutex.h"
#include "ieum/core/similarity/pair_scorer.h"

namespace ieum::core {

// A partner as one number, the better the greater: similarity in the upper half, in the lower one
// the complement of the row, so that of equally similar rows the first is the best.
using PartnerKey = uint64_t;
inline constexpr PartnerKey KeyOfPartner(int32_t similarity, uint32_t row) {
  return uint64_t{static_cast<uint32_t>(similarity)} << 32 | (UINT32_MAX - row);
}

// A pair that was accepted.
struct JoinedPair {
  uint32_t list;
  uint32_t row;
  int32_t similarity;  // basis points
};

// Of every list the `limit` partners with the greatest keys, whatever the order of the offers.
// Offer and bar are thread-safe, the rest is for when all offers are made. Memory: 32 bytes a list
// and 8 a partner.
class PartnerLists final {
 public:
  // REQUIRES: limit >= 1.
  PartnerLists(size_t list_count, int limit);

  // Each partner is offered to a list once.
  void Offer(const JoinedPair& pair);
  // 0 until more partners were offered to the list than it keeps; from then on the key of the worst
  // one kept: nobody with a smaller key is needed any more, not even to count.
  PartnerKey bar(size_t list) const { return bars_[list].load(std::memory_order_relaxed); }

  size_t list_count() const { return list_count_; }
  bool lost_some(size_t list) const { return bar(list) != 0; }
  // The partners kept in a list, by row. Frees them.
  std::vector<AcceptedRow> Take(size_t list);

 private:
  // Lists i with the same i % kStripeCount share a lock.
  static constexpr size_t kStripeCount = 64;
  struct Stripe {
    Mutex mutex;
    std::vector<std::vector<PartnerKey>> heaps ABSL_GUARDED_BY(mutex);  // worst in front
  };

  size_t list_count_;
  size_t limit_;
  std::unique_ptr<Stripe[]> stripes_;
  std::unique_ptr<std::atomic<PartnerKey>[]> bars_;  // [list_count]
};

}  // namespace ieum::core

#endif  // IEUM_CORE_JOIN_PARTNER_LISTS_H_
