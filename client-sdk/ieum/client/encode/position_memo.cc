#include "ieum/client/encode/position_memo.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "ieum/core/base/secret.h"

namespace ieum::client {
namespace {

// One slot always stays free, which ends every search.
constexpr size_t kFewestSlots = 2;
constexpr size_t kFirstSlots = 1024;

}  // namespace

PositionMemo::PositionMemo(int64_t capacity, int bits_per_token)
    : capacity_(capacity), bits_per_token_(static_cast<size_t>(bits_per_token)) {
  Resize(capacity == 0 ? kFewestSlots : kFirstSlots);
}

PositionMemo::~PositionMemo() { CleanseAll(); }

void PositionMemo::Insert(Token token, std::span<const uint16_t> positions) {
  if (size_ >= capacity_) return;
  if (2 * static_cast<size_t>(size_ + 1) > tokens_.size()) Resize(2 * tokens_.size());
  Place(token, positions);
  ++size_;
}

void PositionMemo::Place(Token token, std::span<const uint16_t> positions) {
  size_t slot = SlotOf(token);
  while (tokens_[slot] != 0) slot = (slot + 1) & mask_;
  tokens_[slot] = token;
  std::copy(positions.begin(), positions.end(), &positions_[slot * bits_per_token_]);
}

void PositionMemo::Resize(size_t slot_count) {
  std::vector<Token> tokens(slot_count);
  std::vector<uint16_t> positions(slot_count * bits_per_token_);
  tokens.swap(tokens_);
  positions.swap(positions_);
  mask_ = slot_count - 1;
  shift_ = 64 - std::countr_zero(slot_count);
  for (size_t slot = 0; slot < tokens.size(); ++slot) {
    if (tokens[slot] == 0) continue;
    Place(tokens[slot], std::span(positions).subspan(slot * bits_per_token_, bits_per_token_));
  }
  core::Cleanse(std::as_writable_bytes(std::span(tokens)));
  core::Cleanse(std::as_writable_bytes(std::span(positions)));
}

void PositionMemo::CleanseAll() {
  core::Cleanse(std::as_writable_bytes(std::span(tokens_)));
  core::Cleanse(std::as_writable_bytes(std::span(positions_)));
}

int64_t PositionMemo::memory_bytes() const {
  return static_cast<int64_t>(tokens_.capacity() * sizeof(Token) +
                              positions_.capacity() * sizeof(uint16_t));
}

}  // namespace ieum::client
