// The best partners of every row of a party, while pairs come in any order from several threads.
#ifndef IEUM_CORE_BLOCKING_ROW_PARTNERS_H_
#define IEUM_CORE_BLOCKING_ROW_PARTNERS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace ieum::core {

struct Partner {
  uint32_t row;  // of the other party
  int32_t score;
  friend bool operator==(const Partner&, const Partner&) = default;
};

// Higher score first, of equal ones the smaller row: a strict order, so that what is kept does not
// depend on the order of offers.
inline bool BetterPartner(const Partner& a, const Partner& b) {
  return a.score != b.score ? a.score > b.score : a.row < b.row;
}

// For each row the `limit` best partners offered. Calls for different rows may run at the same
// time; for one row, one thread at a time.
class RowPartners final {
 public:
  // REQUIRES: limit >= 1.
  RowPartners(int64_t row_count, int limit)
      : limit_(static_cast<size_t>(limit)),
        counts_(static_cast<size_t>(row_count), 0),
        lost_some_(static_cast<size_t>(row_count), 0),
        partners_(std::make_unique_for_overwrite<Partner[]>(counts_.size() * limit_)) {}

  // A partner must not be offered twice to one row.
  void Offer(int64_t row, Partner partner);
  // Whether a partner that was offered is among the best.
  bool Keeps(int64_t row, Partner partner) const;
  // In no particular order.
  std::span<const Partner> partners(int64_t row) const {
    const auto i = static_cast<size_t>(row);
    return {partners_.get() + i * limit_, counts_[i]};
  }
  int64_t row_count() const { return static_cast<int64_t>(counts_.size()); }
  // Rows that were offered more than `limit` partners.
  int64_t CountLimitedRows() const;

 private:
  size_t limit_;
  std::vector<uint32_t> counts_;    // [row_count]
  std::vector<uint8_t> lost_some_;  // [row_count]
  // [row_count, limit]; of each row the first counts_[row], a heap once full, the worst in front.
  // Memory is touched as it is used.
  std::unique_ptr<Partner[]> partners_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BLOCKING_ROW_PARTNERS_H_
