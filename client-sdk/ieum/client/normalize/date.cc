#include <optional>

#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

struct Date {
  int year;
  int month;
  int day;
};

bool IsCalendarDate(const Date& date) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (date.year < 1850 || date.year > 2100 || date.month < 1 || date.month > 12) return false;
  const bool leap = (date.year % 4 == 0 && date.year % 100 != 0) || date.year % 400 == 0;
  const int days = kDays[date.month - 1] + (date.month == 2 && leap ? 1 : 0);
  return date.day >= 1 && date.day <= days;
}

// Reads "1980-12-01" and its relatives. Char is char for ASCII and char32_t for everything else.
template <typename Char>
class DateParser {
 public:
  explicit DateParser(std::basic_string_view<Char> text) : text_(text) {}

  std::optional<Date> Parse() {
    SkipSpaces();
    const Group first = Digits();
    if (first.size == 8 && AtEnd()) {
      return Date{first.value / 10000, first.value / 100 % 100, first.value % 100};
    }
    const char32_t separator = Separator();
    const Group second = Digits();
    if (separator == 0 || second.size < 1 || second.size > 2) return std::nullopt;
    const char32_t again = Separator();
    const Group third = Digits();
    if (again != Following(separator)) return std::nullopt;
    // "1980. 12. 1." and "1980년 12월 1일" close the day as well.
    const char32_t closing = Separator();
    const bool closed =
        separator == kYear ? closing == kDay : closing == 0 || (closing == '.' && separator == '.');
    if (!closed || !AtEnd()) return std::nullopt;
    if (first.size == 4 && (third.size == 1 || third.size == 2)) {
      return Date{first.value, second.value, third.value};
    }
    // A year of four digits at the end tells that the day comes first.
    if (third.size == 4 && (first.size == 1 || first.size == 2) && separator != kYear) {
      return Date{third.value, second.value, first.value};
    }
    return std::nullopt;
  }

 private:
  struct Group {
    int value;
    int size;  // digits; 9 stands for more than 8
  };
  static constexpr char32_t kYear = U'년';
  static constexpr char32_t kMonth = U'월';
  static constexpr char32_t kDay = U'일';

  // What must stand after the second number if `separator` stood after the first.
  static char32_t Following(char32_t separator) { return separator == kYear ? kMonth : separator; }
  void SkipSpaces() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t')) {
      ++position_;
    }
  }
  bool AtEnd() {
    SkipSpaces();
    return position_ == text_.size();
  }
  Group Digits() {
    Group group{0, 0};
    while (position_ < text_.size() && text_[position_] >= '0' && text_[position_] <= '9') {
      if (group.size == 8) return {0, 9};
      group.value = group.value * 10 + static_cast<int>(text_[position_++] - '0');
      ++group.size;
    }
    return group;
  }
  // The separator here, with the spaces around it; 0 if there is none.
  char32_t Separator() {
    SkipSpaces();
    if (position_ == text_.size()) return 0;
    const auto c = static_cast<char32_t>(text_[position_]);
    if (c != '-' && c != '.' && c != '/' && c != kYear && c != kMonth && c != kDay) return 0;
    ++position_;
    SkipSpaces();
    return c;
  }

  std::basic_string_view<Char> text_;
  size_t position_ = 0;
};

}  // namespace

absl::Status NormalizeDate(std::string_view raw, std::string& out) {
  std::optional<Date> date;
  if (core::IsAscii(raw)) {
    date = DateParser<char>(raw).Parse();
  } else {
    IEUM_ASSIGN_OR_RETURN(const std::u32string form, NumericForm(raw));
    date = DateParser<char32_t>(form).Parse();
  }
  if (!date.has_value() || !IsCalendarDate(*date)) {
    return core::InvalidArgument(
        "is not a calendar date from 1850 to 2100; want YYYY-MM-DD, YYYYMMDD or DD/MM/YYYY with a "
        "year of four digits");
  }
  out.resize(8);
  int rest = date->year * 10000 + date->month * 100 + date->day;
  for (size_t i = 8; i-- > 0; rest /= 10) out[i] = static_cast<char>('0' + rest % 10);
  return absl::OkStatus();
}

}  // namespace ieum::client
