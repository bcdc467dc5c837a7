#include "ieum/client/normalize/unicode_path.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

using icu::Normalizer2;
using icu::UnicodeString;

// ICU hands out its normalisers once per process; they fail only if ICU's own data is missing.
const Normalizer2& Form(const Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode error = U_ZERO_ERROR;
  const Normalizer2* form = get(error);
  IEUM_CHECK(U_SUCCESS(error) && form != nullptr);
  return *form;
}
const Normalizer2& Nfc() {
  static const Normalizer2& form = Form(&Normalizer2::getNFCInstance);
  return form;
}
const Normalizer2& Nfd() {
  static const Normalizer2& form = Form(&Normalizer2::getNFDInstance);
  return form;
}
const Normalizer2& Nfkc() {
  static const Normalizer2& form = Form(&Normalizer2::getNFKCInstance);
  return form;
}
const Normalizer2& NfkcCaseFold() {
  static const Normalizer2& form = Form(&Normalizer2::getNFKCCasefoldInstance);
  return form;
}

UnicodeString Apply(const Normalizer2& form, const UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  UnicodeString result = form.normalize(text, error);
  IEUM_CHECK(U_SUCCESS(error));
  return result;
}

absl::StatusOr<UnicodeString> Decode(std::string_view raw) {
  if (!core::IsUtf8(raw)) return NotUtf8Error();
  return UnicodeString::fromUTF8(icu::StringPiece(raw.data(), static_cast<int32_t>(raw.size())));
}

// Calls visit(code point) for each of `text`.
template <typename Visit>
void ForEach(const UnicodeString& text, Visit visit) {
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) visit(text.char32At(i));
}

bool HasCategory(UChar32 c, uint32_t mask) { return (U_MASK(u_charType(c)) & mask) != 0; }

bool IsApostrophe(UChar32 c) {
  switch (c) {
    case 0x27:    // '
    case 0x60:    // `
    case 0xB4:    // acute accent; NFKC would make it a space
    case 0x2BB:   // modifier turned comma (ʻokina)
    case 0x2BC:   // modifier apostrophe
    case 0x2BD:   // modifier reversed comma
    case 0x2018:  // quotation marks
    case 0x2019:
    case 0x201B:
    case 0x2032:  // prime
    case 0xFF07:  // full-width apostrophe
      return true;
    default:
      return false;
  }
}

// The blocks of combining marks for Latin, Greek and Cyrillic letters. Marks outside them are parts
// of letters (dakuten, vowel signs) and stay.
bool IsDiacritic(UChar32 c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE20 && c <= 0xFE2F);
}

// Letters that Unicode does not take apart although people write them without their stroke.
const char* PlainLatin(UChar32 c) {
  switch (c) {
    case 0xE6:
      return "ae";
    case 0x153:
      return "oe";
    case 0xF8:
      return "o";
    case 0x142:
      return "l";
    case 0x111:
    case 0xF0:
      return "d";
    case 0xFE:
      return "th";
    case 0x127:
      return "h";
    case 0x131:
      return "i";
    default:
      return nullptr;
  }
}

absl::Status Store(const UnicodeString& text, std::string& out) {
  out.clear();
  text.toUTF8String(out);
  return out.empty() ? NothingLeftError() : absl::OkStatus();
}

}  // namespace

absl::Status NotUtf8Error() {
  return core::InvalidArgument("is not UTF-8; save the file as UTF-8 and try again");
}

absl::Status NothingLeftError() {
  return core::InvalidArgument(
      "has no letter or digit; leave it empty, or list such values as missing in the profile");
}

absl::Status LatinNameByUnicode(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const UnicodeString text, Decode(raw));
  UnicodeString kept;
  ForEach(text, [&](UChar32 c) {
    if (!IsApostrophe(c)) kept.append(c);
  });
  const UnicodeString taken_apart = Apply(Nfd(), Apply(NfkcCaseFold(), kept));
  UnicodeString plain;
  bool space = false;
  ForEach(taken_apart, [&](UChar32 c) {
    // Compatibility forms can bring apostrophes in again, so they are dropped here too.
    if (IsDiacritic(c) || IsApostrophe(c)) return;
    if (!HasCategory(c, U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) {
      space = true;
      return;
    }
    if (space && !plain.isEmpty()) plain.append(u' ');
    space = false;
    if (const char* letters = PlainLatin(c)) {
      plain.append(UnicodeString(letters, -1, US_INV));
    } else {
      plain.append(c);
    }
  });
  return Store(Apply(Nfc(), plain), out);
}

absl::Status HangulNameByUnicode(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const UnicodeString text, Decode(raw));
  const UnicodeString composed = Apply(Nfc(), text);
  bool has_hangul = false;
  ForEach(composed, [&](UChar32 c) {
    // Syllables, and jamo that may compose once what stands between them is dropped.
    has_hangul = has_hangul || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF);
  });
  UnicodeString letters;
  ForEach(composed, [&](UChar32 c) {
    const UChar32 narrow = c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
    // Fillers and joiners count as letters or marks but cannot be seen.
    if (u_hasBinaryProperty(narrow, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return;
    if (has_hangul && u_hasBinaryProperty(narrow, UCHAR_IDEOGRAPHIC)) return;
    if (HasCategory(narrow, U_GC_L_MASK | U_GC_M_MASK)) {
      letters.append(u_foldCase(narrow, U_FOLD_CASE_DEFAULT));
    }
  });
  return Store(Apply(Nfc(), letters), out);
}

absl::Status CodeByUnicode(std::string_view raw, std::string& out) {
  IEUM_ASSIGN_OR_RETURN(const UnicodeString text, Decode(raw));
  UnicodeString upper = Apply(Nfkc(), text);
  upper.toUpper(icu::Locale::getRoot());
  UnicodeString kept;
  ForEach(Apply(Nfkc(), upper), [&](UChar32 c) {
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return;
    if (const int32_t digit = u_charDigitValue(c); digit >= 0) {
      kept.append(static_cast<UChar32>('0' + digit));
    } else if (HasCategory(c, U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) {
      kept.append(c);
    }
  });
  return Store(Apply(Nfc(), kept), out);
}

absl::StatusOr<std::u32string> NumericForm(std::string_view raw) {
  IEUM_ASSIGN_OR_RETURN(const UnicodeString text, Decode(raw));
  std::u32string form;
  ForEach(Apply(Nfkc(), text), [&](UChar32 c) {
    if (const int32_t digit = u_charDigitValue(c); digit >= 0) {
      form.push_back(U'0' + static_cast<char32_t>(digit));
    } else if (HasCategory(c, U_GC_PD_MASK)) {
      form.push_back(U'-');
    } else if (HasCategory(c, U_GC_ZS_MASK)) {
      form.push_back(U' ');
    } else {
      form.push_back(static_cast<char32_t>(c));
    }
  });
  return form;
}

}  // namespace ieum::client
