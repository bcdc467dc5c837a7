// Remembers which bit positions a token sets, because the same few thousand tokens make up most
// names and dates and hashing one costs as much as setting hundreds of bits.
#ifndef IEUM_CLIENT_ENCODE_POSITION_MEMO_H_
#define IEUM_CLIENT_ENCODE_POSITION_MEMO_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ieum/client/encode/tokens.h"

namespace ieum::client {

// Open addressing with linear probing, at most half full. Grows up to its capacity and then keeps
// what it has: common tokens come early, so nothing needs to be thrown out. Its content would let a
// reader turn bits back into letters, so it is cleansed like a key. One thread at a time.
class PositionMemo final {
 public:
  // capacity: tokens, 0 or more; 0 remembers nothing. bits_per_token: positions of each.
  PositionMemo(int64_t capacity, int bits_per_token);
  ~PositionMemo();
  PositionMemo(PositionMemo&&) noexcept = default;
  PositionMemo& operator=(PositionMemo&&) = delete;

  // Positions of `token`, [bits_per_token], valid until the next Insert; empty if not remembered.
  std::span<const uint16_t> Find(Token token) const {
    for (size_t slot = SlotOf(token); tokens_[slot] != 0; slot = (slot + 1) & mask_) {
      if (tokens_[slot] == token) return {&positions_[slot * bits_per_token_], bits_per_token_};
    }
    return {};
  }
  // Does nothing when full. REQUIRES: positions is [bits_per_token]; Find(token) is empty.
  void Insert(Token token, std::span<const uint16_t> positions);

  int64_t size() const { return size_; }
  int64_t memory_bytes() const;

 private:
  size_t SlotOf(Token token) const {
    // The high bits of the product depend on all bits of the token.
    return static_cast<size_t>((token * 0x9E37'79B9'7F4A'7C15U) >> shift_);
  }
  void Resize(size_t slot_count);
  void Place(Token token, std::span<const uint16_t> positions);
  void CleanseAll();

  int64_t capacity_;
  size_t bits_per_token_;
  int64_t size_ = 0;
  size_t mask_ = 0;
  int shift_ = 0;
  std::vector<Token> tokens_;        // [slot_count], 0 where free
  std::vector<uint16_t> positions_;  // [slot_count, bits_per_token]
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_POSITION_MEMO_H_
