#include "ieum/server/storage/sealed_value.h"

#include <algorithm>
#include <optional>

#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

using core::Gcm;
using core::GcmCipher;

constexpr std::byte kFormat{1};
constexpr std::string_view kAssociatedDomain = "ieum sealed value 1";
constexpr size_t kSaltOffset = kSealedHeaderBytes - kSealedSaltBytes;
// Each key seals one value only.
constexpr Gcm::Nonce kOnlyNonce{};

// FORMAT: the numbers are stored.
std::byte NumberOf(GcmCipher cipher) {
  return cipher == GcmCipher::kAes256 ? std::byte{1} : std::byte{2};
}
std::optional<GcmCipher> CipherOf(std::byte number) {
  for (const GcmCipher cipher : {GcmCipher::kAes256, GcmCipher::kAria256}) {
    if (NumberOf(cipher) == number) return cipher;
  }
  return std::nullopt;
}

core::SecretBytes ValueKey(GcmCipher cipher, const core::SecretBytes& project_key,
                           core::ByteView salt) {
  const std::string_view info = cipher == GcmCipher::kAes256 ? "ieum sealed value 1 aes-256-gcm"
                                                             : "ieum sealed value 1 aria-256-gcm";
  return core::HkdfSha256(project_key, salt, core::AsBytes(info), Gcm::kKeyBytes);
}

// The header up to the salt, which decides the key and needs no other witness, and the place.
std::string Associated(core::ByteView header, const SealedPlace& place) {
  std::string associated(kAssociatedDomain);
  associated += core::AsText(header.first(kSaltOffset));
  associated += static_cast<char>(place.column.size());
  associated += place.column;
  associated += core::AsText(place.project);
  associated += place.key;
  return associated;
}

absl::Status DoesNotOpen(const SealedPlace& place) {
  return core::DataLoss(
      "a value of '%s' does not open under its project's key: it is damaged, or belongs to another "
      "place; restore the store from a backup",
      place.column);
}

}  // namespace

core::Bytes SealValue(GcmCipher cipher, const core::SecretBytes& project_key,
                      const SealedPlace& place, core::ByteView value, core::Random& random) {
  core::Bytes sealed(value.size() + kSealedOverheadBytes);
  const std::span<std::byte> header = std::span(sealed).first(kSealedHeaderBytes);
  header[0] = kFormat;
  header[1] = NumberOf(cipher);
  std::copy(place.key_id.begin(), place.key_id.end(), header.begin() + 2);
  const std::span<std::byte> salt = header.subspan(kSaltOffset);
  random.Fill(salt);
  const std::string associated = Associated(header, place);
  Gcm(cipher, ValueKey(cipher, project_key, salt))
      .Seal(kOnlyNonce, core::AsBytes(associated), value,
            std::span(sealed).subspan(kSealedHeaderBytes));
  return sealed;
}

absl::StatusOr<std::string> OpenValue(const core::SecretBytes& project_key,
                                      const SealedPlace& place, core::ByteView sealed) {
  if (sealed.size() < kSealedOverheadBytes) return DoesNotOpen(place);
  const core::ByteView header = sealed.first(kSealedHeaderBytes);
  const std::optional<GcmCipher> cipher = CipherOf(header[1]);
  if (header[0] != kFormat || !cipher.has_value()) {
    return core::FailedPrecondition(
        "a value of '%s' is sealed in a way that this version does not know, or it is damaged; use "
        "the version that wrote it, or restore the store from a backup",
        place.column);
  }
  if (!std::equal(place.key_id.begin(), place.key_id.end(), header.begin() + 2)) {
    return core::FailedPrecondition(
        "a value of '%s' is sealed under another key than its project has, or it is damaged; give "
        "the server the keystore that belongs to this store",
        place.column);
  }
  std::string value(sealed.size() - kSealedOverheadBytes, '\0');
  const std::string associated = Associated(header, place);
  if (Gcm(*cipher, ValueKey(*cipher, project_key, header.subspan(kSaltOffset)))
          .Open(kOnlyNonce, core::AsBytes(associated), sealed.subspan(kSealedHeaderBytes),
                std::as_writable_bytes(std::span(value)))) {
    return value;
  }
  return DoesNotOpen(place);
}

}  // namespace ieum::server
