// What a rule makes of a value, as tests compare it.
#ifndef IEUM_TESTS_UNIT_CLIENT_NORMALIZE_RULE_RESULT_H_
#define IEUM_TESTS_UNIT_CLIENT_NORMALIZE_RULE_RESULT_H_

#include <string>
#include <string_view>

#include "ieum/client/normalize/normalize.h"

namespace ieum::testing {

struct RuleCase {
  std::string_view raw;
  std::string_view want;
};

// The normalised value, "missing" or "refused".
inline std::string RuleResult(client::Normalizer normalizer, std::string_view raw,
                              const client::NormalizerOptions& options = {}) {
  std::string out = "left over";
  if (!client::Normalize(normalizer, options, raw, out).ok()) return "refused";
  return out.empty() ? "missing" : out;
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_CLIENT_NORMALIZE_RULE_RESULT_H_
