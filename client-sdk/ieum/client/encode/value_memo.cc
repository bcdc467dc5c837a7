#include "ieum/client/encode/value_memo.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/secret.h"

namespace ieum::client {
namespace {

constexpr size_t kKeyWords = 5;
constexpr int kFirstSlotBits = 10;
constexpr int64_t kWindowValues = 4096;
// Below one hit in 32 the look-ups cost more than they save.
constexpr int64_t kFewestWindowHits = kWindowValues / 32;
constexpr int64_t kPauseValues = 16 * kWindowValues;

uint64_t Load8(const char* text) {
  uint64_t word;
  std::memcpy(&word, text, sizeof(word));
  return word;
}
uint64_t Load4(const char* text) {
  uint32_t word;
  std::memcpy(&word, text, sizeof(word));
  return word;
}
uint64_t Byte(char c) { return static_cast<unsigned char>(c); }

}  // namespace

// With the size known, first and last bytes tell the whole value, and nothing is read beyond it.
ValueMemo::Key ValueMemo::KeyOf(std::string_view value) {
  const char* const text = value.data();
  const size_t size = value.size();
  Key key = {{}, size + 1};
  if (size >= 16) {
    key.bytes = {Load8(text), Load8(text + 8), Load8(text + size - 16), Load8(text + size - 8)};
  } else if (size >= 8) {
    key.bytes = {Load8(text), Load8(text + size - 8), 0, 0};
  } else if (size >= 4) {
    key.bytes[0] = Load4(text) | Load4(text + size - 4) << 32;
  } else if (size > 0) {
    key.bytes[0] = Byte(text[0]) | Byte(text[size / 2]) << 8 | Byte(text[size - 1]) << 16;
  }
  return key;
}

ValueMemo::ValueMemo(size_t payload_words)
    : slot_words_(kKeyWords + payload_words),
      words_(slot_words_ << kFirstSlotBits),
      shift_(64 - kFirstSlotBits) {}

ValueMemo::~ValueMemo() { core::Cleanse(std::as_writable_bytes(std::span(words_))); }

size_t ValueMemo::SlotOf(const Key& key) const {
  // Odd multipliers without further meaning; the high bits of a product depend on all bits below.
  const uint64_t sum =
      key.bytes[0] * 0x9E37'79B9'7F4A'7C15U + key.bytes[1] * 0xC2B2'AE3D'27D4'EB4FU +
      key.bytes[2] * 0x1656'67B1'9E37'79F9U + key.bytes[3] * 0x85EB'CA77'C2B2'AE63U + key.length;
  return static_cast<size_t>(((sum ^ (sum >> 29)) * 0xBF58'476D'1CE4'E5B9U) >> shift_);
}

bool ValueMemo::StartColumn(int64_t count) {
  if (pause_values_ > 0) {
    pause_values_ -= count;
    return false;
  }
  if (window_values_ >= kWindowValues) {
    const bool pays = window_hits_ * kWindowValues >= kFewestWindowHits * window_values_;
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

const uint64_t* ValueMemo::Find(const Key& key) {
  const uint64_t* const slot = &words_[SlotOf(key) * slot_words_];
  const uint64_t difference = (slot[0] ^ key.bytes[0]) | (slot[1] ^ key.bytes[1]) |
                              (slot[2] ^ key.bytes[2]) | (slot[3] ^ key.bytes[3]) |
                              (slot[4] ^ key.length);
  if (difference != 0) {
    ++misses_;
    return nullptr;
  }
  ++hits_;
  ++window_hits_;
  return slot + kKeyWords;
}

uint64_t* ValueMemo::Insert(const Key& key) {
  if (++inserted_ > static_cast<int64_t>(words_.size() / slot_words_)) Grow();
  uint64_t* const slot = &words_[SlotOf(key) * slot_words_];
  std::copy(key.bytes.begin(), key.bytes.end(), slot);
  slot[kKeyWords - 1] = key.length;
  return slot + kKeyWords;
}

void ValueMemo::Grow() {
  inserted_ = 0;
  if (2 * memory_bytes() > kMaxBytes) return;
  std::vector<uint64_t> old(2 * words_.size());
  old.swap(words_);
  --shift_;
  for (size_t at = 0; at < old.size(); at += slot_words_) {
    const Key key = {{old[at], old[at + 1], old[at + 2], old[at + 3]}, old[at + 4]};
    if (key.length != 0) std::copy_n(&old[at], slot_words_, &words_[SlotOf(key) * slot_words_]);
  }
  core::Cleanse(std::as_writable_bytes(std::span(old)));
}

}  // namespace ieum::client
