#include "ieum/core/release/bias_counter.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "unit/core/release/example_release.h"

namespace ieum::core::testing {
namespace {

using ieum::testing::StatusIs;
using ::testing::HasSubstr;

// Columns of the insurer: claims, tier (gold, basic), memo.
void Count(BiasCounter& counter, const PayloadValue& tier, int rows, int left_out) {
  const std::vector<PayloadValue> values = {Number(0), tier, Missing()};
  for (int i = 0; i < rows; ++i) counter.AddRow(1, values);
  for (int i = 0; i < left_out; ++i) counter.AddLeftOut(1, values);
}

TEST(BiasCounterTest, CountsGroupsInTheOrderOfTheList) {
  const ReleaseDescription description = ExampleDescription();
  const std::vector<std::string> columns = {"insurer-b.tier"};
  ASSERT_OK_AND_ASSIGN(BiasCounter counter, BiasCounter::Create(description, columns));
  Count(counter, Number(1), 100, 40);
  Count(counter, Number(0), 50, 0);
  Count(counter, Missing(), 20, 10);
  const std::vector<PayloadValue> hospital = {Number(1), Missing(), Number(0)};
  counter.AddRow(0, hospital);  // not asked for
  EXPECT_EQ(
      counter.Table(10),
      (std::vector<BiasRow>{{4, 0, 50, 50}, {4, 1, 100, 60}, {4, BiasRow::kMissing, 20, 10}}));
}

TEST(BiasCounterTest, SmallGroupsAreCountedAsOne) {
  const ReleaseDescription description = ExampleDescription();
  const std::vector<std::string> columns = {"insurer-b.tier"};
  ASSERT_OK_AND_ASSIGN(BiasCounter counter, BiasCounter::Create(description, columns));
  Count(counter, Number(0), 500, 200);
  Count(counter, Number(1), 100, 50);
  Count(counter, Missing(), 4, 2);
  // The missing four cannot be told from what the others leave over.
  EXPECT_EQ(counter.Table(10),
            (std::vector<BiasRow>{{4, 0, 500, 300}, {4, BiasRow::kOthers, 104, 52}}));
  // Nothing remains beside the one.
  EXPECT_TRUE(counter.Table(1000).empty());
}

TEST(BiasCounterTest, RefusesWhatHasNoGroups) {
  const ReleaseDescription description = ExampleDescription();
  for (const char* name : {"hospital-a.age", "hospital-a.height", "sex"}) {
    const std::vector<std::string> columns = {name};
    EXPECT_THAT(BiasCounter::Create(description, columns),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bias table")));
  }
}

}  // namespace
}  // namespace ieum::core::testing
