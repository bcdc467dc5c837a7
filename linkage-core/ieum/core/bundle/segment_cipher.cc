#include "ieum/core/bundle/segment_cipher.h"

#include <cstring>
#include <string_view>

#include "ieum/core/base/hkdf.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/bundle.md.
constexpr std::string_view kKeyInfo = "ieum/v1/bundle content";

}  // namespace

// What is different for every segment: 8 bytes number, 4 bytes last or not; and the header before
// it as associated data.
struct SegmentCipher::Place {
  Gcm::Nonce nonce;
  std::array<std::byte, sizeof(Sha256Digest) + Gcm::kNonceBytes> associated;
};

SecretBytes BundleContentKey(const SecretBytes& shared, const Sha256Digest& header) {
  return HkdfSha256(shared, header, AsBytes(kKeyInfo), Gcm::kKeyBytes);
}

SegmentCipher::Place SegmentCipher::PlaceOf(uint64_t number, bool last) const {
  Place place{};
  const uint32_t flag = last ? 1 : 0;
  std::memcpy(place.nonce.data(), &number, sizeof(number));
  std::memcpy(place.nonce.data() + sizeof(number), &flag, sizeof(flag));
  std::memcpy(place.associated.data(), header_.data(), header_.size());
  std::memcpy(place.associated.data() + header_.size(), place.nonce.data(), place.nonce.size());
  return place;
}

void SegmentCipher::Seal(uint64_t number, bool last, ByteView plaintext,
                         std::span<std::byte> sealed) {
  const Place place = PlaceOf(number, last);
  gcm_.Seal(place.nonce, place.associated, plaintext, sealed);
}

bool SegmentCipher::Open(uint64_t number, bool last, ByteView sealed,
                         std::span<std::byte> plaintext) {
  const Place place = PlaceOf(number, last);
  return gcm_.Open(place.nonce, place.associated, sealed, plaintext);
}

}  // namespace ieum::core
