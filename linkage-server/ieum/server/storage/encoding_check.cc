#include "ieum/server/storage/encoding_check.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr double kDeviations = 7.0;

bool IsBalanced(const core::ProfileHeader& profile, size_t s) {
  return profile.hardenings[s].method == core::HardeningMethod::kBalance;
}

absl::Status CheckFilter(int bits_set, size_t s, uint32_t row, uint32_t sequence,
                         const core::ProfileHeader& profile) {
  const core::Segment& segment = profile.layout.segments()[s];
  if (bits_set > MostBitsSet(profile, s)) {
    return core::InvalidArgument(
        "chunk %d, row %d: more bits of segment '%s' are set than the encoder sets for anybody (%d "
        "of %d at most); nothing of the chunk is stored; encode again with the profile",
        sequence, row + 1, segment.name, MostBitsSet(profile, s), segment.bit_count);
  }
  if (IsBalanced(profile, s) && bits_set != 0 && 2 * bits_set != segment.bit_count) {
    return core::InvalidArgument(
        "chunk %d, row %d: segment '%s' is not balanced, as the profile has it; nothing of the "
        "chunk is stored; encode again with the profile",
        sequence, row + 1, segment.name);
  }
  return absl::OkStatus();
}

}  // namespace

int MostBitsSet(const core::ProfileHeader& profile, size_t s) {
  const int bits = profile.layout.segments()[s].bit_count;
  switch (profile.hardenings[s].method) {
    case core::HardeningMethod::kDiffusion:
    case core::HardeningMethod::kXorFold:
      return static_cast<int>(bits / 2.0 + kDeviations * std::sqrt(bits) / 2);
    case core::HardeningMethod::kBalance:
      return bits / 2;
    case core::HardeningMethod::kNone:
    case core::HardeningMethod::kFlip:
      break;
  }
  return bits * 9 / 10;
}

absl::Status CheckFilters(const core::ChunkView& chunk, const core::ProfileHeader& profile) {
  const core::EncodingLayout& layout = profile.layout;
  const auto row_bytes = static_cast<size_t>(chunk.row_bytes);
  for (uint32_t row = 0; row < chunk.row_count; ++row) {
    const std::byte* bytes = chunk.encodings.subspan(row * row_bytes, row_bytes).data();
    for (int s = 0; s < layout.segment_count(); ++s) {
      int bits_set = 0;
      for (int word = layout.word_offset(s); word < layout.word_offset(s + 1); ++word) {
        uint64_t value = 0;
        std::memcpy(&value, bytes + 8 * word, sizeof value);
        bits_set += std::popcount(value);
      }
      IEUM_RETURN_IF_ERROR(
          CheckFilter(bits_set, static_cast<size_t>(s), row, chunk.sequence, profile));
    }
  }
  return absl::OkStatus();
}

void RepetitionCheck::AddRows(const core::ChunkView& chunk) {
  const auto row_bytes = static_cast<size_t>(chunk.row_bytes);
  for (uint32_t row = 0; row < chunk.row_count; ++row) {
    const core::Sha256Digest digest =
        core::Sha256(chunk.encodings.subspan(row * row_bytes, row_bytes));
    uint64_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    hashes_.push_back(hash);
  }
}

absl::Status RepetitionCheck::Finish() {
  const uint64_t rows = hashes_.size();
  if (rows < kFewestRows) return absl::OkStatus();
  std::sort(hashes_.begin(), hashes_.end());
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  const uint64_t repeated = rows - hashes_.size();
  if (repeated * 100 <= rows * kMostPercent) return absl::OkStatus();
  return core::InvalidArgument(
      "%d of %d rows have the encoding of an earlier row; at most %d %% may; withdraw the "
      "submission, see with 'ieum check' which columns are empty or repeat, and encode again",
      repeated, rows, kMostPercent);
}

}  // namespace ieum::server
