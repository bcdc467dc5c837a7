#include "ieum/client/encode/mock_sample.h"

#include <algorithm>
#include <string>

#include "ieum/client/encode/project_key.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int kWhole = 1000;
// FORMAT: tags are compared as 32-bit numbers, whose thousandths are exact enough.
constexpr uint64_t kTags = uint64_t{1} << 32;

}  // namespace

absl::StatusOr<MockSample> MockSample::Create(const EncodingProfile& profile,
                                              const HolderSecret& secret,
                                              const core::ProjectId& project,
                                              std::string_view field, int per_mille) {
  if (per_mille < 1 || per_mille > kWhole) {
    return core::InvalidArgument("a sample of %d thousandths; want 1 to %d", per_mille, kWhole);
  }
  const auto found = std::find_if(profile.fields.begin(), profile.fields.end(),
                                  [field](const FieldSpec& spec) { return spec.name == field; });
  if (found == profile.fields.end()) {
    return core::InvalidArgument(
        "the manifest's 'mock.field' is no field of its profile; draft the mock linkage again with "
        "one that is");
  }
  const core::SecretBytes key =
      DeriveProjectKey(profile, secret, project, "ieum/v1/mock-sample", field);
  return MockSample(*found, static_cast<size_t>(found - profile.fields.begin()), key.view(),
                    kTags * static_cast<uint64_t>(per_mille) / kWhole);
}

bool MockSample::Contains(std::span<const std::string_view> values) const {
  std::string normalized;
  const std::string_view raw = TrimSpace(values[field_]);
  if (std::find(missing_values_.begin(), missing_values_.end(), raw) != missing_values_.end()) {
    return false;
  }
  if (raw.empty() || !Normalize(normalizer_, options_, raw, normalized).ok()) return false;
  const bool taken = !normalized.empty() && core::LoadLittleEndian<uint32_t>(
                                                hmac_.Tag(core::AsBytes(normalized))) < limit_;
  core::Cleanse(std::as_writable_bytes(std::span(normalized)));
  return taken;
}

}  // namespace ieum::client
