#include "ieum/core/base/secret.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {

absl::Status InitSecureMemory() {
  constexpr size_t kHeapBytes = size_t{512} << 10;
  constexpr size_t kSmallestBlockBytes = 32;
  if (CRYPTO_secure_malloc_initialized() == 1) return absl::OkStatus();
  // 1: locked; 2: allocated but not locked, which we refuse; 0: failed.
  if (CRYPTO_secure_malloc_init(kHeapBytes, kSmallestBlockBytes) == 1) return absl::OkStatus();
  return FailedPrecondition(
      "cannot lock %d KiB of memory for keys; raise the limit (ulimit -l %d) and try again",
      kHeapBytes >> 10, kHeapBytes >> 9);
}

SecretBytes::SecretBytes(size_t size) : size_(size) {
  if (size == 0) return;
  data_ = static_cast<std::byte*>(OPENSSL_secure_zalloc(size));
  IEUM_CHECK(data_ != nullptr);
}

SecretBytes SecretBytes::CopyOf(ByteView bytes) {
  SecretBytes secret(bytes.size());
  std::copy(bytes.begin(), bytes.end(), secret.data_);
  return secret;
}

SecretBytes::~SecretBytes() { OPENSSL_secure_clear_free(data_, size_); }

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    OPENSSL_secure_clear_free(data_, size_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

bool SecretBytes::Equals(ByteView other) const {
  return size_ == other.size() && CRYPTO_memcmp(data_, other.data(), size_) == 0;
}

[[gnu::noinline]] void CleanseDeadStack() {
  // Deeper than the calls of any of our threads go.
  constexpr size_t kDepthBytes = size_t{128} << 10;
  std::array<std::byte, kDepthBytes> below;
  Cleanse(below);
}

void Cleanse(std::span<std::byte> bytes) { OPENSSL_cleanse(bytes.data(), bytes.size()); }

}  // namespace ieum::core
