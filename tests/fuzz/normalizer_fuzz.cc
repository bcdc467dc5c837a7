// First byte: which rule but those of names, dates and telephone numbers, which have targets of
// their own. The rest: the raw value.
#include "ieum/client/normalize/unicode_path.h"
#include "normalizer_promises.h"

using ieum::client::Normalizer;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr Normalizer kNormalizers[] = {Normalizer::kSex,      Normalizer::kDigits,
                                         Normalizer::kPostcode, Normalizer::kKoreanAddress,
                                         Normalizer::kEmail,    Normalizer::kBusinessNumber,
                                         Normalizer::kCode};
  if (size == 0) return 0;
  const Normalizer normalizer = kNormalizers[data[0] % std::size(kNormalizers)];
  const std::string_view raw = ieum::testing::RawValue(data, size);
  std::string normalized;
  const absl::Status status = ieum::testing::CheckNormalizer(normalizer, {}, raw, normalized);
  if (normalizer != Normalizer::kCode) return 0;
  // Fast path and Unicode path agree; only the length limits lie outside the rule itself.
  std::string again;
  const absl::Status by_unicode = ieum::client::CodeByUnicode(raw, again);
  IEUM_CHECK(status.ok() ? by_unicode.ok() && again == normalized
                         : !by_unicode.ok() || raw.size() > ieum::client::kMaxNormalizedCharacters);
  return 0;
}
