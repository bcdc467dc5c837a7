#include "ieum/core/base/digest.h"

#include <isa-l/crc.h>
#include <openssl/evp.h>

#include <algorithm>

#include "ieum/core/base/status.h"

namespace ieum::core {

namespace {

const EVP_MD* MethodOf(Sha2 algorithm) {
  switch (algorithm) {
    case Sha2::k256:
      return EVP_sha256();
    case Sha2::k384:
      return EVP_sha384();
    case Sha2::k512:
      return EVP_sha512();
  }
  IEUM_CHECK(false);
}

}  // namespace

struct Sha256Stream::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  Context() {
    IEUM_CHECK(evp != nullptr);
    IEUM_CHECK(EVP_DigestInit_ex(evp, EVP_sha256(), nullptr) == 1);
  }
  ~Context() { EVP_MD_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {}
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::Update(ByteView bytes) {
  IEUM_CHECK(EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()) == 1);
}

Sha256Digest Sha256Stream::Finish() {
  Sha256Digest digest;
  unsigned size = 0;
  IEUM_CHECK(EVP_DigestFinal_ex(context_->evp, reinterpret_cast<unsigned char*>(digest.data()),
                                &size) == 1);
  IEUM_CHECK(size == digest.size());
  return digest;
}

Sha256Digest Sha256(ByteView bytes) {
  Sha256Stream stream;
  stream.Update(bytes);
  return stream.Finish();
}

Bytes Sha2Digest(Sha2 algorithm, std::span<const ByteView> pieces) {
  // Freeing the context cleanses what it holds of a secret piece.
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> evp(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  IEUM_CHECK(evp != nullptr);
  const EVP_MD* method = MethodOf(algorithm);
  IEUM_CHECK(EVP_DigestInit_ex(evp.get(), method, nullptr) == 1);
  for (const ByteView piece : pieces) {
    IEUM_CHECK(EVP_DigestUpdate(evp.get(), piece.data(), piece.size()) == 1);
  }
  Bytes digest(static_cast<size_t>(EVP_MD_get_size(method)));
  unsigned size = 0;
  IEUM_CHECK(
      EVP_DigestFinal_ex(evp.get(), reinterpret_cast<unsigned char*>(digest.data()), &size) == 1);
  IEUM_CHECK(size == digest.size());
  return digest;
}

uint32_t Crc32c(ByteView bytes) {
  // ISA-L takes an int length and a non-const pointer that it only reads.
  constexpr size_t kSliceBytes = size_t{1} << 30;
  auto* data = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(bytes.data()));
  uint32_t crc = 0xffffffffU;
  for (size_t done = 0; done < bytes.size();) {
    const size_t slice = std::min(kSliceBytes, bytes.size() - done);
    crc = crc32_iscsi(data + done, static_cast<int>(slice), crc);
    done += slice;
  }
  return ~crc;
}

}  // namespace ieum::core
