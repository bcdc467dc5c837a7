#include "ieum/client/secret/passphrase.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/scrypt.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::Aes256Gcm;
using core::ByteView;
using core::SecretBytes;

// FORMAT: docs/formats/secret-file.md.
constexpr std::string_view kCipherWords = "aes-256-gcm ";

// "scrypt 17 8 1 ", with the spelling that each cost has.
std::string CostWords(int log2_n) { return absl::StrFormat("scrypt %d 8 1 ", log2_n); }

absl::StatusOr<SecretBytes> KeyOf(const SecretBytes& passphrase, ByteView salt, int log2_n) {
  return core::Scrypt(passphrase, salt, {.n = uint64_t{1} << log2_n, .r = 8, .p = 1},
                      Aes256Gcm::kKeyBytes);
}

// Takes `words` from the front of `text`.
bool Take(std::string_view& text, std::string_view words) {
  if (!text.starts_with(words)) return false;
  text.remove_prefix(words.size());
  return true;
}

// Takes lower-case digits and the line feed behind them: [out.size()] bytes.
bool TakeHexLine(std::string_view& text, std::span<std::byte> out) {
  const std::string_view digits = text.substr(0, 2 * out.size());
  const auto bytes = core::FromHex(digits);
  if (!bytes.ok() || bytes->size() != out.size() || core::ToHex(*bytes) != digits) return false;
  text.remove_prefix(digits.size());
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return Take(text, "\n");
}

}  // namespace

absl::Status CheckNewPassphrase(const SecretBytes& passphrase) {
  const auto starts_character = [](std::byte byte) {
    return (byte & std::byte{0xc0}) != std::byte{0x80};  // not a later byte of a UTF-8 sequence
  };
  const ByteView text = passphrase.view();
  const auto count = std::count_if(text.begin(), text.end(), starts_character);
  if (static_cast<size_t>(count) < kMinPassphraseCharacters) {
    return core::InvalidArgument(
        "the passphrase has %d characters, want at least %d; take five or six words that do not "
        "belong together",
        count, kMinPassphraseCharacters);
  }
  if (text.size() > kMaxPassphraseBytes) {
    return core::InvalidArgument("the passphrase has %d bytes, the most allowed is %d", text.size(),
                                 kMaxPassphraseBytes);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SealWithPassphrase(std::string_view kind, const SecretBytes& content,
                                               const SecretBytes& passphrase, int log2_n,
                                               core::Random& random) {
  IEUM_CHECK(kMinScryptLog2N <= log2_n && log2_n <= kMaxScryptLog2N);
  std::array<std::byte, SealedText::kSaltBytes> salt;
  Aes256Gcm::Nonce nonce;
  random.Fill(salt);
  random.Fill(nonce);
  std::string text = absl::StrFormat("%s\n%s%s\n%s%s\n", kind, CostWords(log2_n), core::ToHex(salt),
                                     kCipherWords, core::ToHex(nonce));
  IEUM_ASSIGN_OR_RETURN(const SecretBytes key, KeyOf(passphrase, salt, log2_n));
  core::Bytes sealed(content.size() + Aes256Gcm::kTagBytes);
  Aes256Gcm(key).Seal(nonce, core::AsBytes(text), content.view(), sealed);
  text += core::ToHex(sealed) + "\n";
  return text;
}

absl::StatusOr<SealedText> SealedText::Parse(std::string_view kind, std::string_view text,
                                             size_t content_bytes) {
  const auto refused = [kind] {
    return core::InvalidArgument("want the line '%s' and three more as docs/formats describes them",
                                 kind);
  };
  SealedText result;
  result.sealed_.resize(content_bytes + Aes256Gcm::kTagBytes);
  std::string_view rest = text;
  if (!Take(rest, kind) || !Take(rest, "\n")) return refused();
  for (int log2_n = kMinScryptLog2N; log2_n <= kMaxScryptLog2N && result.log2_n_ == 0; ++log2_n) {
    if (Take(rest, CostWords(log2_n))) result.log2_n_ = log2_n;
  }
  if (result.log2_n_ == 0 || !TakeHexLine(rest, result.salt_) || !Take(rest, kCipherWords) ||
      !TakeHexLine(rest, result.nonce_)) {
    return refused();
  }
  result.header_ = text.substr(0, text.size() - rest.size());
  if (!TakeHexLine(rest, result.sealed_) || !rest.empty()) return refused();
  return result;
}

absl::StatusOr<SecretBytes> SealedText::Open(const SecretBytes& passphrase) const {
  IEUM_ASSIGN_OR_RETURN(const SecretBytes key, KeyOf(passphrase, salt_, log2_n_));
  SecretBytes content(sealed_.size() - Aes256Gcm::kTagBytes);
  if (Aes256Gcm(key).Open(nonce_, core::AsBytes(header_), sealed_, content.mutable_view())) {
    return content;
  }
  return core::PermissionDenied(
      "the passphrase does not open it, or the file was changed; type it again, or take a copy of "
      "the file");
}

}  // namespace ieum::client
