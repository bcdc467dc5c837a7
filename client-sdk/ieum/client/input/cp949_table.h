// CP949 (Windows code page 949, also called UHC), the text encoding of Korean Windows and Excel: a
// superset of EUC-KR with all 11,172 syllables of modern Hangul.
#ifndef IEUM_CLIENT_INPUT_CP949_TABLE_H_
#define IEUM_CLIENT_INPUT_CP949_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

namespace ieum::client {

// Immutable, share freely. The table is ICU's of Microsoft's code page ("windows-949-2000") without
// the user-defined characters (C9A1-C9FE, FEA1-FEFE), which mean something else to every program:
// 17,048 characters of two bytes. Bytes below 80 are ASCII; no other single byte is a character.
class Cp949Table final {
 public:
  // The one table, made on first use. UNAVAILABLE: the machine's ICU lacks it.
  static absl::StatusOr<const Cp949Table*> Get();

  // Character of two bytes, 0 if there is none.
  char16_t Decode(uint8_t lead, uint8_t trail) const {
    return lead < kFirstLead || lead > kLastLead
               ? u'\0'
               : characters_[size_t{256} * (lead - kFirstLead) + trail];
  }
  // Two bytes (lead in the high one) of a character outside ASCII, 0 if there are none.
  uint16_t Encode(char16_t character) const { return codes_[character]; }

 private:
  static constexpr uint8_t kFirstLead = 0x81;
  static constexpr uint8_t kLastLead = 0xFE;

  Cp949Table() = default;

  std::vector<char16_t> characters_;  // [126, 256], by lead and trail
  std::vector<uint16_t> codes_;       // [65536], by character
};

// The syllable that EUC-KR writers without CP949 spell as four characters (KS X 1001 annex 3):
// filler, initial, medial, final, each A4xx; 0 if these are none. bytes: [8].
char16_t ComposeSpelledSyllable(const char* bytes);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_CP949_TABLE_H_
