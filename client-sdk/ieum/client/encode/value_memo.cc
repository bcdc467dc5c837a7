#include "ieum/client/encode/value_memo.h"

#include <algorithm>
#include <span>

#include "ieum/core/base/secret.h"

namespace ieum::client {
namespace {

constexpr size_t kFirstSlots = 1024;
constexpr int64_t kWindowValues = 4096;
// Below one hit in eight, looking up and keeping cost more than they save. Much less is enough for
// a first window, when most values come for the first time.
constexpr int64_t kFewestWindowHits = kWindowValues / 8;
constexpr int64_t kFewestFirstHits = kWindowValues / 64;
constexpr int64_t kPauseValues = 16 * kWindowValues;

}  // namespace

ValueMemo::ValueMemo(size_t payload_words)
    : key_offset_(payload_words),
      slot_vectors_((payload_words + kKeyWords + 3) / 4),
      slot_count_(kFirstSlots),
      vectors_(slot_vectors_ * kFirstSlots) {}

ValueMemo::~ValueMemo() { core::Cleanse(std::as_writable_bytes(std::span(vectors_))); }

bool ValueMemo::StartColumn(int64_t count) {
  if (pause_values_ > 0) {
    pause_values_ -= count;
    return false;
  }
  if (window_values_ >= kWindowValues) {
    const int64_t wanted =
        hits_ + misses_ > 8 * kWindowValues ? kFewestWindowHits : kFewestFirstHits;
    const bool pays = window_hits_ * kWindowValues >= wanted * window_values_;
    window_hits_ = 0;
    window_values_ = 0;
    if (!pays) {
      pause_values_ = kPauseValues - count;
      return false;
    }
  }
  window_values_ += count;
  return true;
}

uint64_t* ValueMemo::Insert(const Key& key) {
  if (++inserted_ > static_cast<int64_t>(slot_count_)) Grow();
  return Place(key);
}

uint64_t* ValueMemo::Place(const Key& key) {
  const auto is_free = [this](const uint64_t* slot) {
    return slot[key_offset_ + kKeyWords - 1] == 0;
  };
  uint64_t* slot = Slot(FirstSlot(key));
  uint64_t* const second = Slot(SecondSlot(key));
  // Neither of two taken slots can be told to be older, so the values replaced alternate.
  const bool stay = is_free(slot) || Holds(slot, key) || (!is_free(second) && inserted_ % 2 == 0);
  if (!stay) slot = second;
  std::copy(key.bytes.begin(), key.bytes.end(), slot + key_offset_);
  slot[key_offset_ + kKeyWords - 1] = key.length;
  return slot;
}

void ValueMemo::Grow() {
  inserted_ = 0;
  const size_t grown =
      std::min(2 * slot_count_, static_cast<size_t>(kMaxBytes) / (slot_vectors_ * sizeof(Vector)));
  // A little more is not worth moving everything.
  if (4 * grown < 5 * slot_count_) return;
  std::vector<Vector> old(grown * slot_vectors_);
  old.swap(vectors_);
  slot_count_ = grown;
  for (size_t at = 0; at < old.size(); at += slot_vectors_) {
    const uint64_t* const slot = old[at].words;
    const uint64_t* const own = slot + key_offset_;
    Key key = {{own[0], own[1], own[2], own[3]}, own[kKeyWords - 1], 0};
    if (key.length == 0) continue;
    key.hash = HashOf(key);
    std::copy_n(slot, key_offset_, Place(key));
  }
  core::Cleanse(std::as_writable_bytes(std::span(old)));
}

}  // namespace ieum::client
