#include "ieum/client/exact/salt.h"

#include <utility>

#include "ieum/client/secret/private_file.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr size_t kNewSaltBytes = 32;

}  // namespace

absl::StatusOr<Salt> ReadSalt(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(core::SecretBytes content, ReadPrivateFile(path, kMaxSaltBytes));
  if (content.size() == 0) {
    return core::InvalidArgument(
        "salt file '%s' is empty; want a file that holds the salt and nothing else, such as 'ieum "
        "exact salt' makes",
        path);
  }
  return Salt{std::move(content)};
}

absl::Status WriteNewSalt(core::Random& random, const std::string& path) {
  core::SecretBytes bytes(kNewSaltBytes);
  random.Fill(bytes.mutable_view());
  core::SecretBytes text(2 * kNewSaltBytes + 1);
  const std::span<std::byte> out = text.mutable_view();
  constexpr char kDigits[] = "0123456789abcdef";
  for (size_t i = 0; i < kNewSaltBytes; ++i) {
    const auto value = std::to_integer<unsigned>(bytes.view()[i]);
    out[2 * i] = static_cast<std::byte>(kDigits[value >> 4]);
    out[2 * i + 1] = static_cast<std::byte>(kDigits[value & 0xf]);
  }
  out.back() = std::byte{'\n'};
  return WriteNewPrivateFile(path, text.view());
}

}  // namespace ieum::client
