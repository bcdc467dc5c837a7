#include "ieum/server/keystore/passphrase_root_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "ieum/core/base/aead.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

using core::Aes256Gcm;
using core::SecretBytes;

// FORMAT: docs/formats/keystore.md: u8 log2 n, u8 r, u8 p, 32 salt.
constexpr size_t kSaltBytes = 32;
constexpr size_t kParameterBytes = 3 + kSaltBytes;
constexpr uint8_t kScryptR = 8;
constexpr uint8_t kScryptP = 1;
static_assert(Aes256Gcm::kNonceBytes == kRootNonceBytes && Aes256Gcm::kTagBytes == kRootTagBytes);

class PassphraseRootKey final : public RootKey {
 public:
  PassphraseRootKey(RootKeyParameters parameters, SecretBytes key, core::Random& random)
      : parameters_(std::move(parameters)), key_(std::move(key)), random_(random) {}

  RootKeyParameters parameters() const override { return parameters_; }

  absl::StatusOr<core::Bytes> Seal(core::ByteView associated, core::ByteView plaintext) override {
    Aes256Gcm::Nonce nonce;
    random_.Fill(nonce);
    core::Bytes sealed(plaintext.size() + kRootOverheadBytes);
    std::copy(nonce.begin(), nonce.end(), sealed.begin());
    Aes256Gcm(key_).Seal(nonce, associated, plaintext, std::span(sealed).subspan(kRootNonceBytes));
    return sealed;
  }

  absl::StatusOr<SecretBytes> Open(core::ByteView associated, core::ByteView sealed) override {
    IEUM_CHECK(sealed.size() >= kRootOverheadBytes);
    Aes256Gcm::Nonce nonce;
    std::copy_n(sealed.begin(), nonce.size(), nonce.begin());
    SecretBytes plaintext(sealed.size() - kRootOverheadBytes);
    if (Aes256Gcm(key_).Open(nonce, associated, sealed.subspan(kRootNonceBytes),
                             plaintext.mutable_view())) {
      return plaintext;
    }
    return core::PermissionDenied("the passphrase is another one, or the content was changed");
  }

 private:
  const RootKeyParameters parameters_;
  const SecretBytes key_;
  core::Random& random_;
};

absl::StatusOr<std::unique_ptr<RootKey>> Derive(const SecretBytes& passphrase, int log2_n,
                                                RootKeyParameters parameters,
                                                core::Random& random) {
  const core::ByteView salt = core::ByteView(parameters.bytes).subspan(3);
  IEUM_ASSIGN_OR_RETURN(
      SecretBytes key,
      core::Scrypt(passphrase, salt, {.n = uint64_t{1} << log2_n, .r = kScryptR, .p = kScryptP},
                   Aes256Gcm::kKeyBytes));
  return std::make_unique<PassphraseRootKey>(std::move(parameters), std::move(key), random);
}

// Pipes and descriptors of a service manager are nobody else's; a file may be.
absl::Status CheckPrivate(int fd, const std::string& name) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return core::SystemError("look at", name, errno);
  if (!S_ISREG(info.st_mode) || (info.st_mode & 077) == 0) return absl::OkStatus();
  return core::PermissionDenied(
      "others than its owner can read or write '%s', which holds the keystore's passphrase; run: "
      "chmod 600 '%s'",
      name, name);
}

}  // namespace

absl::StatusOr<SecretBytes> ReadPassphrase(const PassphraseSource& source) {
  constexpr size_t kLineEndBytes = 2;
  const std::string name =
      source.file.empty() ? absl::StrFormat("descriptor %d", source.descriptor) : source.file;
  const core::FileDescriptor fd(source.file.empty()
                                    ? ::fcntl(source.descriptor, F_DUPFD_CLOEXEC, 0)
                                    : ::open(source.file.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return core::SystemError("open", name, errno);
  IEUM_RETURN_IF_ERROR(CheckPrivate(fd.get(), name));
  SecretBytes buffer(kMaxPassphraseBytes + kLineEndBytes + 1);  // one more, to notice a longer one
  size_t size = 0;
  while (size < buffer.size()) {
    const std::span<std::byte> rest = buffer.mutable_view().subspan(size);
    const ssize_t got = ::read(fd.get(), rest.data(), rest.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::SystemError("read", name, errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  core::ByteView line = buffer.view().first(size);
  for (const std::byte end : {std::byte{'\n'}, std::byte{'\r'}}) {
    if (!line.empty() && line.back() == end) line = line.first(line.size() - 1);
  }
  if (line.empty() || line.size() > kMaxPassphraseBytes ||
      std::find(line.begin(), line.end(), std::byte{'\n'}) != line.end()) {
    return core::InvalidArgument("'%s' does not hold a passphrase; want one line of 1 to %d bytes",
                                 name, kMaxPassphraseBytes);
  }
  return SecretBytes::CopyOf(line);
}

absl::Status CheckNewPassphrase(const SecretBytes& passphrase) {
  if (passphrase.size() >= kMinPassphraseBytes) return absl::OkStatus();
  return core::InvalidArgument(
      "the passphrase has %d bytes, want at least %d; take six words that do not belong together, "
      "or 32 random digits",
      passphrase.size(), kMinPassphraseBytes);
}

absl::StatusOr<std::unique_ptr<RootKey>> NewPassphraseRootKey(const SecretBytes& passphrase,
                                                              int scrypt_log2_n,
                                                              core::Random& random) {
  IEUM_CHECK(kMinScryptLog2N <= scrypt_log2_n && scrypt_log2_n <= kMaxScryptLog2N);
  RootKeyParameters parameters{.kind = RootKeyKind::kPassphrase,
                               .bytes = core::Bytes(kParameterBytes)};
  parameters.bytes[0] = static_cast<std::byte>(scrypt_log2_n);
  parameters.bytes[1] = static_cast<std::byte>(kScryptR);
  parameters.bytes[2] = static_cast<std::byte>(kScryptP);
  random.Fill(std::span(parameters.bytes).subspan(3));
  return Derive(passphrase, scrypt_log2_n, std::move(parameters), random);
}

absl::StatusOr<std::unique_ptr<RootKey>> FindPassphraseRootKey(const SecretBytes& passphrase,
                                                               const RootKeyParameters& parameters,
                                                               core::Random& random) {
  if (parameters.kind != RootKeyKind::kPassphrase) {
    return core::InvalidArgument(
        "the keystore is not under a passphrase but under a key that a token holds, or of a kind "
        "that this version does not know; say which token, by its module and label");
  }
  const core::ByteView bytes = parameters.bytes;
  const int log2_n = bytes.empty() ? 0 : std::to_integer<int>(bytes[0]);
  if (bytes.size() != kParameterBytes || log2_n < kMinScryptLog2N || log2_n > kMaxScryptLog2N ||
      bytes[1] != std::byte{kScryptR} || bytes[2] != std::byte{kScryptP}) {
    return core::InvalidArgument(
        "the keystore asks for a key derivation that this version does not know");
  }
  return Derive(passphrase, log2_n, parameters, random);
}

}  // namespace ieum::server
