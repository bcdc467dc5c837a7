// Errors that people make when they type a name in Latin letters (QWERTY keyboard), write down what
// they heard, or scan what they read; and the same letters without diacritics.
#ifndef IEUM_CLIENT_SYNTH_LATIN_TYPING_H_
#define IEUM_CLIENT_SYNTH_LATIN_TYPING_H_

#include <optional>

#include "ieum/client/synth/change_kind.h"
#include "ieum/client/synth/portable_random.h"
#include "ieum/client/synth/short_text.h"

namespace ieum::client {

// `name` with one error of the kind at a random place, different from `name`; nullopt if the name
// has no place for it, or the kind is none of Latin letters. REQUIRES: at least two characters.
std::optional<ShortText> WithLatinError(const ShortText& name, ChangeKind error,
                                        PortableRandom& random);

// The same in place, with an error drawn by how common it is.
ChangeKind MistypeLatin(ShortText& name, PortableRandom& random);

// In plain Latin letters: ä ö ü ß as ae oe ue ss, other letters of French without their marks.
ShortText WithoutDiacritics(const ShortText& name);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_LATIN_TYPING_H_
