#include "ieum/core/release/release_account.h"

#include <gtest/gtest.h>

#include "support/hex_vector.h"
#include "unit/core/release/example_release.h"

namespace ieum::core::testing {
namespace {

using ieum::testing::StatusIs;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(ReleaseAccountTest, RefusesWhatBreaksARule) {
  const ReleaseDescription description = ExampleDescription();
  EXPECT_OK(ReadAccount(description, "{}"));
  for (
      const char* json :
      {R"({"holders":[]})", R"({"bias":[]})",
       R"({"holders":[{"rows":1,"matched_rows":2,"released_rows":0},{"rows":1,"matched_rows":0,"released_rows":0}]})",
       R"({"bias":[{"column":"hospital-a.age","group":"others","rows":2,"released_rows":1}]})",
       R"({"bias":[{"column":"hospital-a.sex","code":"X","rows":2,"released_rows":1}]})",
       R"({"bias":[{"column":"hospital-a.sex","code":"M","rows":1,"released_rows":2}]})",
       R"({"bias":[{"column":"hospital-a.sex","group":"some","rows":2,"released_rows":1}]})",
       R"({"bias":[{"column":"hospital-b.sex","code":"M","rows":2,"released_rows":1}]})"}) {
    EXPECT_THAT(ReadAccount(description, json), StatusIs(kInvalid, HasSubstr("'"))) << json;
  }
  ASSERT_OK_AND_ASSIGN(
      const ReleaseAccount account,
      ReadAccount(
          description,
          R"({"bias":[{"column":"hospital-a.sex","group":"missing","rows":12,"released_rows":0}]})"));
  EXPECT_EQ(BiasGroup(description, account.bias[0]), "(missing)");
}

}  // namespace
}  // namespace ieum::core::testing
