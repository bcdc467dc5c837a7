#include "ieum/client/encode/value_memo.h"

#include <algorithm>
#include <span>

#include "ieum/core/base/secret.h"

namespace ieum::client {
namespace {

constexpr size_t kFirstSets = 256;
constexpr int64_t kWindowValues = 4096;
// Below one hit in eight, looking up and keeping cost more than they save. Much less is enough for
// a first window, when most values come for the first time.
constexpr int64_t kFewestWindowHits = kWindowValues / 8;
constexpr int64_t kFewestFirstHits = kWindowValues / 64;
constexpr int64_t kPauseValues = 16 * kWindowValues;
constexpr int kSeenBits = 17;

}  // namespace

ValueMemo::ValueMemo(size_t payload_words)
    : key_offset_(payload_words),
      slot_vectors_((payload_words + kKeyWords + 3) / 4),
      tags_(kFirstSets),
      pages_(kFirstSets * SetBytes()),
      slots_(reinterpret_cast<Vector*>(pages_.bytes().data())),
      seen_(size_t{1} << (kSeenBits - 6)) {}

ValueMemo::~ValueMemo() { core::Cleanse(std::as_writable_bytes(std::span(tags_))); }

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

bool ValueMemo::SeenBefore(const Key& key) {
  const uint64_t bit = key.hash >> (64 - kSeenBits);
  uint64_t& word = seen_[bit / 64];
  const uint64_t mask = uint64_t{1} << (bit % 64);
  if ((word & mask) != 0) return true;
  if (++seen_count_ > int64_t{1} << (kSeenBits - 1)) {
    std::fill(seen_.begin(), seen_.end(), 0);
    seen_count_ = 0;
  }
  word |= mask;
  return false;
}

uint64_t* ValueMemo::Insert(const Key& key) {
  if (++inserted_ > static_cast<int64_t>(tags_.size() * kWays)) Grow();
  return Place(key);
}

uint64_t* ValueMemo::Place(const Key& key) {
  const size_t set = SetOf(key);
  Tags& tags = tags_[set];
  // A value of the same tag would hide this one, so it gives its slot up; else a free slot; else
  // one after the other, for no slot can be told to be older.
  size_t way = static_cast<size_t>(inserted_) % kWays;
  for (size_t free = kWays; free-- > 0;) {
    if (tags.of_slots[free] == 0) way = free;
  }
  for (size_t same = 0; same < kWays; ++same) {
    if (tags.of_slots[same] == TagOf(key)) way = same;
  }
  tags.of_slots[way] = TagOf(key);
  uint64_t* const slot = Slot(set * kWays + way);
  std::copy(key.bytes.begin(), key.bytes.end(), slot + key_offset_);
  slot[key_offset_ + kKeyWords - 1] = key.length;
  return slot;
}

void ValueMemo::Grow() {
  inserted_ = 0;
  const size_t grown =
      std::min(2 * tags_.size(), static_cast<size_t>(kMaxBytes) / (SetBytes() + sizeof(Tags)));
  // A little more is not worth moving everything.
  if (4 * grown < 5 * tags_.size()) return;
  const size_t old_count = tags_.size() * kWays;
  const Vector* const old_slots = slots_;
  std::vector<Tags> old_tags(grown);
  old_tags.swap(tags_);
  PrivatePages old_pages(grown * SetBytes());
  std::swap(old_pages, pages_);
  slots_ = reinterpret_cast<Vector*>(pages_.bytes().data());
  for (size_t index = 0; index < old_count; ++index) {
    const uint64_t* const slot = old_slots[index * slot_vectors_].words;
    const uint64_t* const own = slot + key_offset_;
    Key key = {{own[0], own[1], own[2], own[3]}, own[kKeyWords - 1], 0};
    if (key.length == 0) continue;
    key.hash = HashOf(key);
    std::copy_n(slot, key_offset_, Place(key));
  }
  core::Cleanse(std::as_writable_bytes(std::span(old_tags)));
}

}  // namespace ieum::client
