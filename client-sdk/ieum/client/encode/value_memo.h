// Remembers what a whole raw value sets, so that the frequent ones (sexes, districts, dates, names)
// are neither normalised nor cut into tokens again.
#ifndef IEUM_CLIENT_ENCODE_VALUE_MEMO_H_
#define IEUM_CLIENT_ENCODE_VALUE_MEMO_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "ieum/client/encode/private_pages.h"

namespace ieum::client {

// A cache: each value has two slots where it may be, and a new value takes the place of an older
// one if both are taken. Values are compared as a whole and never by hash alone. Starts small,
// grows to a bound while it pays, and leaves a field alone whose values hardly repeat, such as
// telephone numbers. Its content is a list of values, so it is cleansed like a key. One thread at a
// time.
class ValueMemo final {
 public:
  // Longer values, in bytes, are not remembered.
  static constexpr size_t kMaxValueBytes = 32;
  // Most memory one memo takes.
  static constexpr int64_t kMaxBytes = int64_t{16} << 20;

  static constexpr size_t kNoSlot = ~size_t{0};
  // A value by which it is found. Two values have one key only if they are equal.
  struct Key {
    std::array<uint64_t, 4> bytes;  // first and last bytes, overlapping
    uint64_t length;                // size + 1; 0 in free slots, and in keys of nothing
    uint64_t hash;
    friend bool operator==(const Key&, const Key&) = default;
  };
  // REQUIRES: value.size() <= kMaxValueBytes.
  static Key KeyOf(std::string_view value);

  explicit ValueMemo(size_t payload_words);
  ~ValueMemo();
  ValueMemo(ValueMemo&&) noexcept = default;
  ValueMemo& operator=(ValueMemo&&) = delete;

  // Should the next `count` values be looked up? Ask once before each column of values.
  bool StartColumn(int64_t count);
  // A look-up takes three steps, each best done for a whole column before the next: their latency
  // is most of what a look-up costs. The first two only tell the processor what to fetch.
  void PrefetchTags(const Key& key) const { __builtin_prefetch(&tags_[SetOf(key)]); }
  // The slot that may have the value, or kNoSlot; valid until the next Insert.
  size_t Locate(const Key& key) const {
    const size_t slot = SlotWithTag(key);
    if (slot == kNoSlot) return slot;
    const Vector* const first = slots_ + slot * slot_vectors_;
    for (size_t v = 0; v < slot_vectors_; v += 2) __builtin_prefetch(first + v);
    __builtin_prefetch(first + slot_vectors_ - 1);
    return slot;
  }
  // What was kept with the value, [payload_words], valid until the next Insert; null if not there.
  // slot: as Locate() said.
  const uint64_t* Find(size_t slot, const Key& key) {
    if (slot == kNoSlot || !Holds(Slot(slot), key)) {
      ++misses_;
      return nullptr;
    }
    ++hits_;
    ++window_hits_;
    return Slot(slot);
  }
  // Was the value looked up before, not too long ago? Values that come once are not worth the room
  // that others could have; a few of them are taken for known.
  bool SeenBefore(const Key& key);
  // Room for what to keep with the value, [payload_words], to be overwritten; valid until the next
  // Insert.
  uint64_t* Insert(const Key& key);

  int64_t hits() const { return hits_; }
  int64_t misses() const { return misses_; }
  int64_t memory_bytes() const {
    return static_cast<int64_t>(tags_.size() * (SetBytes() + sizeof(Tags)));
  }

 private:
  static constexpr size_t kKeyWords = 5;
  static constexpr size_t kWays = 4;
  struct alignas(16) Tags {
    uint32_t of_slots[kWays];
  };
  // Slots begin at whole vectors: vectors that cross two cache lines cost twice as much to load.
  struct alignas(32) Vector {
    uint64_t words[4];
  };

  bool Holds(const uint64_t* slot, const Key& key) const {
    const uint64_t* const own = slot + key_offset_;
    return ((own[0] ^ key.bytes[0]) | (own[1] ^ key.bytes[1]) | (own[2] ^ key.bytes[2]) |
            (own[3] ^ key.bytes[3]) | (own[4] ^ key.length)) == 0;
  }
  const uint64_t* Slot(size_t index) const { return slots_[index * slot_vectors_].words; }
  uint64_t* Slot(size_t index) { return slots_[index * slot_vectors_].words; }
  static uint64_t HashOf(const Key& key);
  // Any number of sets will do.
  size_t SetOf(const Key& key) const { return ((key.hash >> 32) * tags_.size()) >> 32; }
  // Of values that are there; free slots have 0.
  static uint32_t TagOf(const Key& key) { return static_cast<uint32_t>(key.hash) | 1; }
  // The slot of the key's set with its tag. No branches but one: which of the four it is, nobody
  // can predict.
  size_t SlotWithTag(const Key& key) const {
    const size_t set = SetOf(key);
    const uint32_t* const tags = tags_[set].of_slots;
    const uint32_t tag = TagOf(key);
    const auto equal = [&](size_t way) { return static_cast<unsigned>(tags[way] == tag) << way; };
    static_assert(kWays == 4);
    const unsigned ways = equal(0) | equal(1) | equal(2) | equal(3);
    if (ways == 0) return kNoSlot;
    return set * kWays + static_cast<size_t>(std::countr_zero(ways));
  }
  uint64_t* Place(const Key& key);
  size_t SetBytes() const { return kWays * slot_vectors_ * sizeof(Vector); }
  void Grow();

  size_t key_offset_;       // words: a slot has its payload, then its key
  size_t slot_vectors_;     // Vectors of a slot
  std::vector<Tags> tags_;  // [set_count]
  PrivatePages pages_;
  Vector* slots_;               // in pages_: [set_count * kWays, slot_vectors_]
  std::vector<uint64_t> seen_;  // one bit for each hash seen, forgotten when half of them are set
  int64_t seen_count_ = 0;
  int64_t inserted_ = 0;  // since the memo last grew
  int64_t hits_ = 0;
  int64_t misses_ = 0;
  // Whether looking up pays is judged over windows of values.
  int64_t window_hits_ = 0;
  int64_t window_values_ = 0;
  int64_t pause_values_ = 0;  // values still to pass by before the next window
};

// With the size known, first and last bytes tell the whole value, and nothing is read beyond it.
inline ValueMemo::Key ValueMemo::KeyOf(std::string_view value) {
  const auto load8 = [](const char* text) {
    uint64_t word;
    std::memcpy(&word, text, sizeof(word));
    return word;
  };
  const auto load4 = [](const char* text) {
    uint32_t word;
    std::memcpy(&word, text, sizeof(word));
    return uint64_t{word};
  };
  const auto byte = [](char c) { return uint64_t{static_cast<unsigned char>(c)}; };
  const char* const text = value.data();
  const size_t size = value.size();
  Key key = {{}, size + 1, 0};
  if (size >= 8) {
    key.bytes[0] = load8(text);
    key.bytes[1] = load8(text + size - 8);
    if (size >= 16) {
      key.bytes[2] = load8(text + 8);
      key.bytes[3] = load8(text + size - 16);
    }
  } else if (size >= 4) {
    key.bytes[0] = load4(text) | load4(text + size - 4) << 32;
  } else if (size > 0) {
    key.bytes[0] = byte(text[0]) | byte(text[size / 2]) << 8 | byte(text[size - 1]) << 16;
  }
  key.hash = HashOf(key);
  return key;
}

// Odd multipliers without further meaning; the high bits of a product depend on all bits below.
inline uint64_t ValueMemo::HashOf(const Key& key) {
  const uint64_t sum =
      key.bytes[0] * 0x9E37'79B9'7F4A'7C15U + key.bytes[1] * 0xC2B2'AE3D'27D4'EB4FU +
      key.bytes[2] * 0x1656'67B1'9E37'79F9U + key.bytes[3] * 0x85EB'CA77'C2B2'AE63U + key.length;
  const uint64_t mixed = (sum ^ (sum >> 29)) * 0xBF58'476D'1CE4'E5B9U;
  return mixed ^ (mixed >> 32);
}

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_VALUE_MEMO_H_
