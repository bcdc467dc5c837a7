#include "ieum/core/disclosure/direct_identifiers.h"

#include <string>
#include <vector>

namespace ieum::core {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int Number(std::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

// Digits of a value of digits, spaces and hyphens; empty if it holds anything else.
std::string DigitsOf(std::string_view value) {
  std::string digits;
  for (const char c : value) {
    if (IsDigit(c)) {
      digits += c;
    } else if (c != ' ' && c != '-') {
      return "";
    }
  }
  return digits;
}

bool IsResidentNumber(std::string_view digits) {
  constexpr size_t kLength = 13;
  if (digits.size() != kLength) return false;
  const int month = Number(digits.substr(2, 2));
  const int day = Number(digits.substr(4, 2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool IsPhoneNumber(std::string_view digits) {
  return (digits.size() == 10 || digits.size() == 11) && digits[0] == '0' && digits[1] == '1' &&
         std::string_view("016789").find(digits[2]) != std::string_view::npos;
}

// Source: ISO/IEC 7812-1, annex B (Luhn).
bool IsCardNumber(std::string_view digits) {
  if (digits.size() != 15 && digits.size() != 16) return false;
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit < 5 ? 2 * digit : 2 * digit - 9;
    sum += digit;
  }
  return sum % 10 == 0 && digits.find_first_not_of('0') != std::string_view::npos;
}

bool IsMailAddress(std::string_view value) {
  const size_t at = value.find('@');
  if (at == 0 || at == std::string_view::npos ||
      value.find('@', at + 1) != std::string_view::npos ||
      value.find(' ') != std::string_view::npos) {
    return false;
  }
  const size_t dot = value.rfind('.');
  return dot != std::string_view::npos && dot > at + 1 && dot + 2 < value.size() &&
         IsLetter(value.back());
}

bool IsConnectingInformation(std::string_view value) {
  constexpr size_t kLength = 88;
  if (value.size() != kLength || !value.ends_with("==")) return false;
  for (const char c : value.substr(0, kLength - 2)) {
    if (!IsDigit(c) && !IsLetter(c) && c != '+' && c != '/') return false;
  }
  return true;
}

}  // namespace

std::optional<IdentifierKind> LooksLikeIdentifier(std::string_view value) {
  const std::string digits = DigitsOf(value);
  if (IsResidentNumber(digits)) return IdentifierKind::kResidentNumber;
  if (IsPhoneNumber(digits)) return IdentifierKind::kPhoneNumber;
  if (IsCardNumber(digits)) return IdentifierKind::kCardNumber;
  if (IsMailAddress(value)) return IdentifierKind::kMailAddress;
  if (IsConnectingInformation(value)) return IdentifierKind::kConnectingInformation;
  return std::nullopt;
}

uint64_t RowsWithIdentifiers(const CandidateColumn& column) {
  std::vector<bool> looks(column.code_count());
  bool any = false;
  for (size_t code = 1; code < column.code_count(); ++code) {
    looks[code] = LooksLikeIdentifier(column.labels[code]).has_value();
    any |= looks[code];
  }
  if (!any) return 0;
  uint64_t rows = 0;
  for (const uint32_t code : column.codes) rows += looks[code] ? 1 : 0;
  return rows;
}

}  // namespace ieum::core
