// The text up to the first zero byte is an exact profile, the rest a value that every field gets.
// A profile reads the same from its canonical form, and a value has one key, or one refusal,
// whatever came before it.
#include <algorithm>
#include <vector>

#include "ieum/client/exact/exact_key_maker.h"
#include "ieum/client/exact/exact_profile.h"
#include "ieum/core/base/status.h"

using ieum::client::ExactKeyMaker;
using ieum::client::ExactProfile;
using ieum::client::ExactSalts;
using ieum::client::Salt;
using ieum::core::SecretBytes;

namespace {

Salt SaltIf(bool needed) {
  return needed ? Salt{SecretBytes::CopyOf(ieum::core::AsBytes("0123456789abcdef\n"))} : Salt{};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view all = ieum::core::AsText(std::as_bytes(std::span(data, size)));
  const size_t zero = std::min(all.find('\0'), all.size());
  const std::string_view value = all.substr(std::min(zero + 1, all.size()));
  const absl::StatusOr<ExactProfile> profile = ExactProfile::FromJson(all.substr(0, zero));
  if (!profile.ok()) return 0;
  const absl::StatusOr<ExactProfile> again = ExactProfile::FromJson(profile->canonical_json);
  IEUM_CHECK(again.ok() && again->digest == profile->digest);

  const ExactSalts salts{SaltIf(profile->needs_salt()), SaltIf(profile->needs_second_salt())};
  const auto maker = ExactKeyMaker::Create(*profile, salts);
  const auto fresh = ExactKeyMaker::Create(*again, salts);
  IEUM_CHECK(maker.ok() == fresh.ok());
  if (!maker.ok()) return 0;
  const std::vector<std::string_view> other(profile->fields.size(), "1980-12-12");
  const std::vector<std::string_view> values(profile->fields.size(), value);
  // Its outcome is that of another value and does not matter; what it leaves behind would.
  (*maker)->KeyOf(other).IgnoreError();
  const auto key = (*maker)->KeyOf(values);
  const auto expected = (*fresh)->KeyOf(values);
  IEUM_CHECK(key.ok() == expected.ok());
  if (key.ok()) IEUM_CHECK(*key == *expected);
  return 0;
}
