// First byte: which rule for names (lowest three bits) and which folds. The rest: the raw value.
// Fast path and Unicode path agree.
#include "ieum/client/normalize/unicode_path.h"
#include "normalizer_promises.h"

using ieum::client::Normalizer;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr Normalizer kNormalizers[] = {Normalizer::kLatinName, Normalizer::kHangulName,
                                         Normalizer::kRomanizedName, Normalizer::kKanaName,
                                         Normalizer::kKanjiName};
  if (size == 0) return 0;
  const Normalizer normalizer = kNormalizers[data[0] % 8 % std::size(kNormalizers)];
  ieum::client::NormalizerOptions options;
  options.fold_vowels = (data[0] & 8) != 0;
  options.fold_initial_sound = (data[0] & 16) != 0;
  const std::string_view raw = ieum::testing::RawValue(data, size);
  std::string normalized;
  const absl::Status status = ieum::testing::CheckNormalizer(normalizer, options, raw, normalized);
  std::string again;
  absl::Status by_unicode;
  if (normalizer == Normalizer::kLatinName) {
    by_unicode = ieum::client::LatinNameByUnicode(raw, again);
  } else if (normalizer == Normalizer::kHangulName) {
    by_unicode = ieum::client::HangulNameByUnicode(options, raw, again);
  } else {
    return 0;
  }
  if (status.ok()) {
    IEUM_CHECK(by_unicode.ok() && again == normalized);
  } else {
    // Only the length limits lie outside the rule itself. Some characters become eighteen.
    IEUM_CHECK(!by_unicode.ok() || raw.size() > ieum::client::kMaxNormalizedCharacters ||
               again.size() > ieum::client::kMaxNormalizedCharacters);
  }
  return 0;
}
