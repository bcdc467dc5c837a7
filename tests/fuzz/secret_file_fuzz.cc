// A secret file that is accepted says the secret in one way only, apart from the case of a plain
// file's digits; a sealed one is accepted, before anybody is asked for a passphrase, only in the
// one form of each cost. No file makes us derive a key at another cost.
#include <algorithm>
#include <cctype>

#include "fuzz/memory_file.h"
#include "ieum/client/secret/holder_secret.h"

using ieum::client::HolderSecret;
using ieum::client::SecretFile;

namespace {

constexpr size_t kSealedFileBytes = 21 + 14 + 32 + 1 + 12 + 24 + 1 + 96 + 1;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ieum::core::ByteView bytes = std::as_bytes(std::span(data, size));
  const ieum::testing::MemoryFile file(bytes);
  bool asked = false;
  const auto ask = [&asked]() -> absl::StatusOr<ieum::core::SecretBytes> {
    asked = true;
    return ieum::core::Cancelled("no answer");
  };
  const absl::StatusOr<SecretFile> read = ieum::client::ReadSecretFile(file.path(), ask);
  std::string text(ieum::core::AsText(bytes));
  if (asked) {
    IEUM_CHECK(absl::IsCancelled(read.status()));
    IEUM_CHECK(text.size() == kSealedFileBytes);
    IEUM_CHECK(std::none_of(text.begin(), text.end(), [](unsigned char c) { return c > 'z'; }));
  }
  if (!read.ok()) return 0;
  const HolderSecret& secret = read->secret;
  IEUM_CHECK(!read->encrypted && secret.bytes.size() == HolderSecret::kSizeBytes);
  IEUM_CHECK(secret.CheckValue().size() == 8);
  std::transform(text.begin() + 21, text.end(), text.begin() + 21,
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  IEUM_CHECK(text == "ieum holder secret 1\n" + ieum::core::ToHex(secret.bytes.view()) + "\n");
  return 0;
}
