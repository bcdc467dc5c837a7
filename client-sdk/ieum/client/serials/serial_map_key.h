// What writer and reader of the serial map share.
#ifndef IEUM_CLIENT_SERIALS_SERIAL_MAP_KEY_H_
#define IEUM_CLIENT_SERIALS_SERIAL_MAP_KEY_H_

#include <array>
#include <string_view>

#include "ieum/client/serials/serial_map.h"
#include "ieum/core/base/aead.h"
#include "ieum/core/base/secret.h"

namespace ieum::client::serial_map {

// FORMAT: docs/formats/serial-map.md.
inline constexpr std::string_view kMagic = "IEUMMAP1";
inline constexpr size_t kPrefixBytes = 8 + 2;            // up to the project id
inline constexpr size_t kHeaderTailBytes = 16 + 16 + 4;  // behind it
inline constexpr size_t kLengthBytes = 4;
inline constexpr size_t kChunkBytes = size_t{64} << 10;  // rows are sealed when they exceed this
inline constexpr size_t kLastBytes = 8 + core::Aes256Gcm::kTagBytes;

struct Key {
  core::SecretBytes cipher;           // [32]
  std::array<std::byte, 16> check{};  // in the header, tells another secret from damage
};
Key DeriveKey(const HolderSecret& secret, const SerialMapHeader& header);

core::Bytes SerializeHeader(const SerialMapHeader& header, const Key& key);

// Chunks are numbered from 0; the last one is marked, so that none can be missing at the end.
core::Aes256Gcm::Nonce NonceOf(uint64_t number, bool last);

}  // namespace ieum::client::serial_map

#endif  // IEUM_CLIENT_SERIALS_SERIAL_MAP_KEY_H_
