#include "ieum/client/agreement/agreement_keys.h"

#include <string_view>

#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/hmac.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::Bytes;
using core::ByteView;

// FORMAT: docs/formats/secret-agreement.md.
constexpr std::string_view kCommitmentWords = "ieum agreement share 1";
constexpr std::string_view kOffersWords = "ieum agreement offers 1";
constexpr std::string_view kSealInfo = "ieum/v1/agreement seal";
constexpr std::string_view kSecretInfo = "ieum/v1/agreed holder secret";

void Append(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

void AppendName(Bytes& out, std::string_view name) {
  core::AppendLittleEndian(out, static_cast<uint8_t>(name.size()));
  Append(out, core::AsBytes(name));
}

}  // namespace

core::Sha256Digest CommitmentTo(ByteView share, const core::ProjectId& project,
                                const core::InstitutionId& holder) {
  IEUM_CHECK(share.size() == kShareBytes);
  // An HMAC and not a plain hash because its work area is secure memory, where the share stays.
  Bytes key;
  Append(key, core::AsBytes(kCommitmentWords));
  AppendName(key, project.value());
  AppendName(key, holder.value());
  return core::HmacSha256(key).Tag(share);
}

core::Sha256Digest OffersDigest(std::span<const core::Sha256Digest> offer_files) {
  core::Sha256Stream stream;
  stream.Update(core::AsBytes(kOffersWords));
  for (const core::Sha256Digest& digest : offer_files) stream.Update(digest);
  return stream.Finish();
}

core::SecretBytes SealKey(const core::SecretBytes& shared, const core::Sha256Digest& offers_digest,
                          size_t from, size_t to) {
  Bytes info;
  Append(info, core::AsBytes(kSealInfo));
  core::AppendLittleEndian(info, static_cast<uint8_t>(from));
  core::AppendLittleEndian(info, static_cast<uint8_t>(to));
  return core::HkdfSha256(shared, offers_digest, info, core::Aes256Gcm::kKeyBytes);
}

HolderSecret SecretOfShares(const core::SecretBytes& shares, const core::ProjectId& project,
                            const core::Sha256Digest& offers_digest) {
  Bytes info;
  Append(info, core::AsBytes(kSecretInfo));
  Append(info, offers_digest);
  return {.bytes = core::HkdfSha256(shares, core::AsBytes(project.value()), info,
                                    HolderSecret::kSizeBytes)};
}

}  // namespace ieum::client
