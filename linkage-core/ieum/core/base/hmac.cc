// OpenSSL 3 deprecates its SHA-256 context of fixed layout in favour of contexts that it allocates
// itself. Those are on the ordinary heap; this one we can put into secure memory.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ieum/core/base/hmac.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr size_t kBlockBytes = SHA256_CBLOCK;
constexpr size_t kStateBytes = 32;

static_assert(sizeof(SHA256_CTX::h) == kStateBytes);

// Secure memory to compute in, one for each thread: a state on the stack would be in a core dump.
struct WorkArea {
  SHA256_CTX hash;
  unsigned char block[kBlockBytes];
  unsigned char digest[SHA256_DIGEST_LENGTH];
};

WorkArea& Work() {
  static thread_local SecretBytes memory(sizeof(WorkArea));
  return *reinterpret_cast<WorkArea*>(memory.mutable_view().data());
}

// Hashes the key, padded to a block and mixed with `pad`, and keeps the state.
void HashPaddedKey(WorkArea& work, unsigned char pad, std::byte* state) {
  for (unsigned char& byte : work.block) byte ^= pad;
  SHA256_Init(&work.hash);
  SHA256_Update(&work.hash, work.block, kBlockBytes);
  std::memcpy(state, work.hash.h, kStateBytes);
  for (unsigned char& byte : work.block) byte ^= pad;
}

// Goes on behind the padded key, which was one block.
void Resume(WorkArea& work, const std::byte* state) {
  SHA256_Init(&work.hash);
  std::memcpy(work.hash.h, state, kStateBytes);
  work.hash.Nl = kBlockBytes * 8;  // bits hashed so far
}

}  // namespace

HmacSha256::HmacSha256(ByteView key) : state_(2 * kStateBytes) {
  WorkArea& work = Work();
  std::fill(std::begin(work.block), std::end(work.block), static_cast<unsigned char>(0));
  if (key.size() > kBlockBytes) {
    SHA256_Init(&work.hash);
    SHA256_Update(&work.hash, key.data(), key.size());
    SHA256_Final(work.block, &work.hash);
  } else if (!key.empty()) {
    std::memcpy(work.block, key.data(), key.size());
  }
  constexpr unsigned char kInnerPad = 0x36;
  constexpr unsigned char kOuterPad = 0x5c;
  std::byte* const states = state_.mutable_view().data();
  HashPaddedKey(work, kInnerPad, states);
  HashPaddedKey(work, kOuterPad, states + kStateBytes);
  OPENSSL_cleanse(work.block, kBlockBytes);
}

void HmacSha256::Tag(ByteView message, std::span<std::byte> tag) const {
  IEUM_CHECK(tag.size() == SHA256_DIGEST_LENGTH && state_.size() == 2 * kStateBytes);
  WorkArea& work = Work();
  const std::byte* const states = state_.view().data();
  Resume(work, states);
  SHA256_Update(&work.hash, message.data(), message.size());
  SHA256_Final(work.digest, &work.hash);
  Resume(work, states + kStateBytes);
  SHA256_Update(&work.hash, work.digest, sizeof(work.digest));
  SHA256_Final(reinterpret_cast<unsigned char*>(tag.data()), &work.hash);
}

Sha256Digest HmacSha256::Tag(ByteView message) const {
  Sha256Digest tag;
  Tag(message, tag);
  return tag;
}

}  // namespace ieum::core
