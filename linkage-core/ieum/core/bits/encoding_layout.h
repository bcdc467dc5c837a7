// Shape of an encoding: S named segments of bits, the one thing holders and institution must agree
// on.
#ifndef IEUM_CORE_BITS_ENCODING_LAYOUT_H_
#define IEUM_CORE_BITS_ENCODING_LAYOUT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace ieum::core {

// One Bloom filter of an encoding.
struct Segment {
  std::string name;
  int bit_count;  // bits; a multiple of 64

  friend bool operator==(const Segment&, const Segment&) = default;
};

// Immutable, share freely. In memory and on the wire the segments lie one behind the other in
// profile order; bit j of a segment is bit j % 64 of its word j / 64 (little-endian, so also bit j
// % 8 of its byte j / 8).
class EncodingLayout final {
 public:
  static constexpr int kMaxSegments = 32;
  static constexpr int kMaxSegmentBits = 8192;
  static constexpr int kMaxRowBits = 16384;

  // INVALID_ARGUMENT if there is no segment or more than kMaxSegments, if a bit_count is not a
  // multiple of 64 in [64, kMaxSegmentBits], if all together exceed kMaxRowBits, or if two share a
  // name.
  static absl::StatusOr<EncodingLayout> Create(std::vector<Segment> segments);

  int segment_count() const { return static_cast<int>(segments_.size()); }
  const std::vector<Segment>& segments() const { return segments_; }
  // First word of segment `s` within a row; word_offset(segment_count()) is row_words().
  int word_offset(int s) const { return word_offsets_[static_cast<size_t>(s)]; }
  // Words of one row without padding.
  int row_words() const { return word_offsets_.back(); }
  // Bytes of one row on the wire and in chunks, without padding.
  int row_bytes() const { return row_words() * 8; }
  int row_bits() const { return row_words() * 64; }

  friend bool operator==(const EncodingLayout&, const EncodingLayout&) = default;

 private:
  explicit EncodingLayout(std::vector<Segment> segments);
  std::vector<Segment> segments_;
  std::vector<int> word_offsets_;  // [segment_count + 1]
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BITS_ENCODING_LAYOUT_H_
