// What every rule promises for every value: the targets of the normalisers share this.
#ifndef IEUM_TESTS_FUZZ_NORMALIZER_PROMISES_H_
#define IEUM_TESTS_FUZZ_NORMALIZER_PROMISES_H_

#include <string>
#include <string_view>
#include <vector>

#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::testing {

inline void CheckText(std::string_view normalized) {
  IEUM_CHECK(core::IsUtf8(normalized));
  size_t characters = 0;
  for (size_t offset = 0; offset < normalized.size(); ++characters) {
    const char32_t c = core::NextCodePoint(normalized, offset);
    IEUM_CHECK(c >= 0x20 && c != 0x7F);
  }
  IEUM_CHECK(characters <= client::kMaxNormalizedCharacters);
}

// Normalises `raw` in every way; returns the status and, in `normalized`, the result. What is
// accepted is a fixed point of the rule, except for romanised names.
inline absl::Status CheckNormalizer(client::Normalizer normalizer,
                                    const client::NormalizerOptions& options, std::string_view raw,
                                    std::string& normalized) {
  const absl::Status status = client::Normalize(normalizer, options, raw, normalized);
  std::string kept;
  const absl::Status lenient = client::NormalizeLeniently(normalizer, options, raw, kept);
  std::vector<std::string> candidates;
  if (lenient.ok()) {
    CheckText(kept);
    if (!kept.empty()) client::AppendCandidates(normalizer, options, kept, candidates);
  }
  if (status.ok()) {
    CheckText(normalized);
    if (!normalized.empty()) {
      client::AppendCandidates(normalizer, options, normalized, candidates);
      std::string twice;
      const absl::Status again = client::Normalize(normalizer, options, normalized, twice);
      IEUM_CHECK(normalizer == client::Normalizer::kRomanizedName ||
                 (again.ok() && twice == normalized));
    }
  }
  for (const std::string& candidate : candidates) {
    IEUM_CHECK(!candidate.empty());
    CheckText(candidate);
  }
  return status;
}

// The value that the bytes behind the first are, trimmed as every caller does.
inline std::string_view RawValue(const uint8_t* data, size_t size) {
  return client::TrimSpace(core::AsText(std::as_bytes(std::span(data, size))).substr(1));
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_FUZZ_NORMALIZER_PROMISES_H_
