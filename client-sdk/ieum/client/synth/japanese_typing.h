// Errors that people make with Japanese names: the wrong characters for a sound, old forms of
// characters, kana written in another way.
#ifndef IEUM_CLIENT_SYNTH_JAPANESE_TYPING_H_
#define IEUM_CLIENT_SYNTH_JAPANESE_TYPING_H_

#include <optional>

#include "ieum/client/synth/change_kind.h"
#include "ieum/client/synth/portable_random.h"
#include "ieum/client/synth/short_text.h"

namespace ieum::client {

// One error in `characters` (kCharacterVariant, kLookAlike) or in katakana (kKanaForm,
// kSimilarSound, kNeighborKey, kLookAlike) at a random place; nullopt if there is no place for it.
std::optional<ShortText> WithJapaneseError(const ShortText& name, ChangeKind error,
                                           PortableRandom& random);

// Katakana in Latin capitals (Hepburn, without marks of length).
ShortText RomanizedKana(const ShortText& kana);

// Katakana as hiragana; other characters stay.
ShortText AsHiragana(const ShortText& kana);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_JAPANESE_TYPING_H_
