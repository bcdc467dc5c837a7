#include "ieum/server/storage/serial_check.h"

#include <algorithm>

#include "ieum/core/base/status.h"

namespace ieum::server {

void SerialCheck::AddRows(std::span<const core::Serial> serials) {
  IEUM_CHECK(!sorted_);
  for (const core::Serial& serial : serials) {
    rows_.push_back({.serial = serial, .number = rows_.size() + 1, .repeats = Repeats::kNothing});
  }
}

void SerialCheck::Sort() {
  if (sorted_) return;
  sorted_ = true;
  std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
    return a.serial != b.serial ? a.serial < b.serial : a.number < b.number;
  });
  for (size_t i = 1; i < rows_.size(); ++i) {
    if (rows_[i].serial == rows_[i - 1].serial) rows_[i].repeats = Repeats::kOwnRow;
  }
}

void SerialCheck::AddEarlier(std::span<const core::Serial> serials) {
  Sort();
  for (const core::Serial& serial : serials) {
    const auto found = std::lower_bound(
        rows_.begin(), rows_.end(), serial,
        [](const Row& row, const core::Serial& wanted) { return row.serial < wanted; });
    if (found != rows_.end() && found->serial == serial) found->repeats = Repeats::kEarlierRound;
  }
}

absl::Status SerialCheck::Finish() {
  Sort();
  int64_t repeated = 0;
  const Row* first = nullptr;
  for (const Row& row : rows_) {
    if (row.repeats == Repeats::kNothing) continue;
    ++repeated;
    if (first == nullptr || row.number < first->number) first = &row;
  }
  if (first == nullptr) return absl::OkStatus();
  if (first->repeats == Repeats::kEarlierRound) {
    return core::InvalidArgument(
        "%d of %d serials repeat an earlier one, the first in row %d, which repeats one of an "
        "earlier round; every row needs its own in all rounds; withdraw the submission, encode the "
        "new rows alone and submit",
        repeated, rows_.size(), first->number);
  }
  return core::InvalidArgument(
      "%d of %d serials repeat an earlier one, the first in row %d; every row needs its own; "
      "withdraw the submission, encode again and submit",
      repeated, rows_.size(), first->number);
}

}  // namespace ieum::server
