// Names of synthetic Korean persons, drawn with the frequencies of the population.
#ifndef IEUM_CLIENT_SYNTH_KOREAN_NAMES_H_
#define IEUM_CLIENT_SYNTH_KOREAN_NAMES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ieum/client/synth/portable_random.h"

namespace ieum::client {

// Up to kCapacity Hangul syllables (or a space that a typist put in), without allocation: millions
// of them are held at a time.
class ShortName final {
 public:
  static constexpr size_t kCapacity = 6;

  ShortName() = default;
  explicit ShortName(std::u16string_view text) {
    for (const char16_t unit : text) Insert(size_, unit);
  }

  size_t size() const { return size_; }
  char16_t& operator[](size_t i) { return units_[i]; }
  char16_t operator[](size_t i) const { return units_[i]; }
  // REQUIRES: position <= size() < kCapacity.
  void Insert(size_t position, char16_t unit);
  void AppendUtf8(std::string& out) const;

  friend bool operator==(const ShortName&, const ShortName&) = default;

 private:
  std::array<char16_t, kCapacity> units_{};
  uint8_t size_ = 0;
};

enum class Sex : uint8_t { kMale, kFemale };

// Immutable, share freely.
class KoreanNames final {
 public:
  static constexpr int kFirstBirthYear = 1940;
  static constexpr int kLastBirthYear = 2019;

  KoreanNames();
  ~KoreanNames();
  KoreanNames(const KoreanNames&) = delete;
  KoreanNames& operator=(const KoreanNames&) = delete;

  // Surname and given name without space. REQUIRES: a birth year in the range above.
  ShortName Draw(Sex sex, int birth_year, PortableRandom& random) const;

  // Share of a surname among those drawn, as a fraction {part, whole}; {0, whole} if there is none.
  struct Share {
    int64_t part;
    int64_t whole;
  };
  Share SurnameShare(std::u16string_view surname) const;

 private:
  struct Tables;
  const std::unique_ptr<const Tables> tables_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_KOREAN_NAMES_H_
