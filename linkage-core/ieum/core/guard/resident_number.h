// Finds identifiers that the law keeps out of a linkage key, wherever a clerk may have typed them:
// 13-digit resident registration numbers (주민등록번호; also those of foreigners) and 88-character
// connecting information (연계정보, CI). A finding says which kind, never the value.
#ifndef IEUM_CORE_GUARD_RESIDENT_NUMBER_H_
#define IEUM_CORE_GUARD_RESIDENT_NUMBER_H_

#include <string_view>

namespace ieum::core {

enum class ForbiddenIdentifier {
  kNone,
  kResidentNumber,
  kConnectingInformation,
  kPartOfConnectingInformation,
};

// What `cell` (UTF-8) holds.
//
// Resident number: six digits that can be a birth date YYMMDD (month 01-12, day 01-31) and seven
// digits, in ASCII or full width, written
//   - as one run of 13 digits, not part of a longer run (a card number) and not part of a
//     hexadecimal word of 32 characters or more (a digest);
//   - as six and seven digits with one to three separators between them;
//   - as a group of its own that is split after the second, fourth or seventh digit too
//     (88.01.01-1-234567), or after every digit.
// Separators are space, hyphen, dot, slash, underscore and their full-width and typographic forms.
// Check digits are not trusted: numbers issued since October 2020 have none.
//
// Connecting information: 86 characters of the Base64 alphabet and "==".
//
// A false alarm is possible and accepted: an order number 240115-1234567 has the same form. Not
// found are a number whose two parts stand in two cells, and one whose digits are masked
// (800101-1******).
ForbiddenIdentifier FindForbiddenIdentifier(std::string_view cell);

// What a value of a field that would be encoded holds beside what FindForbiddenIdentifier finds: a
// run of 44 or more characters of the Base64 alphabet with capital and small letters, which may be
// part of connecting information. (A hexadecimal digest has letters of one case only.) 86 or more
// may be all of it but the padding. Projects may allow parts, never the whole:
// kConnectingInformation for 86 or more; else kPartOfConnectingInformation, kNone if
// `part_allowed`.
ForbiddenIdentifier FindPartOfConnectingInformation(std::string_view value, bool part_allowed);

// The sentence for an error message, after "row 12, column 'memo': "; empty for kNone.
std::string_view Explain(ForbiddenIdentifier found);

}  // namespace ieum::core

#endif  // IEUM_CORE_GUARD_RESIDENT_NUMBER_H_
