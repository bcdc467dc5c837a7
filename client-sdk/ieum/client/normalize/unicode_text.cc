#include "ieum/client/normalize/unicode_text.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

using icu::Normalizer2;
using icu::UnicodeString;

UnicodeString ToIcu(std::u32string_view text) {
  UnicodeString result;
  for (const char32_t c : text) result.append(static_cast<UChar32>(c));
  return result;
}

std::u32string FromIcu(const UnicodeString& text) {
  std::u32string result;
  result.reserve(static_cast<size_t>(text.length()));
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    result.push_back(static_cast<char32_t>(text.char32At(i)));
  }
  return result;
}

// ICU hands out its normalisers once per process; they fail only if ICU's own data is missing.
const Normalizer2& Form(const Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode error = U_ZERO_ERROR;
  const Normalizer2* form = get(error);
  IEUM_CHECK(U_SUCCESS(error) && form != nullptr);
  return *form;
}

std::u32string Apply(const Normalizer2& form, std::u32string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const UnicodeString result = form.normalize(ToIcu(text), error);
  IEUM_CHECK(U_SUCCESS(error));
  return FromIcu(result);
}

bool HasCategory(char32_t c, uint32_t mask) {
  return (U_MASK(u_charType(static_cast<UChar32>(c))) & mask) != 0;
}

}  // namespace

absl::Status NotUtf8Error() {
  return core::InvalidArgument("is not UTF-8; save the file as UTF-8 and try again");
}

absl::Status NothingLeftError() {
  return core::InvalidArgument(
      "has no letter or digit; leave it empty, or list such values as missing in the profile");
}

absl::StatusOr<std::u32string> Decode(std::string_view raw) {
  std::u32string text;
  text.reserve(raw.size());
  for (size_t offset = 0; offset < raw.size();) {
    const char32_t c = core::NextCodePoint(raw, offset);
    if (c == core::kNotUtf8) return NotUtf8Error();
    text.push_back(c);
  }
  return text;
}

absl::Status Store(std::u32string_view text, std::string& out) {
  out.clear();
  for (const char32_t c : text) core::AppendUtf8(c, out);
  return out.empty() ? NothingLeftError() : absl::OkStatus();
}

std::u32string Nfc(std::u32string_view text) {
  static const Normalizer2& form = Form(&Normalizer2::getNFCInstance);
  return Apply(form, text);
}
std::u32string Nfd(std::u32string_view text) {
  static const Normalizer2& form = Form(&Normalizer2::getNFDInstance);
  return Apply(form, text);
}
std::u32string Nfkc(std::u32string_view text) {
  static const Normalizer2& form = Form(&Normalizer2::getNFKCInstance);
  return Apply(form, text);
}
std::u32string NfkcCaseFold(std::u32string_view text) {
  static const Normalizer2& form = Form(&Normalizer2::getNFKCCasefoldInstance);
  return Apply(form, text);
}
std::u32string Upper(std::u32string_view text) {
  return FromIcu(ToIcu(text).toUpper(icu::Locale::getRoot()));
}
std::u32string Lower(std::u32string_view text) {
  return FromIcu(ToIcu(text).toLower(icu::Locale::getRoot()));
}

bool IsComposed(std::u32string_view text) {
  return std::all_of(text.begin(), text.end(), [](char32_t c) {
    return c < 0x80 || IsSyllable(c) || (c >= 0x4E00 && c <= 0x9FFF) ||
           (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC;
  });
}

bool IsLetterOrMark(char32_t c) {
  // Most of what comes; ICU says the same.
  if (IsSyllable(c)) return true;
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return HasCategory(c, U_GC_L_MASK | U_GC_M_MASK);
}
bool IsNumber(char32_t c) { return HasCategory(c, U_GC_N_MASK); }
bool IsDash(char32_t c) { return HasCategory(c, U_GC_PD_MASK); }
bool IsSpace(char32_t c) { return HasCategory(c, U_GC_ZS_MASK); }
bool IsInvisible(char32_t c) {
  if (c < 0x80 || IsSyllable(c)) return false;
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}
bool IsIdeograph(char32_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC) != 0;
}
char32_t FoldCase(char32_t c) {
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}
int DigitValue(char32_t c) { return u_charDigitValue(static_cast<UChar32>(c)); }

absl::StatusOr<std::u32string> NumericForm(std::string_view raw) {
  if (core::IsAscii(raw)) return std::u32string(raw.begin(), raw.end());
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, Decode(raw));
  std::u32string form = IsComposed(text) ? text : Nfkc(text);
  for (char32_t& c : form) {
    if (c < 0x80) continue;
    if (const int digit = DigitValue(c); digit >= 0) {
      c = U'0' + static_cast<char32_t>(digit);
    } else if (IsDash(c)) {
      c = U'-';
    } else if (IsSpace(c)) {
      c = U' ';
    }
  }
  return form;
}

}  // namespace ieum::client
