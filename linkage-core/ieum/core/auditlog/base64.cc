#include "ieum/core/auditlog/base64.h"

#include "absl/strings/escaping.h"
#include "ieum/core/base/secret.h"

namespace ieum::core {

std::string ToBase64(ByteView bytes) {
  const std::string_view text = AsText(bytes);
  return absl::Base64Escape(absl::string_view(text.data(), text.size()));
}

std::optional<Bytes> FromBase64(std::string_view text) {
  std::string decoded;
  if (!absl::Base64Unescape(absl::string_view(text.data(), text.size()), &decoded)) {
    return std::nullopt;
  }
  const ByteView bytes = AsBytes(decoded);
  // The library also takes white space, other alphabets of padding and stray bits.
  std::string again = ToBase64(bytes);
  std::optional<Bytes> result;
  if (again == text) result.emplace(bytes.begin(), bytes.end());
  // It may have been a key.
  Cleanse(std::as_writable_bytes(std::span(again)));
  Cleanse(std::as_writable_bytes(std::span(decoded)));
  return result;
}

}  // namespace ieum::core
