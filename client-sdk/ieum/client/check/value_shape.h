// What a value looks like at first sight: how many digits and letters it has and which they are.
#ifndef IEUM_CLIENT_CHECK_VALUE_SHAPE_H_
#define IEUM_CLIENT_CHECK_VALUE_SHAPE_H_

#include <string>
#include <string_view>

namespace ieum::client {

// One thread at a time; reused from value to value. Full-width forms of ASCII count as ASCII.
class ValueShape final {
 public:
  // text: trimmed, UTF-8.
  void Read(std::string_view text);

  const std::string& folded() const { return folded_; }  // full-width ASCII as ASCII, lower case
  const std::string& digits() const { return digits_; }  // in order, without what is between
  int latin() const { return latin_; }                   // letters a-z
  int hangul() const { return hangul_; }                 // syllables
  int other() const { return other_; }                   // characters outside ASCII but Hangul
  bool only_digits() const { return digits_.size() == folded_.size() && !digits_.empty(); }
  // Digits and the characters that stand between them in numbers and dates.
  bool only_number() const { return only_number_ && !digits_.empty(); }

  // 880101.0, 1.0123E+10.
  bool IsFloat() const;
  // "#N/A", "#REF!", "####".
  bool IsExcelError() const;
  // Hidden parts: * ○ □ …; also letters x and o behind Hangul or in rows (010-xxxx-1234).
  bool HasMaskSign() const { return mask_sign_; }
  bool HasMaskLetters() const;

 private:
  std::string folded_;
  std::string digits_;
  int latin_ = 0;
  int hangul_ = 0;
  int other_ = 0;
  bool only_number_ = true;
  bool mask_sign_ = false;
  bool mask_letter_ = false;
};

// Whether YYYYMMDD is a day of the calendar; 19000230 is not.
bool IsCalendarDate(int yyyymmdd);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CHECK_VALUE_SHAPE_H_
