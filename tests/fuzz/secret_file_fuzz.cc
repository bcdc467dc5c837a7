// A secret file that is accepted says the secret in one way only, apart from the case of its
// digits.
#include <algorithm>
#include <cctype>

#include "fuzz/memory_file.h"
#include "ieum/client/secret/holder_secret.h"

using ieum::client::HolderSecret;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ieum::core::ByteView bytes = std::as_bytes(std::span(data, size));
  const ieum::testing::MemoryFile file(bytes);
  const absl::StatusOr<HolderSecret> secret = HolderSecret::ReadFrom(file.path());
  if (!secret.ok()) return 0;
  IEUM_CHECK(secret->bytes.size() == HolderSecret::kSizeBytes);
  IEUM_CHECK(secret->CheckValue().size() == 8);
  std::string text(ieum::core::AsText(bytes));
  std::transform(text.begin() + 21, text.end(), text.begin() + 21,
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  IEUM_CHECK(text == "ieum holder secret 1\n" + ieum::core::ToHex(secret->bytes.view()) + "\n");
  return 0;
}
