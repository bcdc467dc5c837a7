// First byte: which rule. The rest: the raw value. Whatever a rule accepts keeps its promises and
// is a fixed point of the rule; fast path and Unicode path agree.
#include <string>

#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

using ieum::client::Normalizer;

namespace {

void CheckPromises(std::string_view normalized) {
  IEUM_CHECK(ieum::core::IsUtf8(normalized));
  size_t characters = 0;
  for (size_t offset = 0; offset < normalized.size(); ++characters) {
    const char32_t c = ieum::core::NextCodePoint(normalized, offset);
    IEUM_CHECK(c >= 0x20 && c != 0x7F);
  }
  IEUM_CHECK(characters <= ieum::client::kMaxNormalizedCharacters);
}

void CheckPathsAgree(Normalizer normalizer, std::string_view raw, const absl::Status& status,
                     const std::string& normalized) {
  std::string again;
  absl::Status by_unicode;
  switch (normalizer) {
    case Normalizer::kLatinName:
      by_unicode = ieum::client::LatinNameByUnicode(raw, again);
      break;
    case Normalizer::kHangulName:
      by_unicode = ieum::client::HangulNameByUnicode(raw, again);
      break;
    case Normalizer::kCode:
      by_unicode = ieum::client::CodeByUnicode(raw, again);
      break;
    default:
      return;
  }
  if (status.ok()) {
    IEUM_CHECK(by_unicode.ok() && again == normalized);
  } else {
    // Only the length limits lie outside the rule itself.
    IEUM_CHECK(!by_unicode.ok() || raw.size() > ieum::client::kMaxNormalizedCharacters);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr Normalizer kNormalizers[] = {Normalizer::kLatinName, Normalizer::kHangulName,
                                         Normalizer::kDate,      Normalizer::kDigits,
                                         Normalizer::kPhone,     Normalizer::kCode};
  if (size == 0) return 0;
  const Normalizer normalizer = kNormalizers[data[0] % std::size(kNormalizers)];
  const std::string_view raw = ieum::core::AsText(std::as_bytes(std::span(data, size))).substr(1);
  const std::string_view trimmed = ieum::client::TrimSpace(raw);
  std::string normalized;
  const absl::Status status = ieum::client::Normalize(normalizer, {}, trimmed, normalized);
  std::string kept;
  const absl::Status lenient = ieum::client::NormalizeLeniently(normalizer, {}, trimmed, kept);
  if (lenient.ok()) CheckPromises(kept);
  CheckPathsAgree(normalizer, trimmed, status, normalized);
  if (!status.ok()) return 0;
  IEUM_CHECK(lenient.ok() && !normalized.empty());
  CheckPromises(normalized);
  std::string twice;
  IEUM_CHECK(ieum::client::Normalize(normalizer, {}, normalized, twice).ok());
  IEUM_CHECK(twice == normalized);
  return 0;
}
