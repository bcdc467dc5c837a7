// Values that name a person outright, which no release may hold.
#ifndef IEUM_CORE_DISCLOSURE_DIRECT_IDENTIFIERS_H_
#define IEUM_CORE_DISCLOSURE_DIRECT_IDENTIFIERS_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "ieum/core/disclosure/candidate_table.h"

namespace ieum::core {

// Written so, whatever the column is called.
enum class IdentifierKind {
  kResidentNumber,  // 13 digits, also 6-7, that begin with a date (주민등록번호)
  kPhoneNumber,     // Korean mobile number
  kMailAddress,
  kCardNumber,             // 15 or 16 digits with a sound check digit (ISO/IEC 7812)
  kConnectingInformation,  // CI: 88 characters of Base64 (연계정보)
};

// What `value` looks like; nothing if it looks like none of them. The checksum of a resident number
// is not trusted: numbers since October 2020 have none.
std::optional<IdentifierKind> LooksLikeIdentifier(std::string_view value);

// Rows of a column whose value looks like an identifier.
uint64_t RowsWithIdentifiers(const CandidateColumn& column);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_DIRECT_IDENTIFIERS_H_
