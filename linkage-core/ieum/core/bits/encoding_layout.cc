#include "ieum/core/bits/encoding_layout.h"

#include <set>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {

EncodingLayout::EncodingLayout(std::vector<Segment> segments) : segments_(std::move(segments)) {
  word_offsets_.push_back(0);
  for (const Segment& segment : segments_) {
    word_offsets_.push_back(word_offsets_.back() + segment.bit_count / 64);
  }
}

absl::StatusOr<EncodingLayout> EncodingLayout::Create(std::vector<Segment> segments) {
  if (segments.empty() || segments.size() > kMaxSegments) {
    return InvalidArgument("an encoding has %d segments; want 1 to %d", segments.size(),
                           kMaxSegments);
  }
  std::set<std::string> names;
  int row_bits = 0;
  for (const Segment& segment : segments) {
    if (segment.bit_count < 64 || segment.bit_count > kMaxSegmentBits ||
        segment.bit_count % 64 != 0) {
      return InvalidArgument("segment '%s' has %d bits; want a multiple of 64 from 64 to %d",
                             segment.name, segment.bit_count, kMaxSegmentBits);
    }
    if (!names.insert(segment.name).second) {
      return InvalidArgument("two segments are called '%s'; give each its own name", segment.name);
    }
    row_bits += segment.bit_count;
  }
  if (row_bits > kMaxRowBits) {
    return InvalidArgument("the segments have %d bits together; want at most %d", row_bits,
                           kMaxRowBits);
  }
  return EncodingLayout(std::move(segments));
}

}  // namespace ieum::core
