#include "ieum/client/advice/fictitious_persons.h"

namespace ieum::client {
namespace {

// Invented. Telephone numbers are of exchanges that are not given out (0000, 0001), e-mail
// addresses under a domain kept for examples (RFC 2606), business numbers of no tax office, with
// right check digits.
struct FictitiousPerson {
  std::string_view latin_name, hangul_name, romanized_name, kana_name, kanji_name;
  std::string_view date, sex, digits, phone, postcode, korean_address, email, business_number, code;
};

constexpr FictitiousPerson kPersons[kFictitiousPersonCount] = {
    {"Anna Beispiel", "홍길동", "Hong Gildong", "ヤマダ タロウ", "山田 太郎", "1980-12-01", "M",
     "1234567890", "010-0000-1234", "04524", "서울특별시 중구 세종대로 110", "hong@mail.example",
     "000-12-34560", "A-100/7"},
    {"  ANNA   beispiel ", "홍 길동", "HONG, GIL-DONG", "ﾔﾏﾀﾞ ﾀﾛｳ", "山田太郎", "19801201", "남",
     "１２３４５６７８９０", "+82 10 0000 1234", "４５２４", "서울 중구", "HONG@MAIL.EXAMPLE",
     "0001234560", "a100 7"},
    {"José María O’Brien", "김민준", "Kim Minjun", "スズキ ハナコ", "鈴木 花子", "1980년 12월 1일",
     "1", "000-111-222", "01000015678", "06236", "부산광역시 해운대구 우동",
     "minjun.kim@post.example", "111-22-33332", "B.200.8"},
    {"Jürgen Müller-Straße", "김민쥰", "Gim Min-jun", "さとう じろう", "佐藤 次郎", "1981.01.31",
     "여", "0", "010.0001.5679", "48094", "부산시 해운대구 우1동", "j.mueller@web.example",
     "222-33-44440", "Teil Nr. 42"},
    {"Łukasz Żółć", "이재희", "Lee Jaehee", "ヨコヤマ キョウコ", "横山 京子", "2000/02/29", "F",
     "42", "02-0000-1111", "03187", "강원특별자치도 춘천시", "lee+card@mail.example",
     "333-44-55559", "x"},
    {"van der Berg", "리제희", "Rhee Jeh-hui", "ヨコヤマ キヨウコ", "橫山 京子", "1999-2-8", "2",
     "7", "031 000 1112", "24266", "강원도 춘천시", "", "", "Ω-7"},
    {"Anne-Sophie d'Arc", "남궁민수", "Namgung Minsu", "ワタナベ", "渡邊 一", "1975-07-15", "male",
     "19750715", "011-000-1113", "", "경기도 성남시 분당구 정자동", "a@mail.example",
     "444-55-66667", "2026-W01"},
    {"Nguyễn Thị Hoa", "응우옌티호아", "Nguyen Thi Hoa", "わたなべ", "渡辺 一", "1988.11.30",
     "female", "2", "0082-10-0000-1114", "13561", "경기 성남시 분당구", "hoa@post.example",
     "555-66-77776", "ZZ9"},
    {"THI HOA NGUYEN", "흐엉", "Park", "ヂヅエ", "髙﨑 德", "01-02-03", "X", "12 34 56",
     "010-0001-1115", "0", "제주특별자치도 제주시", "no address", "666-77-88884", "000"},
    {"Smith, John (Jr.)", "박하늘별님구름", "Bak", "ジズエ", "高崎 徳", "1930-01-01", "F",
     "98-76-54", "010 0001 1116", "63122", "세종특별자치시 한솔동", "j.smith@mail.example",
     "777-88-99993", "0O0O"},
    {"Søren Ærø", "강", "Kang Min", "オオノ", "大野", "1930-13-45", "m", "5555", "010-0000-0000",
     "30127", "전북특별자치도 전주시 완산구", "soren@web.example", "888-99-00006", "Å-1"},
    {"Ægir", "최은영A", "Choi Eunyoung", "オーノ", "大埜", "1900-01-01", "", "00000", "010-1",
     "54994", "전라북도 전주시", "aegir@post.example", "999-00-11115", "a/b/c"},
    {"김민준", "제갈공명(諸葛孔明)", "Jegal", "カ", "澤", "2024-12-31", "3", "10", "064-000-1117",
     "55555", "대구광역시 군위군", "q@mail.example", "101-01-01013", "MIXED case"},
    {"Li", "Kim Minjun", "Li", "キ", "沢", "1850-01-01", "4", "11", "010-0001-1118", "1",
     "경상북도 군위군", "li@mail.example", "", "l1"},
    {"O", "ㅎㅗㅇ길동", "O", "ク", "齋藤", "2100-12-31", "U", "12", "070-0000-1119", "99999",
     "강남구", "o@post.example", "121-21-21212", "ー-"},
    {"", "", "", "", "", "", "", "", "", "", "", "", "", ""},
};

}  // namespace

std::string_view FictitiousValue(int person, Normalizer normalizer) {
  const FictitiousPerson& values = kPersons[person];
  switch (normalizer) {
    case Normalizer::kLatinName:
      return values.latin_name;
    case Normalizer::kHangulName:
      return values.hangul_name;
    case Normalizer::kRomanizedName:
      return values.romanized_name;
    case Normalizer::kKanaName:
      return values.kana_name;
    case Normalizer::kKanjiName:
      return values.kanji_name;
    case Normalizer::kDate:
      return values.date;
    case Normalizer::kSex:
      return values.sex;
    case Normalizer::kDigits:
      return values.digits;
    case Normalizer::kPhone:
      return values.phone;
    case Normalizer::kPostcode:
      return values.postcode;
    case Normalizer::kKoreanAddress:
      return values.korean_address;
    case Normalizer::kEmail:
      return values.email;
    case Normalizer::kBusinessNumber:
      return values.business_number;
    case Normalizer::kCode:
      return values.code;
  }
  return "";
}

}  // namespace ieum::client
