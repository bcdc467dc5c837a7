// Remembers what a whole raw value sets, so that the frequent ones (sexes, districts, dates, names)
// are neither normalised nor cut into tokens again.
#ifndef IEUM_CLIENT_ENCODE_VALUE_MEMO_H_
#define IEUM_CLIENT_ENCODE_VALUE_MEMO_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

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
  static constexpr int64_t kMaxBytes = int64_t{8} << 20;

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
  // Tells the processor to fetch the slot where the value of `key` is most likely.
  void Prefetch(const Key& key) const {
    const uint64_t* const slot = Slot(FirstSlot(key));
    for (size_t vector = 0; vector < slot_vectors_; vector += 2) {
      __builtin_prefetch(slot + vector * std::size(Vector{}.words));
    }
  }
  // What was kept with the value, [payload_words], valid until the next Insert; null if not there.
  const uint64_t* Find(const Key& key) {
    const uint64_t* slot = Slot(FirstSlot(key));
    if (!Holds(slot, key)) {
      slot = Slot(SecondSlot(key));
      if (!Holds(slot, key)) {
        ++misses_;
        return nullptr;
      }
    }
    ++hits_;
    ++window_hits_;
    return slot;
  }
  // Room for what to keep with the value, [payload_words], to be overwritten; valid until the next
  // Insert.
  uint64_t* Insert(const Key& key);

  int64_t hits() const { return hits_; }
  int64_t misses() const { return misses_; }
  int64_t memory_bytes() const { return static_cast<int64_t>(vectors_.size() * sizeof(Vector)); }

 private:
  static constexpr size_t kKeyWords = 5;
  // Slots begin at whole vectors: vectors that cross two cache lines cost twice as much to load.
  struct alignas(32) Vector {
    uint64_t words[4];
  };

  bool Holds(const uint64_t* slot, const Key& key) const {
    const uint64_t* const own = slot + key_offset_;
    return ((own[0] ^ key.bytes[0]) | (own[1] ^ key.bytes[1]) | (own[2] ^ key.bytes[2]) |
            (own[3] ^ key.bytes[3]) | (own[4] ^ key.length)) == 0;
  }
  const uint64_t* Slot(size_t index) const { return vectors_[index * slot_vectors_].words; }
  uint64_t* Slot(size_t index) { return vectors_[index * slot_vectors_].words; }
  static uint64_t HashOf(const Key& key);
  // Either half of the hash chooses a slot; any number of slots will do.
  size_t FirstSlot(const Key& key) const { return ((key.hash >> 32) * slot_count_) >> 32; }
  size_t SecondSlot(const Key& key) const { return ((key.hash & 0xFFFF'FFFF) * slot_count_) >> 32; }
  uint64_t* Place(const Key& key);
  void Grow();

  size_t key_offset_;    // words: a slot has its payload, then its key
  size_t slot_vectors_;  // Vectors of a slot
  size_t slot_count_;
  std::vector<Vector> vectors_;  // [slot_count_, slot_vectors_]
  int64_t inserted_ = 0;         // since the memo last grew
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
