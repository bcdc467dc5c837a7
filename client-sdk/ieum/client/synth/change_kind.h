// What can happen to a person's values on the way into a file, by name: reports say which kinds
// lose pairs.
#ifndef IEUM_CLIENT_SYNTH_CHANGE_KIND_H_
#define IEUM_CLIENT_SYNTH_CHANGE_KIND_H_

#include <cstdint>
#include <string_view>

namespace ieum::client {

// FORMAT: the names are written into files of truth; add at the end.
enum class ChangeKind : uint8_t {
  kNeighborKey,       // a letter for that of the key beside it
  kMissedShift,       // a letter without the shift it needs
  kSimilarSound,      // letters that sound alike
  kInitialSound,      // a surname as the other Korea writes it: 이 → 리
  kFinalLostOrAdded,  // a final consonant lost or added
  kFinalSlipped,      // a final consonant that slipped into the next syllable: 진우 → 지누
  kLookAlike,         // characters that look alike
  kSwapped,           // two neighbours changed places
  kSpaceInside,       // a space inside the name
  kLetterLost,
  kLetterAdded,
  kCharacterVariant,  // another form of the same Chinese character
  kHomophone,         // other characters that are read alike
  kKanaForm,          // small for large kana, long vowels, voicing marks
  kRenamed,
  kSuffix,
  kRomanized,
  kDateDigit,
  kDateSwapped,  // month and day
  kDateLunar,
  kSexWrong,
  kPhoneChanged,
  kPhoneDigit,
  kFormerPhone,
  kMoved,
  kNameMissing,
  kBirthDateMissing,
  kSexMissing,
  kPhoneMissing,
  kPlaceMissing,
  kDuplicate,  // a second row of the person in the file
};
inline constexpr int kChangeKindCount = static_cast<int>(ChangeKind::kDuplicate) + 1;

// Lower case with underscores: "neighbor_key".
std::string_view NameOf(ChangeKind kind);

// Kinds that happened to a row. A value.
class ChangeSet final {
 public:
  void Add(ChangeKind kind) { bits_ |= uint64_t{1} << static_cast<int>(kind); }
  bool Has(ChangeKind kind) const { return (bits_ >> static_cast<int>(kind) & 1) != 0; }
  bool empty() const { return bits_ == 0; }

  friend bool operator==(const ChangeSet&, const ChangeSet&) = default;

 private:
  uint64_t bits_ = 0;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_CHANGE_KIND_H_
