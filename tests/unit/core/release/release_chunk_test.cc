#include "ieum/core/release/release_chunk.h"

#include <gtest/gtest.h>

#include "support/hex_vector.h"
#include "unit/core/release/example_release.h"

namespace ieum::core::testing::release_chunk_test {
namespace {

using ieum::testing::StatusIs;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(ReleaseChunkTest, AChunkOfAnotherReleaseIsRefused) {
  const Bytes chunk = ieum::testing::ReadHexVector("release_chunk.hex");
  EXPECT_OK(ReleaseChunk::Parse(ExampleDescription(), chunk));
  ASSERT_OK_AND_ASSIGN(
      const ReleaseDescription other,
      ReleaseDescription::FromJson(Replaced(ExampleJson(), R"("release":1)", R"("release":2)")));
  EXPECT_THAT(ReleaseChunk::Parse(other, chunk), StatusIs(kInvalid, HasSubstr("another release")));
}

}  // namespace
}  // namespace ieum::core::testing::release_chunk_test
