#include "ieum/client/advice/column_guess.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

struct Kind {
  std::string_view field_name;
  Attribute attribute;
  Normalizer normalizer;
  Tokenizer tokenizer;
};

constexpr Kind kNameColumn{"name", Attribute::kName, Normalizer::kHangulName,
                           Tokenizer::kJamoBigrams};
constexpr Kind kSurnameColumn{"surname", Attribute::kName, Normalizer::kLatinName,
                              Tokenizer::kWordBigrams};
constexpr Kind kGivenNameColumn{"given_name", Attribute::kName, Normalizer::kLatinName,
                                Tokenizer::kWordBigrams};
constexpr Kind kLatinNameColumn{"name_latin", Attribute::kName, Normalizer::kRomanizedName,
                                Tokenizer::kWordBigrams};
constexpr Kind kKanaColumn{"name_kana", Attribute::kName, Normalizer::kKanaName,
                           Tokenizer::kBigrams};
constexpr Kind kKanjiColumn{"name_kanji", Attribute::kName, Normalizer::kKanjiName,
                            Tokenizer::kBigrams};
constexpr Kind kBirthColumn{"birth_date", Attribute::kBirthDate, Normalizer::kDate,
                            Tokenizer::kDateComponents};
constexpr Kind kSexColumn{"sex", Attribute::kSex, Normalizer::kSex, Tokenizer::kWhole};
constexpr Kind kPhoneColumn{"phone", Attribute::kPhone, Normalizer::kPhone,
                            Tokenizer::kPositionalDigits};
constexpr Kind kAddressColumn{"address", Attribute::kAddress, Normalizer::kKoreanAddress,
                              Tokenizer::kBigrams};
constexpr Kind kStreetColumn{"street", Attribute::kAddress, Normalizer::kLatinName,
                             Tokenizer::kBigrams};
constexpr Kind kCityColumn{"city", Attribute::kAddress, Normalizer::kLatinName,
                           Tokenizer::kBigrams};
constexpr Kind kPostcodeColumn{"postcode", Attribute::kPostcode, Normalizer::kPostcode,
                               Tokenizer::kPositionalDigits};
constexpr Kind kEmailColumn{"email", Attribute::kEmail, Normalizer::kEmail, Tokenizer::kBigrams};
constexpr Kind kBusinessColumn{"business_number", Attribute::kBusinessNumber,
                               Normalizer::kBusinessNumber, Tokenizer::kPositionalDigits};
constexpr Kind kCompanyColumn{"company_name", Attribute::kName, Normalizer::kHangulName,
                              Tokenizer::kJamoBigrams};
constexpr Kind kPartColumn{"part_number", Attribute::kIdentifier, Normalizer::kCode,
                           Tokenizer::kBigrams};
constexpr Kind kSerialColumn{"serial_number", Attribute::kIdentifier, Normalizer::kCode,
                             Tokenizer::kBigrams};
constexpr Kind kMakerColumn{"manufacturer", Attribute::kOther, Normalizer::kLatinName,
                            Tokenizer::kWordBigrams};

struct KnownColumn {
  std::string_view folded;
  const Kind& kind;
};
// Names of columns as they are met in exports of Korean, English and Japanese systems, in lower
// case, without spaces, underscores, hyphens and dots.
constexpr KnownColumn kKnownColumns[] = {{"이름", kNameColumn},
                                         {"성명", kNameColumn},
                                         {"성함", kNameColumn},
                                         {"한글이름", kNameColumn},
                                         {"한글성명", kNameColumn},
                                         {"환자명", kNameColumn},
                                         {"환자이름", kNameColumn},
                                         {"고객명", kNameColumn},
                                         {"고객이름", kNameColumn},
                                         {"회원명", kNameColumn},
                                         {"수검자명", kNameColumn},
                                         {"가입자명", kNameColumn},
                                         {"name", kNameColumn},
                                         {"fullname", kNameColumn},
                                         {"patientname", kNameColumn},
                                         {"customername", kNameColumn},
                                         {"membername", kNameColumn},
                                         {"personname", kNameColumn},
                                         {"성", kSurnameColumn},
                                         {"surname", kSurnameColumn},
                                         {"lastname", kSurnameColumn},
                                         {"familyname", kSurnameColumn},
                                         {"givenname", kGivenNameColumn},
                                         {"firstname", kGivenNameColumn},
                                         {"forename", kGivenNameColumn},
                                         {"영문명", kLatinNameColumn},
                                         {"영문이름", kLatinNameColumn},
                                         {"영문성명", kLatinNameColumn},
                                         {"englishname", kLatinNameColumn},
                                         {"namelatin", kLatinNameColumn},
                                         {"nameenglish", kLatinNameColumn},
                                         {"nameen", kLatinNameColumn},
                                         {"romanizedname", kLatinNameColumn},
                                         {"フリガナ", kKanaColumn},
                                         {"ふりがな", kKanaColumn},
                                         {"カナ", kKanaColumn},
                                         {"氏名カナ", kKanaColumn},
                                         {"カナ氏名", kKanaColumn},
                                         {"kana", kKanaColumn},
                                         {"namekana", kKanaColumn},
                                         {"kananame", kKanaColumn},
                                         {"氏名", kKanjiColumn},
                                         {"漢字氏名", kKanjiColumn},
                                         {"氏名漢字", kKanjiColumn},
                                         {"namekanji", kKanjiColumn},
                                         {"kanjiname", kKanjiColumn},
                                         {"생년월일", kBirthColumn},
                                         {"생일", kBirthColumn},
                                         {"출생일", kBirthColumn},
                                         {"출생일자", kBirthColumn},
                                         {"출생년월일", kBirthColumn},
                                         {"生年月日", kBirthColumn},
                                         {"birthdate", kBirthColumn},
                                         {"dateofbirth", kBirthColumn},
                                         {"dob", kBirthColumn},
                                         {"birthday", kBirthColumn},
                                         {"birth", kBirthColumn},
                                         {"성별", kSexColumn},
                                         {"성별코드", kSexColumn},
                                         {"性別", kSexColumn},
                                         {"sex", kSexColumn},
                                         {"gender", kSexColumn},
                                         {"sexcode", kSexColumn},
                                         {"전화", kPhoneColumn},
                                         {"전화번호", kPhoneColumn},
                                         {"휴대폰", kPhoneColumn},
                                         {"휴대폰번호", kPhoneColumn},
                                         {"핸드폰", kPhoneColumn},
                                         {"핸드폰번호", kPhoneColumn},
                                         {"휴대전화", kPhoneColumn},
                                         {"휴대전화번호", kPhoneColumn},
                                         {"연락처", kPhoneColumn},
                                         {"이동전화", kPhoneColumn},
                                         {"이동전화번호", kPhoneColumn},
                                         {"電話番号", kPhoneColumn},
                                         {"電話", kPhoneColumn},
                                         {"phone", kPhoneColumn},
                                         {"phonenumber", kPhoneColumn},
                                         {"phoneno", kPhoneColumn},
                                         {"mobile", kPhoneColumn},
                                         {"mobilephone", kPhoneColumn},
                                         {"mobilenumber", kPhoneColumn},
                                         {"mobileno", kPhoneColumn},
                                         {"cellphone", kPhoneColumn},
                                         {"cell", kPhoneColumn},
                                         {"tel", kPhoneColumn},
                                         {"telno", kPhoneColumn},
                                         {"telephone", kPhoneColumn},
                                         {"hp", kPhoneColumn},
                                         {"landline", kPhoneColumn},
                                         {"hometel", kPhoneColumn},
                                         {"집전화", kPhoneColumn},
                                         {"자택전화", kPhoneColumn},
                                         {"자택전화번호", kPhoneColumn},
                                         {"주소", kAddressColumn},
                                         {"거주지", kAddressColumn},
                                         {"거주지주소", kAddressColumn},
                                         {"집주소", kAddressColumn},
                                         {"시군구", kAddressColumn},
                                         {"읍면동", kAddressColumn},
                                         {"행정구역", kAddressColumn},
                                         {"도로명주소", kAddressColumn},
                                         {"지번주소", kAddressColumn},
                                         {"住所", kAddressColumn},
                                         {"address", kAddressColumn},
                                         {"addr", kAddressColumn},
                                         {"address1", kAddressColumn},
                                         {"district", kAddressColumn},
                                         {"region", kAddressColumn},
                                         {"street", kStreetColumn},
                                         {"streetaddress", kStreetColumn},
                                         {"city", kCityColumn},
                                         {"town", kCityColumn},
                                         {"suburb", kCityColumn},
                                         {"우편번호", kPostcodeColumn},
                                         {"郵便番号", kPostcodeColumn},
                                         {"postcode", kPostcodeColumn},
                                         {"postalcode", kPostcodeColumn},
                                         {"zipcode", kPostcodeColumn},
                                         {"zip", kPostcodeColumn},
                                         {"이메일", kEmailColumn},
                                         {"이메일주소", kEmailColumn},
                                         {"전자우편", kEmailColumn},
                                         {"메일", kEmailColumn},
                                         {"email", kEmailColumn},
                                         {"emailaddress", kEmailColumn},
                                         {"mail", kEmailColumn},
                                         {"사업자등록번호", kBusinessColumn},
                                         {"사업자번호", kBusinessColumn},
                                         {"businessnumber", kBusinessColumn},
                                         {"businessno", kBusinessColumn},
                                         {"bizno", kBusinessColumn},
                                         {"brn", kBusinessColumn},
                                         {"회사명", kCompanyColumn},
                                         {"업체명", kCompanyColumn},
                                         {"상호", kCompanyColumn},
                                         {"상호명", kCompanyColumn},
                                         {"법인명", kCompanyColumn},
                                         {"기업명", kCompanyColumn},
                                         {"company", kCompanyColumn},
                                         {"companyname", kCompanyColumn},
                                         {"품번", kPartColumn},
                                         {"부품번호", kPartColumn},
                                         {"자재번호", kPartColumn},
                                         {"partnumber", kPartColumn},
                                         {"partno", kPartColumn},
                                         {"시리얼번호", kSerialColumn},
                                         {"제조번호", kSerialColumn},
                                         {"serialnumber", kSerialColumn},
                                         {"serialno", kSerialColumn},
                                         {"제조사", kMakerColumn},
                                         {"제조업체", kMakerColumn},
                                         {"manufacturer", kMakerColumn},
                                         {"maker", kMakerColumn}};

ColumnGuess GuessOf(const Kind& kind) {
  return {.field_name = std::string(kind.field_name),
          .attribute = kind.attribute,
          .normalizer = kind.normalizer,
          .tokenizer = kind.tokenizer};
}

std::string Fold(std::string_view column) {
  std::string folded;
  for (const char c : column) {
    if (c == ' ' || c == '_' || c == '-' || c == '.') continue;
    folded += absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  return folded;
}

bool IsHangul(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }
bool IsKana(char32_t c) { return (c >= 0x3041 && c <= 0x30FF) || (c >= 0xFF66 && c <= 0xFF9F); }
bool IsHan(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005 ||
         (c >= 0xF900 && c <= 0xFAFF);
}
// Latin letters with and without diacritics.
bool IsLatin(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0x24F) ||
         (c >= 0x1E00 && c <= 0x1EFF);
}
bool IsBetweenWords(char32_t c) {
  return c == ' ' || c == 0x3000 || c == '-' || c == '\'' || c == '.' || c == ',' || c == 0x30FB;
}

// How many characters of each script a value has.
struct Scripts {
  int hangul = 0, kana = 0, han = 0, latin = 0, digits = 0, others = 0, letters = 0;
  bool only(int script) const { return script > 0 && script == letters && digits + others == 0; }
};

Scripts ScriptsOf(std::string_view value) {
  Scripts scripts;
  for (size_t offset = 0; offset < value.size();) {
    const char32_t c = core::NextCodePoint(value, offset);
    if (IsBetweenWords(c)) continue;
    if (IsHangul(c)) {
      ++scripts.hangul;
    } else if (IsKana(c)) {
      ++scripts.kana;
    } else if (IsHan(c)) {
      ++scripts.han;
    } else if (IsLatin(c)) {
      ++scripts.latin;
    } else if (c >= '0' && c <= '9') {
      ++scripts.digits;
    } else {
      ++scripts.others;
    }
  }
  scripts.letters = scripts.hangul + scripts.kana + scripts.han + scripts.latin;
  return scripts;
}

bool EndsADistrict(std::string_view word) {
  constexpr std::string_view kEndings[] = {"시", "도", "군", "구", "읍", "면", "동", "로", "길"};
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return word.ends_with(ending); });
}

bool IsHangulAddress(std::string_view value) {
  const size_t space = value.find(' ');
  return space != std::string_view::npos && EndsADistrict(value.substr(0, space)) &&
         ScriptsOf(value).hangul >= 4;
}

bool IsSexWord(std::string_view value) {
  constexpr std::string_view kWords[] = {"M",    "F",      "m",    "f",     "남",
                                         "여",   "남자",   "여자", "남성",  "여성",
                                         "male", "female", "Male", "Female"};
  return std::find(std::begin(kWords), std::end(kWords), value) != std::end(kWords);
}

}  // namespace

std::optional<ColumnGuess> GuessByName(std::string_view column) {
  const std::string folded = Fold(column);
  for (const KnownColumn& known : kKnownColumns) {
    if (known.folded == folded) return GuessOf(known.kind);
  }
  return std::nullopt;
}

void ValueForms::Add(std::string_view value) {
  ++count_;
  const Scripts scripts = ScriptsOf(value);
  const auto note = [&](Form form, bool fits) { counts_[form] += fits ? 1 : 0; };
  constexpr int kMostSyllables = 5;
  note(kHangulName,
       scripts.only(scripts.hangul) && scripts.hangul >= 2 && scripts.hangul <= kMostSyllables);
  note(kHangulAddress, IsHangulAddress(value));
  note(kKana, scripts.only(scripts.kana));
  note(kHan, scripts.only(scripts.han));
  note(kLatinWords, scripts.latin > 0 && scripts.hangul + scripts.kana + scripts.han == 0);
  note(kSexWord, IsSexWord(value));
  std::string normalized;
  constexpr int kFewestDateDigits = 6;
  note(kDate, scripts.digits >= kFewestDateDigits &&
                  Normalize(Normalizer::kDate, {}, value, normalized).ok());
  note(kMobile,
       Normalize(Normalizer::kPhone, {}, value, normalized).ok() && normalized.starts_with("01"));
  note(kEmail, value.find('@') != std::string_view::npos);
  constexpr int kBusinessDigits = 10;
  note(kBusinessNumber, scripts.digits == kBusinessDigits && scripts.letters == 0 &&
                            Normalize(Normalizer::kBusinessNumber, {}, value, normalized).ok());
}

bool ValueForms::Most(Form form) const { return count_ > 0 && counts_[form] * 10 >= count_ * 9; }

std::optional<ColumnGuess> ValueForms::Guess() const {
  if (Most(kSexWord)) return GuessOf(kSexColumn);
  if (Most(kEmail)) return GuessOf(kEmailColumn);
  if (Most(kMobile)) return GuessOf(kPhoneColumn);
  if (Most(kHangulAddress)) return GuessOf(kAddressColumn);
  if (Most(kHangulName)) return GuessOf(kNameColumn);
  if (Most(kKana)) return GuessOf(kKanaColumn);
  if (Most(kBusinessNumber)) return GuessOf(kBusinessColumn);
  return std::nullopt;
}

bool ValueForms::AreDates() const { return Most(kDate); }

ColumnGuess ValueForms::Refine(ColumnGuess by_name) const {
  const bool name = by_name.attribute == Attribute::kName;
  if (name && Most(kHangulName)) {
    by_name.normalizer = Normalizer::kHangulName;
    by_name.tokenizer = Tokenizer::kJamoBigrams;
  } else if (name && Most(kKana)) {
    by_name.normalizer = Normalizer::kKanaName;
    by_name.tokenizer = Tokenizer::kBigrams;
  } else if (name && Most(kHan)) {
    by_name.normalizer = Normalizer::kKanjiName;
    by_name.tokenizer = Tokenizer::kBigrams;
  } else if (name && Most(kLatinWords) && by_name.normalizer != Normalizer::kRomanizedName) {
    by_name.normalizer = Normalizer::kLatinName;
    by_name.tokenizer = Tokenizer::kWordBigrams;
  } else if (by_name.attribute == Attribute::kAddress && Most(kLatinWords)) {
    by_name.normalizer = Normalizer::kLatinName;
    by_name.tokenizer = Tokenizer::kBigrams;
  }
  return by_name;
}

}  // namespace ieum::client
