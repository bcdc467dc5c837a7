// Remembers what a whole raw value sets, so that the frequent ones (sexes, districts, dates, names)
// are neither normalised nor cut into tokens again.
#ifndef IEUM_CLIENT_ENCODE_VALUE_MEMO_H_
#define IEUM_CLIENT_ENCODE_VALUE_MEMO_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ieum::client {

// A cache of one entry for each slot: a value that comes takes the place of the one that was there.
// Values are compared as a whole and never by hash alone. Starts small, grows to a bound while it
// pays, and leaves a field alone whose values hardly repeat, such as telephone numbers. Its content
// is a list of values, so it is cleansed like a key. One thread at a time.
class ValueMemo final {
 public:
  // Longer values, in bytes, are not remembered.
  static constexpr size_t kMaxValueBytes = 32;
  // Most memory one memo takes.
  static constexpr int64_t kMaxBytes = int64_t{8} << 20;

  // A value by which it is found. Two values have one key only if they are equal.
  struct Key {
    std::array<uint64_t, 4> bytes;  // first and last bytes, overlapping
    uint64_t length;                // size + 1; 0 in free slots
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
  // Tells the processor to fetch the slot of `key`.
  void Prefetch(const Key& key) const { __builtin_prefetch(&words_[SlotOf(key) * slot_words_]); }
  // What was kept with the value, [payload_words], valid until the next Insert; null if not there.
  const uint64_t* Find(const Key& key);
  // Room for what to keep with the value, [payload_words], to be overwritten; valid until the next
  // Insert.
  uint64_t* Insert(const Key& key);

  int64_t hits() const { return hits_; }
  int64_t misses() const { return misses_; }
  int64_t memory_bytes() const { return static_cast<int64_t>(words_.size() * sizeof(uint64_t)); }

 private:
  size_t SlotOf(const Key& key) const;
  void Grow();

  size_t slot_words_;            // key, then payload
  std::vector<uint64_t> words_;  // [slot_count, slot_words_]
  int shift_ = 0;                // 64 - log2(slot_count)
  int64_t inserted_ = 0;         // since the memo last grew
  int64_t hits_ = 0;
  int64_t misses_ = 0;
  // Whether looking up pays is judged over windows of values.
  int64_t window_hits_ = 0;
  int64_t window_values_ = 0;
  int64_t pause_values_ = 0;  // values still to pass by before the next window
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_VALUE_MEMO_H_
