// Errors that people make when they type a Korean name on the two-set (2-beolsik) keyboard, write
// down what they heard, or copy what they read.
#ifndef IEUM_CLIENT_SYNTH_HANGUL_TYPING_H_
#define IEUM_CLIENT_SYNTH_HANGUL_TYPING_H_

#include <optional>

#include "ieum/client/synth/change_kind.h"
#include "ieum/client/synth/portable_random.h"
#include "ieum/client/synth/short_text.h"

namespace ieum::client {

// `name` with one error of the kind at a random place, different from `name`; nullopt if the name
// has no place for it, or the kind is none of Hangul. REQUIRES: surname and given name as syllables
// U+AC00 to U+D7A3 only, at least two, not full.
std::optional<ShortText> WithTypingError(const ShortText& name, ChangeKind error,
                                         PortableRandom& random);

// The same in place, with an error drawn by how common it is.
ChangeKind MistypeHangul(ShortText& name, PortableRandom& random);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_HANGUL_TYPING_H_
