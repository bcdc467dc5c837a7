// Remembers what a token sets, because the same few thousand tokens make up most names and dates
// and hashing one costs as much as setting hundreds of bits.
#ifndef IEUM_CLIENT_ENCODE_TOKEN_MEMO_H_
#define IEUM_CLIENT_ENCODE_TOKEN_MEMO_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ieum/client/encode/tokens.h"

namespace ieum::client {

// The marks of a token are `words_per_token` words: its bitmap over the whole filter, then whatever
// else the caller keeps with it. Open addressing with linear probing, at most half full. Grows up
// to its capacity and then keeps what it has: common tokens come early, so nothing needs to be
// thrown out. Its content would let a reader turn bits back into letters, so it is cleansed like a
// key. One thread at a time.
class TokenMemo final {
 public:
  // Marks take at most this much memory, in bytes.
  static constexpr int64_t kMaxBytes = int64_t{16} << 20;

  // capacity: tokens, 0 or more; 0 remembers nothing.
  TokenMemo(int64_t capacity, size_t words_per_token);
  ~TokenMemo();
  TokenMemo(TokenMemo&&) noexcept = default;
  TokenMemo& operator=(TokenMemo&&) = delete;

  // Marks of `token`, [words_per_token], valid as long as the memo; null if not remembered.
  const uint64_t* Find(Token token) const {
    for (size_t slot = SlotOf(token); slots_[slot].marks != nullptr; slot = (slot + 1) & mask_) {
      if (slots_[slot].token == token) return slots_[slot].marks;
    }
    return nullptr;
  }
  // Room for the marks of a new token, all zero, valid as long as the memo; null when full.
  // REQUIRES: Find(token) is null.
  uint64_t* Insert(Token token);

  int64_t size() const { return size_; }
  int64_t memory_bytes() const;

 private:
  // Marks begin at whole cache lines: vectors that cross two cost twice as much to load.
  struct alignas(64) MarkLine {
    uint64_t words[8];
  };
  struct Slot {
    Token token = 0;
    const uint64_t* marks = nullptr;  // null where free
  };

  size_t SlotOf(Token token) const {
    // The high bits of the product depend on all bits of the token.
    return static_cast<size_t>((token * 0x9E37'79B9'7F4A'7C15U) >> shift_);
  }
  void Resize(size_t slot_count);
  void Place(const Slot& slot);

  size_t lines_per_token_;
  int64_t capacity_;
  int64_t size_ = 0;
  size_t mask_ = 0;
  int shift_ = 0;
  std::vector<Slot> slots_;
  // Marks never move, so that those of a whole value can be collected while more are inserted.
  std::vector<std::vector<MarkLine>> blocks_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_TOKEN_MEMO_H_
