#include "ieum/client/normalize/normalize.h"

#include <algorithm>

#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

// Bytes of the white space that `text` begins with; 0 if it begins with something else.
size_t LeadingSpace(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  if (text.starts_with("\xC2\xA0")) return 2;
  if (text.starts_with("\xE3\x80\x80")) return 3;
  return 0;
}
size_t TrailingSpace(std::string_view text) {
  if (text.empty()) return 0;
  if (text.back() == ' ' || (text.back() >= '\t' && text.back() <= '\r')) return 1;
  if (text.ends_with("\xC2\xA0")) return 2;
  if (text.ends_with("\xE3\x80\x80")) return 3;
  return 0;
}

absl::Status CheckRaw(std::string_view raw) {
  if (raw.size() <= kMaxRawBytes) return absl::OkStatus();
  return core::InvalidArgument("is longer than %d bytes; is a quotation mark missing in the file?",
                               kMaxRawBytes);
}

absl::Status CheckNormalized(std::string_view text) {
  if (text.size() <= kMaxNormalizedCharacters) return absl::OkStatus();
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  if (static_cast<size_t>(characters) <= kMaxNormalizedCharacters) return absl::OkStatus();
  return core::InvalidArgument("is longer than %d characters; shorten it",
                               kMaxNormalizedCharacters);
}

absl::Status ApplyRule(Normalizer normalizer, const NormalizerOptions& options,
                       std::string_view raw, std::string& out) {
  switch (normalizer) {
    case Normalizer::kLatinName:
      return NormalizeLatinName(raw, out);
    case Normalizer::kHangulName:
      return NormalizeHangulName(options, raw, out);
    case Normalizer::kRomanizedName:
      return NormalizeRomanizedName(raw, out);
    case Normalizer::kKanaName:
      return NormalizeKanaName(raw, out);
    case Normalizer::kKanjiName:
      return NormalizeKanjiName(raw, out);
    case Normalizer::kDate:
      return NormalizeDate(options, raw, out);
    case Normalizer::kSex:
      return NormalizeSex(raw, out);
    case Normalizer::kDigits:
      return NormalizeDigits(raw, out);
    case Normalizer::kPhone:
      return NormalizePhone(raw, out);
    case Normalizer::kPostcode:
      return NormalizePostcode(raw, out);
    case Normalizer::kKoreanAddress:
      return NormalizeKoreanAddress(raw, out);
    case Normalizer::kEmail:
      return NormalizeEmail(raw, out);
    case Normalizer::kBusinessNumber:
      return NormalizeBusinessNumber(raw, out);
    case Normalizer::kCode:
      return NormalizeCode(raw, out);
  }
  return core::Internal("has a normaliser this software does not know");
}

absl::Status ApplyLenientRule(Normalizer normalizer, const NormalizerOptions& options,
                              std::string_view raw, std::string& out) {
  switch (normalizer) {
    case Normalizer::kDate:
    case Normalizer::kDigits:
    case Normalizer::kPhone:
    case Normalizer::kBusinessNumber: {
      IEUM_ASSIGN_OR_RETURN(const std::u32string form, NumericForm(raw));
      out.clear();
      for (const char32_t c : form) {
        if (c >= '0' && c <= '9') out.push_back(static_cast<char>(c));
      }
      return absl::OkStatus();
    }
    case Normalizer::kHangulName:
      return HangulNameLeniently(options, raw, out);
    case Normalizer::kRomanizedName:
      return RomanizedNameLeniently(raw, out);
    case Normalizer::kKanaName:
      return KanaNameLeniently(raw, out);
    case Normalizer::kEmail:
      return EmailLeniently(raw, out);
    case Normalizer::kSex:
    case Normalizer::kPostcode:
    case Normalizer::kKoreanAddress:
    case Normalizer::kCode:
      // The code rule refuses only values without a letter or digit, and then `out` is empty.
      (void)NormalizeCode(raw, out);
      return absl::OkStatus();
    case Normalizer::kLatinName:
    case Normalizer::kKanjiName:
      (void)ApplyRule(normalizer, options, raw, out);
      return absl::OkStatus();
  }
  return core::Internal("has a normaliser this software does not know");
}

}  // namespace

std::string_view TrimSpace(std::string_view text) {
  while (const size_t size = LeadingSpace(text)) text.remove_prefix(size);
  while (const size_t size = TrailingSpace(text)) text.remove_suffix(size);
  return text;
}

absl::Status Normalize(Normalizer normalizer, const NormalizerOptions& options,
                       std::string_view raw, std::string& out) {
  IEUM_RETURN_IF_ERROR(CheckRaw(raw));
  IEUM_RETURN_IF_ERROR(ApplyRule(normalizer, options, raw, out));
  return CheckNormalized(out);
}

absl::Status NormalizeLeniently(Normalizer normalizer, const NormalizerOptions& options,
                                std::string_view raw, std::string& out) {
  IEUM_RETURN_IF_ERROR(CheckRaw(raw));
  if (!core::IsUtf8(raw)) return NotUtf8Error();
  IEUM_RETURN_IF_ERROR(ApplyLenientRule(normalizer, options, raw, out));
  return CheckNormalized(out);
}

}  // namespace ieum::client
