#include "ieum/core/assembly/sealed_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/base/random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::core::testing {
namespace {

using ieum::testing::StatusIs;
using ieum::testing::TempDir;
using ::testing::HasSubstr;

TEST(SealedRunsTest, GivesBlocksBackAndLeavesNoFile) {
  const TempDir dir;
  ASSERT_OK_AND_ASSIGN(const auto runs, SealedRuns::Create(dir.File("out"), SystemRandom()));
  for (uint32_t block = 0; block < 5; ++block) {
    ASSERT_OK(runs->Put(block % 2, block, AsBytes(std::string(block * 1000, 'x'))));
  }
  for (uint32_t block = 0; block < 5; ++block) {
    ASSERT_OK_AND_ASSIGN(const Bytes bytes, runs->Get(block % 2, block));
    EXPECT_EQ(AsText(bytes), std::string(block * 1000, 'x'));
    ASSERT_OK(runs->Put(7, block, AsBytes("between")));
  }
  EXPECT_THAT(runs->Get(1, 0), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not there")));
  EXPECT_THAT(runs->Put(0, 0, {}), StatusIs(absl::StatusCode::kInternal, HasSubstr("twice")));
  EXPECT_OK(runs->Get(7, 4));
}

}  // namespace
}  // namespace ieum::core::testing
