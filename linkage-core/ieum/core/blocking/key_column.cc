#include "ieum/core/blocking/key_column.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/bits/repeated_rows.h"

namespace ieum::core {
namespace {

constexpr int64_t kRowsPerUnit = 16'384;
constexpr uint64_t kSeed = 0x9e3779b97f4a7c15;
constexpr uint64_t kMultiplier = 0xd6e8feb86659fd93;

// One-to-one in each argument: sequences that differ in one word never collide.
uint64_t Mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * kMultiplier;
  return hash ^ (hash >> 32);
}

// Spreads the last words over all bits, and leaves 0 to rows without key.
uint64_t Finish(uint64_t hash) {
  hash = Mix(Mix(hash, kSeed), 0);
  return hash == 0 ? 1 : hash;
}

int SegmentOfBit(int bit, const EncodingLayout& layout) {
  int segment = 0;
  while (bit >= 64 * layout.word_offset(segment + 1)) ++segment;
  return segment;
}

struct WordMask {
  size_t word;
  uint64_t mask;
};

std::vector<WordMask> MasksOf(const std::vector<int>& sampled_bits) {
  std::vector<WordMask> masks;
  for (const int bit : sampled_bits) {
    const auto word = static_cast<size_t>(bit / 64);
    if (masks.empty() || masks.back().word != word) masks.push_back({word, 0});
    masks.back().mask |= uint64_t{1} << (bit % 64);
  }
  return masks;
}

}  // namespace

std::string Describe(const KeyColumn& column, const EncodingLayout& layout) {
  if (column.holder_key >= 0) return absl::StrFormat("holder key %d", column.holder_key + 1);
  std::string text;
  std::vector<int> bits_of_segment(static_cast<size_t>(layout.segment_count()), 0);
  for (const int bit : column.sampled_bits) {
    ++bits_of_segment[static_cast<size_t>(SegmentOfBit(bit, layout))];
  }
  for (size_t s = 0; s < bits_of_segment.size(); ++s) {
    if (bits_of_segment[s] == 0) continue;
    text += absl::StrFormat("%s%d bits of %s", text.empty() ? "" : ", ", bits_of_segment[s],
                            layout.segments()[s].name);
  }
  const char* between = text.empty() ? "" : ", ";
  for (const int segment : column.equal_segments) {
    text +=
        absl::StrFormat("%s%s =", between, layout.segments()[static_cast<size_t>(segment)].name);
    between = " and ";
  }
  return text;
}

std::vector<int> SegmentsOf(const KeyColumn& column, const EncodingLayout& layout) {
  std::vector<int> segments = column.equal_segments;
  for (const int bit : column.sampled_bits) segments.push_back(SegmentOfBit(bit, layout));
  std::sort(segments.begin(), segments.end());
  segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
  return segments;
}

bool Implies(const KeyColumn& finer, const KeyColumn& coarser, const EncodingLayout& layout) {
  if (finer.holder_key >= 0 || coarser.holder_key >= 0) {
    return finer.holder_key == coarser.holder_key;
  }
  const std::vector<int>& equal = finer.equal_segments;
  if (!std::includes(equal.begin(), equal.end(), coarser.equal_segments.begin(),
                     coarser.equal_segments.end())) {
    return false;
  }
  return std::all_of(coarser.sampled_bits.begin(), coarser.sampled_bits.end(), [&](int bit) {
    return std::binary_search(equal.begin(), equal.end(), SegmentOfBit(bit, layout)) ||
           std::binary_search(finer.sampled_bits.begin(), finer.sampled_bits.end(), bit);
  });
}

absl::StatusOr<KeyMaker> KeyMaker::Create(const PartyRows& party, int thread_count,
                                          std::stop_token stop) {
  const int64_t row_count = party.encodings->row_count();
  if (party.holder_key_count < 0 ||
      party.holder_keys.size() !=
          static_cast<size_t>(row_count) * static_cast<size_t>(party.holder_key_count)) {
    return InvalidArgument(
        "%d blocking keys for %d rows were given; want %d of each row, 0 where there is none",
        party.holder_keys.size(), row_count, party.holder_key_count);
  }
  KeyMaker maker(party);
  maker.segment_hashes_.resize(static_cast<size_t>(row_count) *
                               static_cast<size_t>(party.encodings->layout().segment_count()));
  IEUM_RETURN_IF_ERROR(ParallelFor(
      (row_count + kRowsPerUnit - 1) / kRowsPerUnit, thread_count, stop, [&](int64_t unit, int) {
        maker.HashSegments({unit * kRowsPerUnit, std::min(row_count, (unit + 1) * kRowsPerUnit)});
        return absl::OkStatus();
      }));
  maker.ForgetRepeatedRows();
  return maker;
}

void KeyMaker::ForgetRepeatedRows() {
  const std::vector<bool> repeated = FindRepeatedRows(encodings());
  for (size_t row = 0; row < repeated.size(); ++row) {
    if (!repeated[row]) continue;
    ++repeated_row_count_;
    for (int s = 0; s < encodings().layout().segment_count(); ++s) {
      segment_hashes_[static_cast<size_t>(s * row_count()) + row] = 0;
    }
  }
}

void KeyMaker::HashSegments(RowRange range) {
  const BitMatrix& rows = *party_.encodings;
  const EncodingLayout& layout = rows.layout();
  for (int64_t i = range.begin; i < range.end; ++i) {
    const uint64_t* words = rows.row(i).data();
    const std::span<const uint16_t> popcounts = rows.popcounts(i);
    for (int s = 0; s < layout.segment_count(); ++s) {
      uint64_t hash = kSeed;
      for (int w = layout.word_offset(s); w < layout.word_offset(s + 1); ++w) {
        hash = Mix(hash, words[w]);
      }
      segment_hashes_[static_cast<size_t>(s * rows.row_count() + i)] =
          popcounts[static_cast<size_t>(s)] == 0 ? 0 : Finish(hash);
    }
  }
}

void KeyMaker::MakeKeys(const KeyColumn& column, RowRange range, std::span<uint64_t> keys) const {
  const BitMatrix& rows = *party_.encodings;
  if (column.holder_key >= 0) {
    const auto stride = static_cast<size_t>(party_.holder_key_count);
    size_t next =
        static_cast<size_t>(range.begin) * stride + static_cast<size_t>(column.holder_key);
    for (uint64_t& key : keys) {
      // Holders choose these keys: mixed, they fall into the partitions of a join as evenly as
      // others.
      key = party_.holder_keys[next] == 0 ? 0 : Finish(party_.holder_keys[next]);
      next += stride;
    }
    return;
  }
  const std::vector<int> segments = SegmentsOf(column, rows.layout());
  const std::vector<WordMask> masks = MasksOf(column.sampled_bits);
  std::fill(keys.begin(), keys.end(), kSeed);
  const auto hash_of = [&](int segment, int64_t i) {
    return segment_hashes_[static_cast<size_t>(segment * rows.row_count() + i)];
  };
  for (int64_t i = range.begin; i < range.end; ++i) {
    uint64_t& key = keys[static_cast<size_t>(i - range.begin)];
    for (const int segment : column.equal_segments) key = Mix(key, hash_of(segment, i));
    const uint64_t* words = rows.row(i).data();
    for (const WordMask& mask : masks) key = Mix(key, words[mask.word] & mask.mask);
    const bool missing = std::any_of(segments.begin(), segments.end(),
                                     [&](int segment) { return hash_of(segment, i) == 0; });
    key = missing ? 0 : Finish(key);
  }
}

}  // namespace ieum::core
