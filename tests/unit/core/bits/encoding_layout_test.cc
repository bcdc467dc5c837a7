#include "ieum/core/bits/encoding_layout.h"

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

std::vector<Segment> Segments(int count, int bit_count) {
  std::vector<Segment> segments;
  for (int s = 0; s < count; ++s) segments.push_back({"s" + std::to_string(s), bit_count});
  return segments;
}

TEST(EncodingLayoutTest, LaysSegmentsOneBehindTheOther) {
  ASSERT_OK_AND_ASSIGN(const EncodingLayout layout,
                       EncodingLayout::Create({{"name", 512}, {"birth", 64}, {"home", 192}}));
  EXPECT_EQ(layout.segment_count(), 3);
  EXPECT_EQ(layout.word_offset(0), 0);
  EXPECT_EQ(layout.word_offset(1), 8);
  EXPECT_EQ(layout.word_offset(2), 9);
  EXPECT_EQ(layout.word_offset(3), 12);
  EXPECT_EQ(layout.row_words(), 12);
  EXPECT_EQ(layout.row_bytes(), 96);
  EXPECT_EQ(layout.row_bits(), 768);
}

TEST(EncodingLayoutTest, TakesTheLargestAllowed) {
  EXPECT_OK(EncodingLayout::Create(Segments(32, 512)));
  EXPECT_OK(EncodingLayout::Create(Segments(2, 8192)));
  EXPECT_OK(EncodingLayout::Create(Segments(1, 64)));
}

TEST(EncodingLayoutTest, RefusesWhatBreaksARule) {
  const auto refused = [](std::vector<Segment> segments, const char* reason) {
    EXPECT_THAT(EncodingLayout::Create(std::move(segments)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(reason)));
  };
  refused({}, "0 segments");
  refused(Segments(33, 64), "33 segments");
  refused({{"a", 0}}, "has 0 bits");
  refused({{"a", -64}}, "has -64 bits");
  refused({{"a", 65}}, "has 65 bits");
  refused({{"a", 8256}}, "8256 bits");
  refused({{"a", 64}, {"a", 64}}, "two segments are called 'a'");
  refused(Segments(32, 576), "at most 16384");
}

TEST(EncodingLayoutTest, LayoutsAreEqualIfNamesSizesAndOrderAre) {
  const auto make = [](std::vector<Segment> segments) {
    return *EncodingLayout::Create(std::move(segments));
  };
  EXPECT_EQ(make({{"a", 64}, {"b", 128}}), make({{"a", 64}, {"b", 128}}));
  EXPECT_NE(make({{"a", 64}, {"b", 128}}), make({{"b", 128}, {"a", 64}}));
  EXPECT_NE(make({{"a", 64}}), make({{"b", 64}}));
  EXPECT_NE(make({{"a", 64}}), make({{"a", 128}}));
}

}  // namespace
}  // namespace ieum::core
