#include "ieum/core/terminal/option_text.h"

#include "absl/strings/numbers.h"
#include "ieum/core/base/status.h"

namespace ieum::core {

absl::StatusOr<int> ParseMatchWeight(const std::string& text) {
  int weight = 0;
  if (!absl::SimpleAtoi(text, &weight)) return InvalidArgument("want a whole number");
  return weight;
}

absl::StatusOr<double> ParsePrecision(const std::string& text) {
  constexpr double kBasisPoints = 10'000;
  double value = 0;
  const bool is_number = absl::SimpleAtod(text, &value);
  if (text.find('.') == std::string::npos) value /= kBasisPoints;
  if (!is_number || !(value >= 0.5 && value <= 1)) {
    return InvalidArgument("want 0.5 to 1.0, or 5000 to 10000 basis points");
  }
  return value;
}

absl::StatusOr<double> ParseCompleteness(const std::string& text) {
  double value = 0;
  if (!absl::SimpleAtod(text, &value) || !(value > 0 && value < 1)) {
    return InvalidArgument(
        "want a share between 0 and 1, such as 0.99; '--exhaustive' misses nothing");
  }
  return value;
}

absl::StatusOr<int64_t> ParseMemory(const std::string& text) {
  constexpr int64_t kMost = int64_t{1} << 20;  // GiB
  const bool by_gib = text.ends_with("GiB");
  int64_t number = 0;
  const bool is_number = (by_gib || text.ends_with("MiB")) &&
                         absl::SimpleAtoi(text.substr(0, text.size() - 3), &number) &&
                         number >= 1 && number <= kMost;
  const int64_t bytes = is_number ? number << (by_gib ? 30 : 20) : 0;
  if (bytes < kLeastMemoryBytes) {
    return InvalidArgument("want at least 256MiB, as '512MiB' or '4GiB'");
  }
  return bytes;
}

absl::Status CheckNoneIsOfModel(std::initializer_list<GivenOption> options) {
  for (const GivenOption& option : options) {
    if (option.is_given) {
      return InvalidArgument("%s is of the fitted model; leave '--scoring profile' out",
                             option.name);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckOneThreshold(bool has_precision, bool has_match_weight) {
  if (!has_precision || !has_match_weight) return absl::OkStatus();
  return InvalidArgument(
      "--precision and --match-weight both choose the threshold; leave one of them out");
}

}  // namespace ieum::core
