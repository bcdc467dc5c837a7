#include "ieum/core/guard/direct_identifier.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "ieum/core/guard/resident_number.h"
#include "ieum/core/guard/written_character.h"

namespace ieum::core {
namespace {

constexpr int kMostSeparators = 2;  // "(02) 123-4567" has two
constexpr size_t kMostGroups = 5;   // of one number
constexpr size_t kFewestDigits = 9;
constexpr ptrdiff_t kDigestCharacters = 32;

// Groups of digits with separators between them.
struct DigitChain {
  std::string digits;                // of all groups
  std::vector<size_t> group_starts;  // in digits
  bool after_plus = false;
  bool in_digest = false;  // a part of a hexadecimal word of 32 characters or more

  size_t group_count() const { return group_starts.size(); }
  size_t group_size(size_t g) const {
    return (g + 1 < group_starts.size() ? group_starts[g + 1] : digits.size()) - group_starts[g];
  }
};

// Some neighbouring groups of a chain.
struct Window {
  std::string_view digits;
  std::array<size_t, kMostGroups> sizes{};
  size_t count = 0;
  bool after_plus = false;

  std::span<const size_t> groups() const { return {sizes.data(), count}; }
};

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool IsParenthesis(char c) { return c == '(' || c == ')'; }

// The chain that starts at the digit at `p`, which moves behind it.
DigitChain ReadChain(const char* begin, const char*& p, const char* end) {
  DigitChain chain;
  chain.after_plus = p > begin && p[-1] == '+';
  const char* first = p;
  while (first > begin && IsHexDigit(first[-1])) --first;
  const char* last = p;
  while (last < end && IsHexDigit(*last)) ++last;
  chain.in_digest = last - first >= kDigestCharacters;
  int separators = 0;
  bool starts_group = true;
  const char* q = p;
  while (q < end) {
    const WrittenCharacter c = Classify(q, end);
    q += c.length;
    if (c.kind == CharacterKind::kDigit) {
      if (starts_group) chain.group_starts.push_back(chain.digits.size());
      chain.digits += static_cast<char>('0' + c.digit);
      starts_group = false;
      separators = 0;
      p = q;
      continue;
    }
    const bool separates = c.kind == CharacterKind::kSeparator || IsParenthesis(q[-1]);
    if (!separates || ++separators > kMostSeparators) break;
    starts_group = true;
  }
  return chain;
}

bool LuhnHolds(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    const int digit = digits[i] - '0';
    sum += doubled ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit;
  }
  return sum % 10 == 0;
}

// Whether an issuer has cards that begin so and have so many digits (ISO/IEC 7812 prefixes; 9 is
// that of Korean cards for use at home).
bool IsIssuedLength(std::string_view digits) {
  const auto number = [&](size_t n) {
    int value = 0;
    for (size_t i = 0; i < n; ++i) value = 10 * value + (digits[i] - '0');
    return value;
  };
  const size_t size = digits.size();
  const int two = number(2), three = number(3), four = number(4);
  if (digits[0] == '4') return size == 13 || size == 16 || size == 19;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return size == 16;
  if (two == 34 || two == 37) return size == 15;
  if ((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) return size == 14;
  if (four >= 3528 && four <= 3589) return size >= 16;
  if (four == 6011 || two == 62 || two == 65 || (three >= 644 && three <= 649)) return size >= 16;
  return digits[0] == '9' && size == 16;
}

bool HasSizes(std::span<const size_t> groups, std::initializer_list<size_t> sizes) {
  return std::equal(groups.begin(), groups.end(), sizes.begin(), sizes.end());
}

bool IsPaymentCard(const Window& window) {
  const std::span<const size_t> groups = window.groups();
  if (window.digits.size() < 13 || window.digits.size() > 19) return false;
  const bool grouped =
      groups.size() == 1 || HasSizes(groups, {4, 4, 4, 4}) || HasSizes(groups, {4, 6, 5}) ||
      HasSizes(groups, {4, 6, 4}) ||
      (groups.size() == 5 && HasSizes(groups.first(4), {4, 4, 4, 4}) && groups[4] <= 3);
  return grouped && IsIssuedLength(window.digits) && LuhnHolds(window.digits);
}

// national: with its first zero.
bool IsNationalPhone(std::string_view national) {
  const size_t size = national.size();
  const auto subscriber_follows = [&](size_t at, size_t least, size_t most) {
    return size >= at + least && size <= at + most && national[at] >= '2';
  };
  if (size < 9 || national[0] != '0') return false;
  const char second = national[1], third = national[2];
  if (second == '1') {
    if (third == '0') return size == 11;
    return (third == '1' || (third >= '6' && third <= '9')) && (size == 10 || size == 11);
  }
  if (second == '2') return subscriber_follows(2, 7, 8);
  if (second == '3' || second == '4' || second == '5' || second == '6') {
    const char most = second == '3' || second == '4' ? (second == '3' ? '3' : '4')
                      : second == '5'                ? '5'
                                                     : '4';
    return third >= '1' && third <= most && subscriber_follows(3, 7, 8);
  }
  if (second == '7') return third == '0' && size == 11;
  return false;
}

bool IsPersonalNumber(std::string_view national) {
  return StartsWith(national, "050") && (national.size() == 11 || national.size() == 12);
}

bool IsPhone(const Window& window) {
  const std::span<const size_t> groups = window.groups();
  const size_t last = groups.back();
  // 010-1234-5678, 010-12345678; in one run.
  if (groups.size() > 1 && last != 4 && last != 7 && last != 8) return false;
  std::string_view digits = window.digits;
  const bool alone = groups.size() == 1;
  const auto national = [&](std::string_view text) {
    return IsNationalPhone(text) || IsPersonalNumber(text);
  };
  if (national(digits)) return true;
  size_t country = 0;
  if (StartsWith(digits, "0082")) country = 4;
  if (StartsWith(digits, "82") && (window.after_plus || groups[0] == 2 || alone)) country = 2;
  if (country == 0) return false;
  digits.remove_prefix(country);
  if (digits.empty()) return false;
  // A run without plus sign may be any number: only 010 is looked for in it.
  if (alone && country == 2 && !window.after_plus && !StartsWith(digits, "10")) return false;
  return digits[0] == '0' ? national(digits) : national("0" + std::string(digits));
}

// How Korean banks group the digits of their accounts.
bool IsGroupedAccount(const Window& window) {
  const std::span<const size_t> groups = window.groups();
  return HasSizes(groups, {6, 2, 6}) || HasSizes(groups, {3, 3, 6}) ||
         HasSizes(groups, {4, 3, 6}) || HasSizes(groups, {3, 6, 5}) ||
         HasSizes(groups, {3, 4, 4, 2}) || HasSizes(groups, {3, 6, 2, 3}) ||
         HasSizes(groups, {4, 2, 7}) || HasSizes(groups, {3, 2, 6});
}

bool HasBankWord(std::string_view cell) {
  constexpr std::string_view kWords[] = {"은행", "계좌", "뱅크",    "농협", "우체국", "새마을금고",
                                         "신협", "bank", "account", "Bank", "Account"};
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) {
    return cell.find(word) != std::string_view::npos;
  });
}

// The first finding of `judge` in neighbouring groups of the chain.
template <typename Judge>
DirectIdentifier FindInWindows(const DigitChain& chain, Judge judge) {
  for (size_t first = 0; first < chain.group_count(); ++first) {
    Window window;
    window.after_plus = chain.after_plus && first == 0;
    size_t size = 0;
    for (size_t last = first; last < chain.group_count() && window.count < kMostGroups; ++last) {
      window.sizes[window.count++] = chain.group_size(last);
      size += chain.group_size(last);
      window.digits = std::string_view(chain.digits).substr(chain.group_starts[first], size);
      if (size < kFewestDigits) continue;
      const DirectIdentifier found = judge(window);
      if (found != DirectIdentifier::kNone) return found;
    }
  }
  return DirectIdentifier::kNone;
}

DirectIdentifier FindInChain(const DigitChain& chain, CellKind kind, bool bank_word) {
  if (chain.in_digest || (kind == CellKind::kNumber && chain.group_count() > 1)) {
    return DirectIdentifier::kNone;
  }
  const DirectIdentifier found = FindInWindows(chain, [](const Window& window) {
    if (IsPaymentCard(window)) return DirectIdentifier::kPaymentCard;
    return IsPhone(window) ? DirectIdentifier::kPhoneNumber : DirectIdentifier::kNone;
  });
  if (found != DirectIdentifier::kNone || kind == CellKind::kNumber) return found;
  return FindInWindows(chain, [&](const Window& window) {
    const size_t size = window.digits.size();
    const bool alone = window.count == chain.group_count();
    const bool account = IsGroupedAccount(window) ||
                         (alone && HasSizes(window.groups(), {4, 4, 4})) ||
                         (bank_word && window.count == 1 && size >= 10 && size <= 14);
    return account ? DirectIdentifier::kBankAccount : DirectIdentifier::kNone;
  });
}

bool IsLocalPart(char c) {
  return IsAsciiDigit(c) || IsAsciiLetter(c) || c == '.' || c == '_' || c == '%' || c == '+' ||
         c == '-';
}

// The domain at the start of `text` has a dot, and letters behind its last one.
bool StartsWithDomain(std::string_view text) {
  size_t size = 0;
  while (size < text.size() && (IsAsciiDigit(text[size]) || IsAsciiLetter(text[size]) ||
                                text[size] == '-' || text[size] == '.')) {
    ++size;
  }
  std::string_view domain = text.substr(0, size);
  while (!domain.empty() && (domain.back() == '.' || domain.back() == '-')) domain.remove_suffix(1);
  const size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3) return false;
  return IsAsciiLetter(domain[dot + 1]) && IsAsciiLetter(domain[dot + 2]);
}

bool HoldsEmailAddress(std::string_view cell) {
  constexpr std::string_view kAtSigns[] = {"@", "＠"};
  for (const std::string_view sign : kAtSigns) {
    for (size_t at = cell.find(sign); at != std::string_view::npos; at = cell.find(sign, at + 1)) {
      if (at > 0 && IsLocalPart(cell[at - 1]) && StartsWithDomain(cell.substr(at + sign.size()))) {
        return true;
      }
    }
  }
  return false;
}

DirectIdentifier FindDigits(std::string_view cell, CellKind kind) {
  if (cell.size() < kFewestDigits) return DirectIdentifier::kNone;
  const bool bank_word = kind == CellKind::kText && HasBankWord(cell);
  const char* const begin = cell.data();
  const char* const end = begin + cell.size();
  for (const char* p = begin; p < end;) {
    const WrittenCharacter c = Classify(p, end);
    if (c.kind != CharacterKind::kDigit) {
      p += c.length;
      continue;
    }
    const DirectIdentifier found = FindInChain(ReadChain(begin, p, end), kind, bank_word);
    if (found != DirectIdentifier::kNone) return found;
  }
  return DirectIdentifier::kNone;
}

}  // namespace

DirectIdentifier FindDirectIdentifier(std::string_view cell, CellKind kind) {
  switch (FindForbiddenIdentifier(cell)) {
    case ForbiddenIdentifier::kNone:
      break;
    case ForbiddenIdentifier::kResidentNumber:
      return DirectIdentifier::kResidentNumber;
    case ForbiddenIdentifier::kConnectingInformation:
    case ForbiddenIdentifier::kPartOfConnectingInformation:
      return DirectIdentifier::kConnectingInformation;
  }
  if (kind == CellKind::kText) {
    if (FindPartOfConnectingInformation(cell, /*part_allowed=*/false) !=
        ForbiddenIdentifier::kNone) {
      return DirectIdentifier::kConnectingInformation;
    }
    if (HoldsEmailAddress(cell)) return DirectIdentifier::kEmailAddress;
  }
  return FindDigits(cell, kind);
}

std::string_view Explain(DirectIdentifier found) {
  switch (found) {
    case DirectIdentifier::kNone:
      break;
    case DirectIdentifier::kResidentNumber:
      return "holds what reads as a resident registration number, which may not be in a payload; "
             "remove the column, or correct the row";
    case DirectIdentifier::kConnectingInformation:
      return "holds what reads as connecting information (CI) or a part of it, which may not be in "
             "a payload; remove the column, or correct the row";
    case DirectIdentifier::kPhoneNumber:
      return "holds what reads as a phone number, which may not be in a payload; remove the "
             "column, or correct the row";
    case DirectIdentifier::kEmailAddress:
      return "holds what reads as an e-mail address, which may not be in a payload; remove the "
             "column, or correct the row";
    case DirectIdentifier::kPaymentCard:
      return "holds what reads as a payment card number, which may not be in a payload; remove the "
             "column, or correct the row";
    case DirectIdentifier::kBankAccount:
      return "holds what reads as a bank account number, which may not be in a payload; remove the "
             "column, or correct the row";
  }
  return "";
}

std::string_view DirectIdentifierName(DirectIdentifier found) {
  switch (found) {
    case DirectIdentifier::kNone:
      return "none";
    case DirectIdentifier::kResidentNumber:
      return "resident_number";
    case DirectIdentifier::kConnectingInformation:
      return "connecting_information";
    case DirectIdentifier::kPhoneNumber:
      return "phone_number";
    case DirectIdentifier::kEmailAddress:
      return "email_address";
    case DirectIdentifier::kPaymentCard:
      return "payment_card";
    case DirectIdentifier::kBankAccount:
      return "bank_account";
  }
  return "none";
}

}  // namespace ieum::core
