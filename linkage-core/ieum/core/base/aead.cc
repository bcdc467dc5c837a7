#include "ieum/core/base/aead.h"

#include <openssl/evp.h>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr size_t kMaxBytes = (size_t{1} << 30) - 1;

const unsigned char* In(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Out(std::span<std::byte> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// Fetched once: a search through the providers would cost more than sealing a small value.
const EVP_CIPHER* CipherOf(GcmCipher cipher) {
  static const EVP_CIPHER* const kAes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  static const EVP_CIPHER* const kAria = EVP_CIPHER_fetch(nullptr, "ARIA-256-GCM", nullptr);
  const EVP_CIPHER* const chosen = cipher == GcmCipher::kAes256 ? kAes : kAria;
  IEUM_CHECK(chosen != nullptr);
  return chosen;
}

}  // namespace

struct Gcm::Context {
  EVP_CIPHER_CTX* evp = EVP_CIPHER_CTX_new();
  Context() { IEUM_CHECK(evp != nullptr); }
  ~Context() { EVP_CIPHER_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // Begins a message and feeds the associated data and the text.
  void Run(bool sealing, const Nonce& nonce, ByteView associated, ByteView in,
           std::span<std::byte> out) const {
    IEUM_CHECK(associated.size() <= kMaxBytes && in.size() <= kMaxBytes);
    IEUM_CHECK(EVP_CipherInit_ex(evp, nullptr, nullptr, nullptr, In(nonce), sealing ? 1 : 0) == 1);
    int size = 0;
    if (!associated.empty()) {
      IEUM_CHECK(EVP_CipherUpdate(evp, nullptr, &size, In(associated),
                                  static_cast<int>(associated.size())) == 1);
    }
    // An empty text with a null pointer would end the message.
    if (in.empty()) return;
    IEUM_CHECK(EVP_CipherUpdate(evp, Out(out), &size, In(in), static_cast<int>(in.size())) == 1);
    IEUM_CHECK(static_cast<size_t>(size) == in.size());
  }
};

Gcm::Gcm(GcmCipher cipher, const SecretBytes& key) : context_(std::make_unique<Context>()) {
  IEUM_CHECK(key.size() == kKeyBytes);
  IEUM_CHECK(
      EVP_CipherInit_ex(context_->evp, CipherOf(cipher), nullptr, In(key.view()), nullptr, 1) == 1);
}

Gcm::~Gcm() = default;
Gcm::Gcm(Gcm&&) noexcept = default;
Gcm& Gcm::operator=(Gcm&&) noexcept = default;

void Gcm::Seal(const Nonce& nonce, ByteView associated, ByteView plaintext,
               std::span<std::byte> sealed) {
  IEUM_CHECK(sealed.size() == plaintext.size() + kTagBytes);
  context_->Run(true, nonce, associated, plaintext, sealed.first(plaintext.size()));
  const std::span<std::byte> tag = sealed.subspan(plaintext.size());
  int size = 0;
  IEUM_CHECK(EVP_CipherFinal_ex(context_->evp, Out(tag), &size) == 1 && size == 0);
  IEUM_CHECK(EVP_CIPHER_CTX_ctrl(context_->evp, EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag.data()) == 1);
}

bool Gcm::Open(const Nonce& nonce, ByteView associated, ByteView sealed,
               std::span<std::byte> plaintext) {
  IEUM_CHECK(sealed.size() >= kTagBytes && plaintext.size() == sealed.size() - kTagBytes);
  context_->Run(false, nonce, associated, sealed.first(plaintext.size()), plaintext);
  std::array<std::byte, kTagBytes> tag;
  std::copy(sealed.end() - kTagBytes, sealed.end(), tag.begin());
  IEUM_CHECK(EVP_CIPHER_CTX_ctrl(context_->evp, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1);
  int size = 0;
  std::array<unsigned char, kTagBytes> rest;
  if (EVP_CipherFinal_ex(context_->evp, rest.data(), &size) == 1) return true;
  Cleanse(plaintext);
  return false;
}

}  // namespace ieum::core
