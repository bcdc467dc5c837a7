// Errors that people make when they type a Korean name on the two-set (2-beolsik) keyboard, or
// write down what they heard.
#ifndef IEUM_CLIENT_SYNTH_HANGUL_TYPING_H_
#define IEUM_CLIENT_SYNTH_HANGUL_TYPING_H_

#include <optional>

#include "ieum/client/synth/korean_names.h"
#include "ieum/client/synth/portable_random.h"

namespace ieum::client {

enum class TypingError {
  kNeighbourKey,      // one letter for that of the key beside it: 김 → 긴
  kMissedShift,       // a doubled or shifted letter without shift: 혜 → 헤
  kSimilarSound,      // vowels that sound alike: 재 → 제
  kFinalLostOrAdded,  // a final consonant lost or added: 현 → 혀
  kSwappedSyllables,  // two neighbours change places
  kSpaceInside,       // 김민준 → 김 민준
};
inline constexpr int kTypingErrorCount = 6;

// `name` with one such error at a random place, different from `name`; nullopt if the name has no
// place for it. REQUIRES: syllables U+AC00 to U+D7A3 only, at least two, fewer than kCapacity.
std::optional<ShortName> WithTypingError(const ShortName& name, TypingError error,
                                         PortableRandom& random);

// The same with an error drawn by how common it is.
ShortName WithRandomTypingError(const ShortName& name, PortableRandom& random);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_HANGUL_TYPING_H_
