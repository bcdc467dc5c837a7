#include "ieum/client/serials/serial_map_key.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/hkdf.h"

namespace ieum::client::serial_map {
namespace {

constexpr std::string_view kInfo = "ieum/v1/serial map";

void AppendBytes(core::Bytes& out, core::ByteView part) {
  out.insert(out.end(), part.begin(), part.end());
}

}  // namespace

Key DeriveKey(const HolderSecret& secret, const SerialMapHeader& header) {
  Key key;
  const std::string info = std::string(kInfo) + header.project.value();
  const core::SecretBytes derived =
      core::HkdfSha256(secret.bytes, header.submission_id, core::AsBytes(info),
                       core::Aes256Gcm::kKeyBytes + key.check.size());
  key.cipher = core::SecretBytes::CopyOf(derived.view().first(core::Aes256Gcm::kKeyBytes));
  const core::ByteView check = derived.view().subspan(core::Aes256Gcm::kKeyBytes);
  std::copy(check.begin(), check.end(), key.check.begin());
  return key;
}

core::Bytes SerializeHeader(const SerialMapHeader& header, const Key& key) {
  core::Bytes out;
  AppendBytes(out, core::AsBytes(kMagic));
  core::AppendLittleEndian(out, static_cast<uint16_t>(header.project.value().size()));
  AppendBytes(out, core::AsBytes(header.project.value()));
  AppendBytes(out, header.submission_id);
  AppendBytes(out, key.check);
  core::AppendLittleEndian(out, core::Crc32c(out));
  return out;
}

core::Aes256Gcm::Nonce NonceOf(uint64_t number, bool last) {
  core::Aes256Gcm::Nonce nonce{};
  std::memcpy(nonce.data(), &number, sizeof(number));
  nonce.back() = last ? std::byte{1} : std::byte{0};
  return nonce;
}

}  // namespace ieum::client::serial_map
