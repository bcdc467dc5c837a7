// Text that was decoded in a wrong encoding somewhere on its way: the letters are there, but not
// those that were written.
#ifndef IEUM_CLIENT_CHECK_MOJIBAKE_H_
#define IEUM_CLIENT_CHECK_MOJIBAKE_H_

#include <string_view>

#include "ieum/client/input/cp949_table.h"

namespace ieum::client {

// Whether `text` (UTF-8) holds the replacement character U+FFFD, or is, going back by one wrong
// decoding, sensible text:
//   - UTF-8 read as CP949 (源?誘쇱??; a '?' stands for a byte that CP949 does not have);
//   - UTF-8 read as Latin-1 or Windows-1252 (ê¹€ …);
//   - CP949 read as Latin-1 or Windows-1252 (±è¹ÎÁØ), two syllables or more.
// Real names of Hangul, Hanja or accented Latin letters are none of these: their bytes do not form
// whole characters of the other encoding.
bool LooksLikeMojibake(std::string_view text, const Cp949Table& cp949);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CHECK_MOJIBAKE_H_
