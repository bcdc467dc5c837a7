#include <algorithm>

#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

constexpr size_t kDigits = 10;

// The National Tax Service's check digit: weights 1 3 7 1 3 7 1 3 5, the ninth digit's product by
// five counted with its tens once more.
bool HasRightCheckDigit(std::string_view number) {
  constexpr int kWeights[] = {1, 3, 7, 1, 3, 7, 1, 3, 5};
  int sum = 0;
  for (size_t i = 0; i < std::size(kWeights); ++i) sum += (number[i] - '0') * kWeights[i];
  sum += (number[8] - '0') * 5 / 10;
  return (10 - sum % 10) % 10 == number[9] - '0';
}

}  // namespace

absl::Status NormalizeBusinessNumber(std::string_view raw, std::string& out) {
  const absl::Status digits = NormalizeDigits(raw, out);
  if (digits.ok() && out.find_first_not_of(out.front()) == std::string::npos) {
    out.clear();  // 000-00-00000 and its like fill a field that may not stay empty
    return absl::OkStatus();
  }
  if (!digits.ok() || out.size() != kDigits || !HasRightCheckDigit(out)) {
    if (!core::IsUtf8(raw)) return digits;
    return core::InvalidArgument(
        "is not a Korean business registration number; want ten digits, 123-45-67891, the last of "
        "them the right check digit");
  }
  return absl::OkStatus();
}

}  // namespace ieum::client
