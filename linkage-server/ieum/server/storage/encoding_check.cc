#include "ieum/server/storage/encoding_check.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr double kDeviations = 7.0;
// Different filters whose columns are counted, about.
constexpr uint64_t kSampledFilters = 65'536;

uint64_t HashOf(core::ByteView bytes) {
  const core::Sha256Digest digest = core::Sha256(bytes);
  uint64_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

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

ColumnCheck::ColumnCheck(const core::ProfileHeader& profile, uint64_t row_count)
    : profile_(profile), stride_(std::max<uint64_t>(1, row_count / kSampledFilters)) {
  const std::vector<core::Segment>& segments = profile.layout.segments();
  for (size_t s = 0; s < segments.size(); ++s) {
    const core::SegmentHardening& hardening = profile.hardenings[s];
    if (hardening.method != core::HardeningMethod::kDiffusion ||
        hardening.xor_count < kFewestPositions) {
      continue;
    }
    segments_.push_back(
        {.index = static_cast<int>(s),
         .seen = {},
         .set_counts = std::vector<uint32_t>(static_cast<size_t>(segments[s].bit_count))});
  }
}

void ColumnCheck::AddRows(const core::ChunkView& chunk) {
  const auto row_bytes = static_cast<size_t>(chunk.row_bytes);
  for (uint32_t row = 0; row < chunk.row_count; ++row) {
    for (Segment& segment : segments_) {
      const size_t bytes = segment.set_counts.size() / 8;
      const core::ByteView filter = chunk.encodings.subspan(
          row * row_bytes + 8 * static_cast<size_t>(profile_.layout.word_offset(segment.index)),
          bytes);
      const uint64_t hash = HashOf(filter);
      if (hash % stride_ != 0 || !segment.seen.insert(hash).second) continue;
      for (size_t bit = 0; bit < segment.set_counts.size(); ++bit) {
        segment.set_counts[bit] += std::to_integer<uint32_t>(filter[bit / 8] >> (bit % 8)) & 1U;
      }
    }
  }
}

absl::Status ColumnCheck::Finish() const {
  for (const Segment& segment : segments_) {
    const uint64_t filters = segment.seen.size();
    if (filters < kFewestFilters) continue;
    const uint64_t columns = segment.set_counts.size();
    const uint64_t sum =
        std::accumulate(segment.set_counts.begin(), segment.set_counts.end(), uint64_t{0});
    // Means times filters and columns, so that everything is whole.
    const auto off = std::count_if(segment.set_counts.begin(), segment.set_counts.end(),
                                   [&](uint64_t set_count) {
                                     const uint64_t mean = set_count * columns;
                                     const uint64_t distance = mean > sum ? mean - sum : sum - mean;
                                     return distance * 100 > kMostOff * filters * columns;
                                   });
    if (static_cast<uint64_t>(off) * 100 <= kMostColumns * columns) continue;
    return core::InvalidArgument(
        "segment '%s': %d of %d bits are set in many more or fewer of the different filters than "
        "the others, which the encoder's never are; withdraw the submission and encode again with "
        "the profile",
        profile_.layout.segments()[static_cast<size_t>(segment.index)].name, off, columns);
  }
  return absl::OkStatus();
}

void RepetitionCheck::AddRows(const core::ChunkView& chunk) {
  const auto row_bytes = static_cast<size_t>(chunk.row_bytes);
  for (uint32_t row = 0; row < chunk.row_count; ++row) {
    hashes_.push_back(HashOf(chunk.encodings.subspan(row * row_bytes, row_bytes)));
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
