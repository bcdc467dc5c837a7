#include "ieum/core/base/hkdf.h"

#include <algorithm>

#include "ieum/core/base/hmac.h"
#include "ieum/core/base/status.h"

namespace ieum::core {

// Over our HMAC and not OpenSSL's HKDF, which copies the secret to the ordinary heap.
SecretBytes HkdfSha256(const SecretBytes& secret, ByteView salt, ByteView info, size_t size) {
  constexpr size_t kDigestBytes = std::tuple_size_v<Sha256Digest>;
  constexpr size_t kMaxBlocks = 255;
  IEUM_CHECK(size >= 1 && size <= kMaxBlocks * kDigestBytes);
  // RFC 5869 section 2.2: no salt means as many zeros as a digest has, which is what HMAC makes of
  // an empty key.
  SecretBytes extracted(kDigestBytes);
  HmacSha256(salt).Tag(secret.view(), extracted.mutable_view());

  // Section 2.3: T(i) = HMAC(extracted, T(i - 1) ‖ info ‖ i), with T(0) empty.
  const HmacSha256 expand(extracted.view());
  SecretBytes message(kDigestBytes + info.size() + 1);  // the room of T(i - 1) first
  const std::span<std::byte> parts = message.mutable_view();
  std::copy(info.begin(), info.end(), parts.begin() + kDigestBytes);
  SecretBytes block(kDigestBytes);
  SecretBytes derived(size);
  for (size_t done = 0; done < size; done += kDigestBytes) {
    parts.back() = static_cast<std::byte>(done / kDigestBytes + 1);
    expand.Tag(done == 0 ? parts.subspan(kDigestBytes) : parts, block.mutable_view());
    const ByteView made = block.view().first(std::min(kDigestBytes, size - done));
    std::copy(made.begin(), made.end(),
              derived.mutable_view().begin() + static_cast<ptrdiff_t>(done));
    std::copy(block.view().begin(), block.view().end(), parts.begin());
  }
  return derived;
}

}  // namespace ieum::core
