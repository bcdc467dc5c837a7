// Finds direct identifiers in the attributes that a holder would send: numbers and addresses that
// name or reach one person. A finding says which kind, never the value. PAGE: docs/payload.md has
// what is found, what is not, and the measured rate of false alarms.
#ifndef IEUM_CORE_GUARD_DIRECT_IDENTIFIER_H_
#define IEUM_CORE_GUARD_DIRECT_IDENTIFIER_H_

#include <cstdint>
#include <string_view>

namespace ieum::core {

enum class DirectIdentifier {
  kNone,
  kResidentNumber,
  kConnectingInformation,
  kPhoneNumber,
  kEmailAddress,
  kPaymentCard,
  kBankAccount,
};

// What a cell is declared to be.
enum class CellKind {
  kText,    // everything below is looked for
  kNumber,  // integers and decimals: resident numbers, phones and cards written as one run
};

// What `cell` (UTF-8) holds. Digits may be full width; groups of digits are separated by one or two
// of the separators of resident_number.h or by a parenthesis.
//
// Resident number, connecting information and parts of it: as resident_number.h.
// Phone: Korean numbers of mobiles (010, 011, 016 to 019), landlines (02, 031 to 064), internet
// telephony (070) and personal numbers (050x), with all their digits, in one run or with a last
// group of four; 82 or 0082 may stand for the first zero (in a run without plus sign, 82 for that
// of 010 only). E-mail: letters, digits and ._%+- before an at sign (also full width) and a domain
// with a dot. Card: 13 to 19 digits in one run or in groups of 4-4-4-4, 4-4-4-4-(1 to 3), 4-6-5 or
// 4-6-4, that begin as an issuer's cards do, have a length that issuer uses, and a right Luhn
// digit. Account (text only): groups of digits as Korean banks write them, such as 6-2-6 or
// 3-4-4-2, or 10 to 14 digits in one run in a cell that also has a word for a bank or an account.
//
// Not found: masked or spelled-out numbers, foreign phones, an account number without a word and
// without its groups, numbers split over cells.
DirectIdentifier FindDirectIdentifier(std::string_view cell, CellKind kind);

// The sentence for an error message, after "row 12, column 'memo': "; empty for kNone.
std::string_view Explain(DirectIdentifier found);
// For programs: "phone_number", …; "none".
std::string_view DirectIdentifierName(DirectIdentifier found);

// Whether a column's name says that it holds a direct identifier: "휴대폰번호", "e-mail". Compared
// without spaces, hyphens, underscores and case.
bool NamesDirectIdentifier(std::string_view column_name);

// Looks at a column of numbers as a whole, for what a single number cannot tell: spreadsheets drop
// the zero of 01012345678, and what is left is an ordinary number of ten digits. One thread at a
// time.
class NumberColumnWatch final {
 public:
  // Fewer numbers than this, or a smaller share of them, are chance.
  static constexpr int64_t kFewestNumbers = 20;
  static constexpr int64_t kSharePercent = 50;

  void Add(std::string_view cell);
  // kPhoneNumber if at least half of at least kFewestNumbers numbers are ten digits that begin with
  // 102 to 109.
  DirectIdentifier verdict() const;

 private:
  int64_t number_count_ = 0;
  int64_t phone_like_count_ = 0;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_GUARD_DIRECT_IDENTIFIER_H_
