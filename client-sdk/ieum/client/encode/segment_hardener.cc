#include "ieum/client/encode/segment_hardener.h"

#include <algorithm>
#include <array>

#include "ieum/client/encode/bit_lanes.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::HardeningMethod;

// Fewer rows are diffused one by one: slicing costs the same for one row as for kLaneRecords.
constexpr size_t kFewestSlicedRows = 4;

// FORMAT: the first xor_count different numbers of a stream are the positions of output bit j. The
// stream is HMAC(key, j ‖ 0) ‖ HMAC(key, j ‖ 1) ‖ …, all numbers little-endian and of 32 bits, each
// scaled to the filter.
std::vector<uint16_t> DrawPositions(core::HmacSha256& hmac, uint32_t bit_count,
                                    uint64_t filter_bits, size_t xor_count) {
  std::vector<uint16_t> positions;
  positions.reserve(bit_count * xor_count);
  for (uint32_t bit = 0; bit < bit_count; ++bit) {
    const size_t first = positions.size();
    for (uint32_t block = 0; positions.size() < first + xor_count; ++block) {
      core::Bytes message;
      core::AppendLittleEndian(message, bit);
      core::AppendLittleEndian(message, block);
      const core::Sha256Digest tag = hmac.Tag(message);
      for (size_t at = 0; at < tag.size() && positions.size() < first + xor_count; at += 4) {
        const uint64_t random = core::LoadLittleEndian<uint32_t>(tag, at);
        const auto position = static_cast<uint16_t>((random * filter_bits) >> 32);
        const auto drawn = positions.begin() + static_cast<ptrdiff_t>(first);
        if (std::find(drawn, positions.end(), position) == positions.end()) {
          positions.push_back(position);
        }
      }
    }
  }
  return positions;
}

bool IsZero(std::span<const uint64_t> words) {
  return std::all_of(words.begin(), words.end(), [](uint64_t word) { return word == 0; });
}

}  // namespace

SegmentHardener::SegmentHardener(const core::SegmentHardening& hardening, int segment_bits,
                                 core::ByteView key)
    : hardening_(hardening),
      filter_words_(static_cast<size_t>(hardening.filter_bits) / 64),
      segment_words_(static_cast<size_t>(segment_bits) / 64),
      hmac_(key) {
  if (hardening.method != HardeningMethod::kDiffusion) return;
  // More positions than the filter has could never differ.
  IEUM_CHECK(hardening.xor_count <= hardening.filter_bits);
  positions_ = DrawPositions(hmac_, static_cast<uint32_t>(segment_bits),
                             static_cast<uint64_t>(hardening.filter_bits),
                             static_cast<size_t>(hardening.xor_count));
  scratch_.resize(filter_words_ * kLaneRecords);
}

SegmentHardener::~SegmentHardener() {
  core::Cleanse(std::as_writable_bytes(std::span(positions_)));
  core::Cleanse(std::as_writable_bytes(std::span(scratch_)));
}

void SegmentHardener::Harden(const uint64_t* filters, size_t row_count, uint64_t* segments,
                             size_t stride) {
  if (hardening_.method == HardeningMethod::kDiffusion) {
    Diffuse(filters, row_count, segments, stride);
    return;
  }
  for (size_t r = 0; r < row_count; ++r) {
    const std::span filter(filters + r * filter_words_, filter_words_);
    const std::span segment(segments + r * stride, segment_words_);
    if (IsZero(filter)) {
      std::fill(segment.begin(), segment.end(), 0);
      continue;
    }
    switch (hardening_.method) {
      case HardeningMethod::kNone:
      case HardeningMethod::kDiffusion:
        std::copy(filter.begin(), filter.end(), segment.begin());
        break;
      case HardeningMethod::kBalance:
        for (size_t w = 0; w < filter_words_; ++w) {
          segment[w] = filter[w];
          segment[filter_words_ + w] = ~filter[w];
        }
        break;
      case HardeningMethod::kFlip:
        Flip(filter, segment);
        break;
      case HardeningMethod::kXorFold:
        for (size_t w = 0; w < segment_words_; ++w) {
          segment[w] = filter[w] ^ filter[segment_words_ + w];
        }
        break;
    }
  }
}

void SegmentHardener::Diffuse(const uint64_t* filters, size_t row_count, uint64_t* segments,
                              size_t stride) {
  for (size_t first = 0; first < row_count; first += kLaneRecords) {
    const size_t count = std::min(kLaneRecords, row_count - first);
    const uint64_t* const block = filters + first * filter_words_;
    uint64_t* const out = segments + first * stride;
    if (count >= kFewestSlicedRows) {
      FastestBitLanes().diffuse(block, filter_words_, positions_,
                                static_cast<size_t>(hardening_.xor_count), count, out,
                                segment_words_, stride, scratch_.data());
      continue;
    }
    for (size_t r = 0; r < count; ++r) {
      DiffuseRow({block + r * filter_words_, filter_words_}, {out + r * stride, segment_words_});
    }
  }
}

void SegmentHardener::DiffuseRow(std::span<const uint64_t> filter,
                                 std::span<uint64_t> segment) const {
  const uint16_t* next = positions_.data();
  for (uint64_t& word : segment) {
    word = 0;
    for (int bit = 0; bit < 64; ++bit) {
      uint64_t sum = 0;
      for (int i = 0; i < hardening_.xor_count; ++i, ++next) {
        sum ^= filter[*next / 64] >> (*next % 64);
      }
      word |= (sum & 1) << bit;
    }
  }
}

// FORMAT: seed = HMAC(key, filter); bit j is inverted if number j of HMAC(key, seed ‖ 0) ‖
// HMAC(key, seed ‖ 1) ‖ … is below the threshold; numbers are little-endian and of 16 bits, block
// numbers of 32. A filter has a multiple of 8 bytes and seed ‖ block has 36: they never meet.
void SegmentHardener::Flip(std::span<const uint64_t> filter, std::span<uint64_t> segment) {
  constexpr uint32_t kNumbersPerBlock = 16;
  const auto threshold = static_cast<uint32_t>(
      (static_cast<uint32_t>(hardening_.flip_basis_points) * 65'536 + 5'000) / 10'000);
  core::Sha256Digest tag = hmac_.Tag(std::as_bytes(filter));
  std::array<std::byte, sizeof(tag) + sizeof(uint32_t)> message;
  std::copy(tag.begin(), tag.end(), message.begin());
  for (uint32_t w = 0; w < segment.size(); ++w) {
    uint64_t flips = 0;
    for (uint32_t bit = 0; bit < 64; ++bit) {
      if (bit % kNumbersPerBlock == 0) {
        const uint32_t block = (64 * w + bit) / kNumbersPerBlock;
        std::memcpy(&message[sizeof(tag)], &block, sizeof(block));
        tag = hmac_.Tag(message);
      }
      const auto number =
          core::LoadLittleEndian<uint16_t>(tag, bit % kNumbersPerBlock * sizeof(uint16_t));
      flips |= uint64_t{number < threshold} << bit;
    }
    segment[w] = filter[w] ^ flips;
  }
  core::Cleanse(message);
}

}  // namespace ieum::client
