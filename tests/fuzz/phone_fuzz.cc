// First byte: the option of the rule. The rest: the raw telephone number. What is accepted is 8 to
// 12 digits, and candidates are numbers of 010.
#include "normalizer_promises.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  ieum::client::NormalizerOptions options;
  options.renumbered_candidate = (data[0] & 1) != 0;
  std::string normalized;
  const absl::Status status = ieum::testing::CheckNormalizer(
      ieum::client::Normalizer::kPhone, options, ieum::testing::RawValue(data, size), normalized);
  if (!status.ok() || normalized.empty()) return 0;
  IEUM_CHECK(normalized.size() >= 8 && normalized.size() <= 12);
  IEUM_CHECK(normalized.find_first_not_of("0123456789") == std::string::npos);
  std::vector<std::string> candidates;
  ieum::client::AppendCandidates(ieum::client::Normalizer::kPhone, options, normalized, candidates);
  IEUM_CHECK(candidates.size() <= 1);
  for (const std::string& candidate : candidates) {
    IEUM_CHECK(candidate.size() == 11 && candidate.starts_with("010"));
  }
  return 0;
}
