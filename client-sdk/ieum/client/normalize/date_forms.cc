#include "ieum/client/normalize/date_forms.h"

#include <algorithm>
#include <optional>
#include <string>

#include "ieum/client/normalize/date_pieces.h"

namespace ieum::client {
namespace {

// An era's years count from the year after `before`; the last one is `years`.
struct Era {
  std::u32string_view name;
  int before;
  int years;
};
constexpr Era kEras[] = {{U"明治", 1867, 45}, {U"明", 1867, 45},      {U"m", 1867, 45},
                         {U"大正", 1911, 15}, {U"大", 1911, 15},      {U"t", 1911, 15},
                         {U"昭和", 1925, 64}, {U"昭", 1925, 64},      {U"s", 1925, 64},
                         {U"平成", 1988, 31}, {U"平", 1988, 31},      {U"h", 1988, 31},
                         {U"令和", 2018, 82}, {U"令", 2018, 82},      {U"r", 2018, 82},
                         {U"서기", 0, 2100},  {U"단기", -2333, 4433}, {U"檀紀", -2333, 4433}};

constexpr std::u32string_view kMonths[] = {U"january",   U"february", U"march",    U"april",
                                           U"may",       U"june",     U"july",     U"august",
                                           U"september", U"october",  U"november", U"december"};

// 1 to 12, or 0: the whole name, three letters of it, or "sept".
int MonthOf(std::u32string_view word) {
  for (size_t i = 0; i < std::size(kMonths); ++i) {
    if (word == kMonths[i] || word == kMonths[i].substr(0, 3)) return static_cast<int>(i + 1);
  }
  return word == U"sept" ? 9 : 0;
}

template <size_t kSize>
bool IsOneOf(std::u32string_view word, const std::u32string_view (&words)[kSize]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

constexpr ReadDate kNoDate{DateReading::kNone, {}};

class FormReader final {
 public:
  FormReader(const DatePieces& pieces, int two_digit_years_from)
      : pieces_(pieces), two_digit_years_from_(two_digit_years_from) {}

  ReadDate Read() {
    const bool lunar = TakeLunarMark();
    ReadDate read = ReadBody();
    if (read.reading != DateReading::kDate) return read;
    TakeTime();
    const bool lunar_behind = TakeLunarMark();
    if (Here().kind != DatePiece::kEnd) return kNoDate;
    if (lunar || lunar_behind) read.reading = DateReading::kLunarDate;
    return read;
  }

 private:
  const DatePiece& Here(size_t ahead = 0) const {
    return pieces_[std::min(at_ + ahead, kMaxDatePieces)];
  }
  bool TakeSign(char32_t sign) {
    if (Here().kind != DatePiece::kSign || Here().sign != sign) return false;
    ++at_;
    return true;
  }
  template <size_t kSize>
  bool TakeWord(const std::u32string_view (&words)[kSize]) {
    if (Here().kind != DatePiece::kWord || !IsOneOf(Here().text, words)) return false;
    ++at_;
    return true;
  }
  // A number of `least` to `most` digits.
  std::optional<DatePiece> TakeNumber(int least, int most) {
    const DatePiece& piece = Here();
    if (piece.kind != DatePiece::kNumber || piece.digits < least || piece.digits > most) {
      return std::nullopt;
    }
    ++at_;
    return piece;
  }

  // (음), (양력) and so on, before or behind the date. True for the lunar calendar.
  bool TakeLunarMark() {
    const size_t start = at_;
    const bool bracket = TakeSign('(');
    constexpr std::u32string_view kLunar[] = {U"음", U"음력", U"陰曆", U"陰"};
    constexpr std::u32string_view kSolar[] = {U"양", U"양력", U"陽曆", U"陽"};
    const bool lunar = TakeWord(kLunar);
    const bool marked = lunar || TakeWord(kSolar);
    if (!marked || (bracket && !TakeSign(')'))) at_ = start;
    return lunar && at_ != start;
  }

  ReadDate ReadBody() {
    if (Here().kind == DatePiece::kWord) {
      const int month = MonthOf(Here().text);
      return month != 0 ? MonthFirst(month) : EraDate();
    }
    if (Here().kind != DatePiece::kNumber) return kNoDate;
    const DatePiece first = Here();
    const DatePiece next = Here(1);
    ++at_;
    if (Alone(next)) {
      if (const ReadDate whole = OneNumber(first); whole.reading != DateReading::kNone)
        return whole;
    }
    if (next.kind == DatePiece::kWord) {
      if (next.text == U"년" || next.text == U"年") {
        ++at_;
        return InWords(Year(first));
      }
      return DayFirst(first);
    }
    if (next.kind == DatePiece::kSign && Here(1).kind == DatePiece::kWord)
      return NamedBySigns(first);
    return ThreeNumbers(first);
  }

  // Whether a number with `next` behind it is a whole date: nothing follows, or ".0" of a
  // spreadsheet, or a time, or the mark of a calendar.
  bool Alone(const DatePiece& next) const {
    if (next.kind == DatePiece::kEnd) return true;
    if (next.kind == DatePiece::kWord) return true;
    if (next.kind == DatePiece::kNumber)
      return Here(1).kind == DatePiece::kSign && Here(1).sign == ':';
    if (next.sign == '(') return true;
    return next.sign == '.' && Here(1).kind == DatePiece::kNumber && Here(1).value == 0 &&
           Here(2).kind == DatePiece::kEnd;
  }

  ReadDate OneNumber(const DatePiece& number) {
    if (TakeSign('.')) ++at_;
    const auto split = [](int64_t value) {
      return Date{static_cast<int>(value / 10'000), static_cast<int>(value / 100 % 100),
                  static_cast<int>(value % 100)};
    };
    if (number.digits == 14) return Found(split(number.value / 1'000'000));
    if (number.digits == 8) return Found(split(number.value));
    if (number.digits == 6) {
      Date date = split(number.value);
      const std::optional<int> year = TwoDigitYear(date.year);
      if (!year.has_value()) return kNoDate;
      date.year = *year;
      return Found(date);
    }
    // Day 1 of spreadsheets is 1900-01-01, and their 1900 has a 29 February, so that later days
    // count from 1899-12-30. Days before 1927 have fewer digits and could be years.
    if (number.digits == 5 && number.value >= 10'000) {
      return Found(DateOf(DaysOf({1899, 12, 30}) + number.value));
    }
    return kNoDate;
  }

  // 1980-12-01, 01.12.1980 and the like, and the same with spaces.
  ReadDate ThreeNumbers(const DatePiece& first) {
    const char32_t separator = TakeSeparator();
    const std::optional<DatePiece> second = TakeNumber(1, 2);
    if (separator == 0 || !second.has_value() || TakeSeparator() != separator) return kNoDate;
    const std::optional<DatePiece> third = TakeNumber(1, 4);
    if (!third.has_value()) return kNoDate;
    if (separator == '.') TakeSign('.');
    const int a = static_cast<int>(first.value);
    const int b = static_cast<int>(second->value);
    const int c = static_cast<int>(third->value);
    if (first.digits <= 2 && third->digits == 4 && separator != ' ') {
      return YearLast(a, b, c, separator);
    }
    const std::optional<int> year = Year(first);
    if (!year.has_value() || third->digits > 2) return kNoDate;
    return Found({*year, b, c});
  }

  // A point means that the day comes first; other signs are used both ways.
  static ReadDate YearLast(int a, int b, int year, char32_t separator) {
    if (separator == '.' || a > 12 || a == b) return Found({year, b, a});
    if (b > 12) return Found({year, a, b});
    return {DateReading::kAmbiguous, {}};
  }

  // "1980년 12월 1일" behind the year.
  ReadDate InWords(std::optional<int> year) {
    constexpr std::u32string_view kMonth[] = {U"월", U"月"};
    constexpr std::u32string_view kDay[] = {U"일", U"日"};
    const std::optional<DatePiece> month = TakeNumber(1, 2);
    if (!year.has_value() || !month.has_value() || !TakeWord(kMonth)) return kNoDate;
    const std::optional<DatePiece> day = TakeNumber(1, 2);
    if (!day.has_value() || !TakeWord(kDay)) return kNoDate;
    return Found({*year, static_cast<int>(month->value), static_cast<int>(day->value)});
  }

  // ".12.1" behind the year.
  ReadDate InSigns(int year) {
    const char32_t separator = TakeSeparator();
    const std::optional<DatePiece> month = TakeNumber(1, 2);
    if (separator == 0 || !month.has_value() || TakeSeparator() != separator) return kNoDate;
    const std::optional<DatePiece> day = TakeNumber(1, 2);
    if (!day.has_value()) return kNoDate;
    if (separator == '.') TakeSign('.');
    return Found({year, static_cast<int>(month->value), static_cast<int>(day->value)});
  }

  // 昭和55年12月1日, S55.12.1, 令和元年…
  ReadDate EraDate() {
    std::u32string_view name = Here().text;
    ++at_;
    int64_t number = 1;
    constexpr std::u32string_view kFirstYear = U"元年";
    constexpr std::u32string_view kYear[] = {U"년", U"年"};
    bool in_words = name.ends_with(kFirstYear);
    if (in_words) {
      name.remove_suffix(kFirstYear.size());
    } else {
      const std::optional<DatePiece> digits = TakeNumber(1, 4);
      if (!digits.has_value()) return kNoDate;
      number = digits->value;
      in_words = TakeWord(kYear);
    }
    const auto* const era = std::find_if(std::begin(kEras), std::end(kEras),
                                         [&](const Era& each) { return each.name == name; });
    if (era == std::end(kEras) || number < 1 || number > era->years) return kNoDate;
    const int year = era->before + static_cast<int>(number);
    return in_words ? InWords(year) : InSigns(year);
  }

  // "1 Dec 1980", "01DEC80", "1st of December, 1980", "1980 Dec 1".
  ReadDate DayFirst(const DatePiece& first) {
    constexpr std::u32string_view kOrdinals[] = {U"st", U"nd", U"rd", U"th"};
    constexpr std::u32string_view kOf[] = {U"of"};
    if (first.digits <= 2 && TakeWord(kOrdinals)) TakeWord(kOf);
    if (Here().kind != DatePiece::kWord) return kNoDate;
    const int month = MonthOf(Here().text);
    ++at_;
    TakeSign('.');
    TakeSign(',');
    return month == 0 ? kNoDate : AroundMonth(first, month);
  }

  // "1-Dec-1980", "1980/Dec/1".
  ReadDate NamedBySigns(const DatePiece& first) {
    const char32_t separator = Here().sign;
    ++at_;
    const int month = MonthOf(Here().text);
    ++at_;
    if (month == 0 || (separator != '-' && separator != '/' && separator != '.')) return kNoDate;
    TakeSign(separator);
    return AroundMonth(first, month);
  }

  ReadDate AroundMonth(const DatePiece& first, int month) {
    const std::optional<DatePiece> last = TakeNumber(1, 4);
    if (!last.has_value() || first.digits == 3) return kNoDate;
    const bool year_first = first.digits == 4;
    const DatePiece& day = year_first ? *last : first;
    const std::optional<int> year = Year(year_first ? first : *last);
    if (!year.has_value() || day.digits > 2) return kNoDate;
    return Found({*year, month, static_cast<int>(day.value)});
  }

  // "December 1, 1980", "Dec. 1st 1980", "Dec-1-1980".
  ReadDate MonthFirst(int month) {
    ++at_;
    TakeSign('.');
    const bool hyphens = TakeSign('-');
    const std::optional<DatePiece> day = TakeNumber(1, 2);
    constexpr std::u32string_view kOrdinals[] = {U"st", U"nd", U"rd", U"th"};
    TakeWord(kOrdinals);
    if (hyphens && !TakeSign('-')) return kNoDate;
    TakeSign(',');
    const std::optional<DatePiece> number = TakeNumber(2, 4);
    if (!day.has_value() || !number.has_value()) return kNoDate;
    const std::optional<int> year = Year(*number);
    if (!year.has_value()) return kNoDate;
    return Found({*year, month, static_cast<int>(day->value)});
  }

  // A separator of numbers: a sign, or ' ' if a space alone separates them.
  char32_t TakeSeparator() {
    if (Here().kind == DatePiece::kNumber && Here().spaced) return ' ';
    for (const char32_t sign : {U'-', U'.', U'/'}) {
      if (TakeSign(sign)) return sign;
    }
    return 0;
  }

  std::optional<int> Year(const DatePiece& number) const {
    if (number.digits == 4) return static_cast<int>(number.value);
    if (number.digits == 2) return TwoDigitYear(static_cast<int>(number.value));
    return std::nullopt;
  }
  std::optional<int> TwoDigitYear(int year) const {
    if (two_digit_years_from_ == 0) return std::nullopt;
    const int century = two_digit_years_from_ / 100 * 100;
    return century + year + (century + year < two_digit_years_from_ ? 100 : 0);
  }
  static ReadDate Found(const Date& date) { return {DateReading::kDate, date}; }

  // "T00:00:00", " 0:00", " 오전 12:00:00", "12:30 PM", with fractions and zones. The date stands
  // as written: a birth date belongs to no zone.
  void TakeTime() {
    const size_t start = at_;
    if (!TakeTimeParts()) at_ = start;
  }
  bool TakeTimeParts() {
    constexpr std::u32string_view kT[] = {U"t"};
    constexpr std::u32string_view kHalf[] = {U"오전", U"오후", U"午前", U"午後"};
    constexpr std::u32string_view kAmPm[] = {U"am", U"pm"};
    constexpr std::u32string_view kZones[] = {U"z", U"utc", U"gmt", U"kst", U"jst"};
    TakeSign(',');
    if (TakeWord(kT) && Here().digits == 6) {  // the basic form of ISO 8601
      const DatePiece& time = Here();
      if (time.kind != DatePiece::kNumber ||
          !IsTime(time.value / 10'000, time.value / 100 % 100, time.value % 100)) {
        return false;
      }
      ++at_;
      TakeWord(kZones);
      return true;
    }
    TakeWord(kHalf);
    const std::optional<DatePiece> hour = TakeNumber(1, 2);
    if (!hour.has_value() || !TakeSign(':')) return false;
    const std::optional<DatePiece> minute = TakeNumber(2, 2);
    if (!minute.has_value()) return false;
    int64_t second = 0;
    if (TakeSign(':')) {
      const std::optional<DatePiece> seconds = TakeNumber(2, 2);
      if (!seconds.has_value()) return false;
      second = seconds->value;
      if (TakeSign('.') && !TakeNumber(1, 9).has_value()) return false;
    }
    TakeWord(kAmPm);
    if (!TakeWord(kZones) && (TakeSign('+') || TakeSign('-'))) {
      const std::optional<DatePiece> zone = TakeNumber(2, 4);
      if (!zone.has_value()) return false;
      if (TakeSign(':') && !TakeNumber(2, 2).has_value()) return false;
    }
    return IsTime(hour->value, minute->value, second);
  }
  static bool IsTime(int64_t hour, int64_t minute, int64_t second) {
    return hour < 25 && minute < 60 && second < 61;
  }

  const DatePieces& pieces_;
  int two_digit_years_from_;
  size_t at_ = 0;
};

}  // namespace

ReadDate ReadDateForm(std::u32string_view text, int two_digit_years_from) {
  const auto pieces = CutDate(text);
  if (!pieces.has_value()) return kNoDate;
  return FormReader(*pieces, two_digit_years_from).Read();
}

}  // namespace ieum::client
