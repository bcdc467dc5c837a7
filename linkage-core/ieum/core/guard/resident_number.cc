#include "ieum/core/guard/resident_number.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "ieum/core/guard/written_character.h"

namespace ieum::core {
namespace {

constexpr int kNumberDigits = 13;
constexpr int kDateDigits = 6;
constexpr int kMaxSeparators = 3;     // in a row; "880101 - 1234567" has three
constexpr ptrdiff_t kMinDigest = 32;  // hexadecimal characters of the shortest digest (MD5)
constexpr size_t kInformationBytes = 88;
constexpr size_t kPartBytes = 44;  // of connecting information, the fewest that count

// Digits with at most kMaxSeparators separators between neighbours, as far as they go: the last 14
// digits of the chain and the sizes of its groups are all that the rules need.
class DigitChain final {
 public:
  void AddDigit(int digit, const char* p, bool starts_group) {
    if (starts_group) {
      previous_group_ = group_;
      group_ = 0;
      group_begin_ = p;
      if (count_ > 0 && count_ < 32) split_after_ |= uint32_t{1} << count_;
    }
    digits_[static_cast<size_t>(count_ % kNumberDigits)] = digit;
    ++count_;
    ++group_;
  }

  // Whether the group that just ended ends a resident number. `begin`, `end`: the cell.
  bool GroupEndsNumber(const char* begin, const char* group_end, const char* end) const {
    if (group_ == kNumberDigits) {
      return DateIsPlausible() && !InsideDigest(begin, group_end, end);
    }
    return group_ == kNumberDigits - kDateDigits && previous_group_ == kDateDigits &&
           DateIsPlausible();
  }

  // Whether the whole chain, which just ended, is a number split in one of the known ways.
  bool IsSplitNumber() const {
    constexpr uint32_t kKnownSplits = 1U << 2 | 1U << 4 | 1U << 6 | 1U << 7;
    constexpr uint32_t kEveryDigit = (1U << kNumberDigits) - 2;
    if (count_ != kNumberDigits || !DateIsPlausible()) return false;
    return (split_after_ & ~kKnownSplits) == 0 || split_after_ == kEveryDigit;
  }

 private:
  // Of the last 13 digits.
  bool DateIsPlausible() const {
    if (count_ < kNumberDigits) return false;
    const auto pair = [this](int i) { return 10 * DigitAt(i) + DigitAt(i + 1); };
    const int month = pair(2);
    const int day = pair(4);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
  }
  int DigitAt(int i) const {
    return digits_[static_cast<size_t>((count_ + i) %
                                       kNumberDigits)];  // the oldest is overwritten next
  }
  bool InsideDigest(const char* begin, const char* group_end, const char* end) const {
    const char* first = group_begin_;
    while (first > begin && group_end - first < kMinDigest && IsHexDigit(first[-1])) --first;
    const char* last = group_end;
    while (last < end && last - first < kMinDigest && IsHexDigit(*last)) ++last;
    return last - first >= kMinDigest;
  }

  std::array<int, kNumberDigits> digits_{};  // ring of the last digits
  int count_ = 0;                            // digits of the chain
  int group_ = 0;                            // digits of the group at the end
  int previous_group_ = 0;                   // digits of the group before
  uint32_t split_after_ = 0;                 // bit i: a separator stands after i digits (i < 32)
  const char* group_begin_ = nullptr;
};

bool HoldsResidentNumber(std::string_view cell) {
  const char* const begin = cell.data();
  const char* const end = begin + cell.size();
  const char* p = begin;
  while (p < end) {
    const WrittenCharacter first = Classify(p, end);
    if (first.kind != CharacterKind::kDigit) {
      p += first.length;
      continue;
    }
    // Split numbers (88-01-01-1-234567) must stand apart from Latin letters, so that the groups of
    // a UUID are none.
    bool apart = p == begin || !IsAsciiLetter(p[-1]);
    DigitChain chain;
    int separators = 0;
    bool starts_group = true;
    while (p < end) {
      const WrittenCharacter c = Classify(p, end);
      if (c.kind == CharacterKind::kDigit) {
        chain.AddDigit(c.digit, p, starts_group);
        starts_group = false;
        separators = 0;
        p += c.length;
        if (p < end && Classify(p, end).kind == CharacterKind::kDigit) continue;
        if (chain.GroupEndsNumber(begin, p, end)) return true;
        apart = apart && (p == end || !IsAsciiLetter(*p));
        continue;
      }
      if (c.kind == CharacterKind::kOther || ++separators > kMaxSeparators) break;
      starts_group = true;
      p += c.length;
    }
    if (apart && chain.IsSplitNumber()) return true;
  }
  return false;
}

bool IsBase64(char c) { return IsAsciiDigit(c) || IsAsciiLetter(c) || c == '+' || c == '/'; }

bool HoldsConnectingInformation(std::string_view cell) {
  for (size_t at = cell.find("=="); at != std::string_view::npos; at = cell.find("==", at + 2)) {
    size_t first = at;
    while (first > 0 && IsBase64(cell[first - 1])) --first;
    if (at - first == kInformationBytes - 2) return true;
  }
  return false;
}

// Digits are ASCII or the last byte of a full-width digit (EF BC 90 to EF BC 99). Other bytes in
// that range only make the careful search run in vain.
bool MayHoldThirteenDigits(std::string_view cell) {
  if (cell.size() < kNumberDigits) return false;
  int count = 0;
  for (const char c : cell) {
    const auto byte = static_cast<uint8_t>(c);
    count += static_cast<int>(byte - 0x30U <= 9U || byte - 0x90U <= 9U);
  }
  return count >= kNumberDigits;
}

}  // namespace

ForbiddenIdentifier FindForbiddenIdentifier(std::string_view cell) {
  if (MayHoldThirteenDigits(cell) && HoldsResidentNumber(cell)) {
    return ForbiddenIdentifier::kResidentNumber;
  }
  if (cell.size() >= kInformationBytes && HoldsConnectingInformation(cell)) {
    return ForbiddenIdentifier::kConnectingInformation;
  }
  return ForbiddenIdentifier::kNone;
}

ForbiddenIdentifier FindPartOfConnectingInformation(std::string_view value, bool part_allowed) {
  if (value.size() < kPartBytes) return ForbiddenIdentifier::kNone;
  ForbiddenIdentifier found = ForbiddenIdentifier::kNone;
  size_t run = 0;
  bool capital = false;
  bool small = false;
  for (const char c : value) {
    if (!IsBase64(c)) {
      run = 0;
      capital = small = false;
      continue;
    }
    ++run;
    capital = capital || (c >= 'A' && c <= 'Z');
    small = small || (c >= 'a' && c <= 'z');
    if (run < kPartBytes || !capital || !small) continue;
    if (run >= kInformationBytes - 2) return ForbiddenIdentifier::kConnectingInformation;
    if (!part_allowed) found = ForbiddenIdentifier::kPartOfConnectingInformation;
  }
  return found;
}

std::string_view Explain(ForbiddenIdentifier found) {
  switch (found) {
    case ForbiddenIdentifier::kNone:
      break;
    case ForbiddenIdentifier::kResidentNumber:
      return "holds a resident registration number; it may not be an input (FSC guide 2020, PIPA "
             "art. 24-2). Remove the column or the rows, then run again";
    case ForbiddenIdentifier::kConnectingInformation:
      return "holds connecting information (CI, 88 characters); it may not be an input (FSC guide "
             "2020). Remove the column or the rows, then run again";
    case ForbiddenIdentifier::kPartOfConnectingInformation:
      return "may hold a part of connecting information (CI); it may be an input only where the "
             "project's profile says \"allow_partial_ci\": true. Agree on that, or remove the "
             "column "
             "or the rows, then run again";
  }
  return "";
}

}  // namespace ieum::core
