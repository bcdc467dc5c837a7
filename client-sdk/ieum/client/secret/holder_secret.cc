#include "ieum/client/secret/holder_secret.h"

#include <algorithm>
#include <bitset>
#include <optional>
#include <string_view>
#include <utility>

#include "ieum/client/secret/private_file.h"
#include "ieum/client/secret/secret_text.h"
#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::ByteView;
using core::SecretBytes;

// FORMAT: docs/formats/secret-file.md.
constexpr std::string_view kPlainFirstLine = "ieum holder secret 1\n";
constexpr std::string_view kSealedKind = "ieum holder secret 2";
constexpr size_t kHexDigits = 2 * HolderSecret::kSizeBytes;
constexpr size_t kBase64Digits = 44;
constexpr size_t kPlainFileBytes = kPlainFirstLine.size() + kHexDigits + 1;
constexpr size_t kMaxFileBytes = 1000;
constexpr std::string_view kCheckValueInfo = "ieum/v1/check value";
constexpr size_t kCheckValueBytes = 4;
// 32 random bytes have fewer distinct values with probability below 10^-25.
constexpr size_t kMinDistinctBytes = 12;

absl::Status NotASecretFile(const std::string& name) {
  return core::InvalidArgument(
      "'%s' is not a holder secret file: it does not have the lines of 'ieum holder secret 2' or "
      "'ieum holder secret 1'. Make one with: ieum secret new",
      name);
}

bool IsSpace(std::byte byte) {
  return byte == std::byte{' '} || byte == std::byte{'\t'} || byte == std::byte{'\r'} ||
         byte == std::byte{'\n'};
}

bool LooksRandom(ByteView bytes) {
  std::bitset<256> seen;
  for (const std::byte byte : bytes) seen.set(std::to_integer<size_t>(byte));
  return seen.count() >= kMinDistinctBytes;
}

}  // namespace

HolderSecret HolderSecret::Generate(core::Random& random) {
  HolderSecret secret{.bytes = SecretBytes(kSizeBytes)};
  random.Fill(secret.bytes.mutable_view());
  return secret;
}

absl::StatusOr<HolderSecret> HolderSecret::FromDigits(const SecretBytes& text) {
  ByteView digits = text.view();
  while (!digits.empty() && IsSpace(digits.back())) digits = digits.first(digits.size() - 1);
  std::optional<SecretBytes> bytes;
  if (digits.size() == kHexDigits) bytes = SecretFromHex(digits);
  if (digits.size() == kBase64Digits) bytes = SecretFromBase64(digits);
  if (!bytes.has_value() || bytes->size() != kSizeBytes) {
    return core::InvalidArgument(
        "this is not a secret as key issuers give it; want %d hexadecimal digits or %d of base64 "
        "(32 bytes), nothing else",
        kHexDigits, kBase64Digits);
  }
  if (!LooksRandom(bytes->view())) {
    return core::InvalidArgument(
        "this secret is not random: its bytes repeat. Ask its issuer for another one");
  }
  return HolderSecret{.bytes = *std::move(bytes)};
}

std::string HolderSecret::CheckValue() const {
  IEUM_CHECK(bytes.size() == kSizeBytes);
  const SecretBytes value =
      core::HkdfSha256(bytes, ByteView(), core::AsBytes(kCheckValueInfo), kCheckValueBytes);
  return core::ToHex(value.view());
}

absl::StatusOr<SecretFile> ParseSecretFile(const SecretBytes& text, const std::string& name,
                                           const AskPassphrase& ask) {
  const std::string_view view = core::AsText(text.view());
  if (view.starts_with(kPlainFirstLine)) {
    if (view.size() != kPlainFileBytes || view.back() != '\n') return NotASecretFile(name);
    std::optional<SecretBytes> bytes =
        SecretFromHex(text.view().subspan(kPlainFirstLine.size(), kHexDigits));
    if (!bytes.has_value()) return NotASecretFile(name);
    return SecretFile{.secret = {.bytes = *std::move(bytes)}, .encrypted = false};
  }
  const auto sealed = SealedText::Parse(kSealedKind, view, HolderSecret::kSizeBytes);
  if (!sealed.ok()) return NotASecretFile(name);
  IEUM_ASSIGN_OR_RETURN(const SecretBytes passphrase, ask());
  absl::StatusOr<SecretBytes> bytes = sealed->Open(passphrase);
  if (!bytes.ok()) return core::WithContext(bytes.status(), absl::StrFormat("'%s'", name));
  return SecretFile{.secret = {.bytes = *std::move(bytes)}, .encrypted = true};
}

absl::StatusOr<SecretFile> ReadSecretFile(const std::string& path, const AskPassphrase& ask) {
  absl::StatusOr<SecretBytes> text = ReadPrivateFile(path, kMaxFileBytes);
  if (absl::IsInvalidArgument(text.status())) return NotASecretFile(path);
  IEUM_RETURN_IF_ERROR(text.status());
  return ParseSecretFile(*text, path, ask);
}

absl::Status WriteSecretFile(const std::string& path, const HolderSecret& secret,
                             const SecretBytes& passphrase, int scrypt_log2_n,
                             core::Random& random) {
  IEUM_CHECK(secret.bytes.size() == HolderSecret::kSizeBytes);
  IEUM_RETURN_IF_ERROR(CheckNewPassphrase(passphrase));
  IEUM_ASSIGN_OR_RETURN(
      const std::string text,
      SealWithPassphrase(kSealedKind, secret.bytes, passphrase, scrypt_log2_n, random));
  return WriteNewPrivateFile(path, core::AsBytes(text));
}

absl::Status WritePlainSecretFile(const std::string& path, const HolderSecret& secret) {
  IEUM_CHECK(secret.bytes.size() == HolderSecret::kSizeBytes);
  SecretBytes text(kPlainFileBytes);
  const std::span<std::byte> out = text.mutable_view();
  const ByteView first_line = core::AsBytes(kPlainFirstLine);
  std::copy(first_line.begin(), first_line.end(), out.begin());
  SecretToHex(secret.bytes.view(), out.subspan(first_line.size(), kHexDigits));
  out.back() = std::byte{'\n'};
  return WriteNewPrivateFile(path, text.view());
}

}  // namespace ieum::client
