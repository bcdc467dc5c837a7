// What a column's name, or its numbers together, tell that no single value does.
#include <algorithm>
#include <iterator>
#include <string>

#include "ieum/core/guard/direct_identifier.h"
#include "ieum/core/guard/written_character.h"

namespace ieum::core {

bool NamesDirectIdentifier(std::string_view column_name) {
  constexpr std::string_view kNames[] = {"성명",
                                         "주민번호",
                                         "주민등록번호",
                                         "외국인등록번호",
                                         "여권번호",
                                         "운전면허번호",
                                         "전화번호",
                                         "전화",
                                         "휴대폰",
                                         "휴대폰번호",
                                         "휴대전화",
                                         "휴대전화번호",
                                         "핸드폰",
                                         "핸드폰번호",
                                         "연락처",
                                         "이메일",
                                         "이메일주소",
                                         "카드번호",
                                         "계좌번호",
                                         "연계정보",
                                         "residentnumber",
                                         "rrn",
                                         "ssn",
                                         "passport",
                                         "passportnumber",
                                         "phone",
                                         "phonenumber",
                                         "mobile",
                                         "mobilenumber",
                                         "telephone",
                                         "email",
                                         "emailaddress",
                                         "cardnumber",
                                         "creditcard",
                                         "accountnumber",
                                         "bankaccount",
                                         "ci",
                                         "fullname",
                                         "connectinginformation"};
  std::string plain;
  for (const char c : column_name) {
    if (c == ' ' || c == '_' || c == '-' || c == '.') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return std::find(std::begin(kNames), std::end(kNames), plain) != std::end(kNames);
}

void NumberColumnWatch::Add(std::string_view cell) {
  ++number_count_;
  const bool digits_only = std::all_of(cell.begin(), cell.end(), IsAsciiDigit);
  if (digits_only && cell.size() == 10 && cell[0] == '1' && cell[1] == '0' && cell[2] >= '2') {
    ++phone_like_count_;
  }
}

DirectIdentifier NumberColumnWatch::verdict() const {
  const bool many =
      number_count_ >= kFewestNumbers && 100 * phone_like_count_ >= kSharePercent * number_count_;
  return many ? DirectIdentifier::kPhoneNumber : DirectIdentifier::kNone;
}

}  // namespace ieum::core
