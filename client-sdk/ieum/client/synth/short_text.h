// A name without allocation: millions are drawn and changed one character at a time.
#ifndef IEUM_CLIENT_SYNTH_SHORT_TEXT_H_
#define IEUM_CLIENT_SYNTH_SHORT_TEXT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ieum/core/base/status.h"

namespace ieum::client {

// Up to kCapacity characters of the Basic Multilingual Plane.
class ShortText final {
 public:
  static constexpr size_t kCapacity = 30;

  ShortText() = default;
  explicit ShortText(std::u16string_view text) { Append(text); }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == kCapacity; }
  char16_t& operator[](size_t i) { return units_[i]; }
  char16_t operator[](size_t i) const { return units_[i]; }
  std::u16string_view view() const { return {units_.data(), size_}; }

  // REQUIRES: position <= size(), not full().
  void Insert(size_t position, char16_t unit) {
    IEUM_CHECK(size_ < kCapacity && position <= size_);
    for (size_t i = size_; i > position; --i) units_[i] = units_[i - 1];
    units_[position] = unit;
    ++size_;
  }
  // REQUIRES: position < size().
  void Erase(size_t position) {
    IEUM_CHECK(position < size_);
    --size_;
    for (size_t i = position; i < size_; ++i) units_[i] = units_[i + 1];
    units_[size_] = 0;
  }
  // What does not fit is cut off, as forms do.
  void Append(std::u16string_view text) {
    for (const char16_t unit : text) {
      if (size_ < kCapacity) units_[size_++] = unit;
    }
  }

  void AppendUtf8(std::string& out) const {
    for (const char16_t unit : view()) {
      const uint32_t code = unit;
      if (code < 0x80) {
        out += static_cast<char>(code);
      } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | code >> 6);
        out += static_cast<char>(0x80U | (code & 0x3FU));
      } else {
        out += static_cast<char>(0xE0U | code >> 12);
        out += static_cast<char>(0x80U | (code >> 6 & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
      }
    }
  }

  friend bool operator==(const ShortText&, const ShortText&) = default;

 private:
  std::array<char16_t, kCapacity> units_{};
  uint8_t size_ = 0;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_SHORT_TEXT_H_
