#include "ieum/client/encode/blocking_key_maker.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// FORMAT: first byte of what a min-hash key hashes.
constexpr std::byte kTokenMessage{0};
constexpr std::byte kBandMessage{1};

constexpr size_t kNumbersPerBlock = 8;
constexpr size_t kMaxRowsPerBand = 8;
constexpr size_t kUsualExactBytes = 128;

}  // namespace

uint64_t BlockingKeyMaker::KeyOf(core::ByteView message) const {
  const auto key = core::LoadLittleEndian<uint64_t>(hmac_.Tag(message));
  return key == kNoBlockingKey ? 1 : key;
}

uint64_t BlockingKeyMaker::ExactKey(std::span<const std::string* const> values) const {
  core::Bytes message;
  message.reserve(kUsualExactBytes);
  for (const std::string* const value : values) {
    if (value->empty()) return kNoBlockingKey;
    core::AppendLittleEndian(message, static_cast<uint32_t>(value->size()));
    const core::ByteView bytes = core::AsBytes(*value);
    message.insert(message.end(), bytes.begin(), bytes.end());
  }
  const uint64_t key = KeyOf(message);
  core::Cleanse(message);
  return key;
}

void BlockingKeyMaker::AddToken(size_t place, core::ByteView token,
                                std::span<uint64_t> min_hashes) const {
  core::Bytes message = {kTokenMessage, static_cast<std::byte>(place)};
  message.insert(message.end(), token.begin(), token.end());
  message.push_back(std::byte{0});
  for (size_t first = 0; first < min_hashes.size(); first += kNumbersPerBlock) {
    message.back() = static_cast<std::byte>(first / kNumbersPerBlock);
    const core::Sha256Digest tag = hmac_.Tag(message);
    const size_t count = std::min(kNumbersPerBlock, min_hashes.size() - first);
    for (size_t i = 0; i < count; ++i) {
      const uint64_t number = core::LoadLittleEndian<uint32_t>(tag, i * sizeof(uint32_t));
      min_hashes[first + i] = std::min(min_hashes[first + i], number);
    }
  }
  core::Cleanse(message);
}

void BlockingKeyMaker::MinHashKeys(std::span<const uint64_t> min_hashes,
                                   std::span<uint64_t> keys) const {
  const auto rows = static_cast<size_t>(spec_.rows_per_band);
  IEUM_CHECK(rows <= kMaxRowsPerBand);
  for (size_t band = 0; band < keys.size(); ++band) {
    const std::span<const uint64_t> numbers = min_hashes.subspan(band * rows, rows);
    if (std::all_of(numbers.begin(), numbers.end(), [](uint64_t n) { return n == kNoMinHash; })) {
      keys[band] = kNoBlockingKey;
      continue;
    }
    std::array<std::byte, 2 + kMaxRowsPerBand * sizeof(uint32_t)> message = {
        kBandMessage, static_cast<std::byte>(band)};
    for (size_t i = 0; i < rows; ++i) {
      const auto number = static_cast<uint32_t>(numbers[i]);
      std::memcpy(&message[2 + i * sizeof(number)], &number, sizeof(number));
    }
    keys[band] = KeyOf(core::ByteView(message).first(2 + rows * sizeof(uint32_t)));
  }
}

}  // namespace ieum::client
