#include "ieum/client/encode/token_memo.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "ieum/core/base/secret.h"

namespace ieum::client {
namespace {

// One slot always stays free, which ends every search.
constexpr size_t kFewestSlots = 2;
constexpr size_t kFirstSlots = 256;
constexpr int64_t kTokensPerBlock = 32;

}  // namespace

TokenMemo::TokenMemo(int64_t capacity, size_t words_per_token)
    : lines_per_token_((words_per_token + 7) / 8),
      capacity_(std::min(capacity,
                         kMaxBytes / static_cast<int64_t>(lines_per_token_ * sizeof(MarkLine)))) {
  Resize(capacity == 0 ? kFewestSlots : kFirstSlots);
}

TokenMemo::~TokenMemo() {
  core::Cleanse(std::as_writable_bytes(std::span(slots_)));
  for (std::vector<MarkLine>& block : blocks_) {
    core::Cleanse(std::as_writable_bytes(std::span(block)));
  }
}

uint64_t* TokenMemo::Insert(Token token) {
  if (size_ >= capacity_) return nullptr;
  if (2 * static_cast<size_t>(size_ + 1) > slots_.size()) Resize(2 * slots_.size());
  if (size_ % kTokensPerBlock == 0) {
    blocks_.emplace_back(kTokensPerBlock * lines_per_token_);
  }
  uint64_t* const marks =
      blocks_.back()[static_cast<size_t>(size_ % kTokensPerBlock) * lines_per_token_].words;
  Place({token, marks});
  ++size_;
  return marks;
}

void TokenMemo::Place(const Slot& slot) {
  size_t index = SlotOf(slot.token);
  while (slots_[index].marks != nullptr) index = (index + 1) & mask_;
  slots_[index] = slot;
}

void TokenMemo::Resize(size_t slot_count) {
  std::vector<Slot> old(slot_count);
  old.swap(slots_);
  mask_ = slot_count - 1;
  shift_ = 64 - std::countr_zero(slot_count);
  for (const Slot& slot : old) {
    if (slot.marks != nullptr) Place(slot);
  }
  core::Cleanse(std::as_writable_bytes(std::span(old)));
}

int64_t TokenMemo::memory_bytes() const {
  const size_t line_count = blocks_.size() * kTokensPerBlock * lines_per_token_;
  return static_cast<int64_t>(slots_.size() * sizeof(Slot) + line_count * sizeof(MarkLine));
}

}  // namespace ieum::client
