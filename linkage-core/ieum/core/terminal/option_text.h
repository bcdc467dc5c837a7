// What the command-line programs take as the text of an option of a match, so that the same words
// mean the same everywhere.
#ifndef IEUM_CORE_TERMINAL_OPTION_TEXT_H_
#define IEUM_CORE_TERMINAL_OPTION_TEXT_H_

#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ieum::core {

// All are INVALID_ARGUMENT, saying what is wanted and never the text, if the text is something
// else.

// "12500": millinats.
absl::StatusOr<int> ParseMatchWeight(const std::string& text);
// "0.99", or 9900 basis points: 0.5 to 1. Below one half, most pairs would be wrong.
absl::StatusOr<double> ParsePrecision(const std::string& text);
// "0.99": above 0, below 1. Nothing less than all pairs is certain to be all.
absl::StatusOr<double> ParseCompleteness(const std::string& text);
// "512MiB" or "4GiB": bytes, at least kLeastMemoryBytes.
absl::StatusOr<int64_t> ParseMemory(const std::string& text);
inline constexpr int64_t kLeastMemoryBytes = int64_t{256} << 20;

struct GivenOption {
  const char* name;  // "--precision"
  bool is_given;
};
// INVALID_ARGUMENT names the first option that was given: it has no effect on scoring by profile.
absl::Status CheckNoneIsOfModel(std::initializer_list<GivenOption> options);
// INVALID_ARGUMENT if both were given.
absl::Status CheckOneThreshold(bool has_precision, bool has_match_weight);

}  // namespace ieum::core

#endif  // IEUM_CORE_TERMINAL_OPTION_TEXT_H_
