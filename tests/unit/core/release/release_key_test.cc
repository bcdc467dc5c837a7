#include "ieum/core/release/release_key.h"

#include <gtest/gtest.h>

#include <set>

#include "ieum/core/base/bytes.h"
#include "support/status_matchers.h"
#include "unit/core/release/example_release.h"

namespace ieum::core::testing::release_key_test {
namespace {

using ieum::testing::StatusIs;
using ::testing::HasSubstr;

ReleaseName Name(const char* project, const char* recipient, uint64_t number) {
  return {.project = ProjectId::Parse(project).value(),
          .recipient = InstitutionId::Parse(recipient).value(),
          .number = number};
}

TEST(ReleaseKeyTest, IsTheKeyOfThePage) {
  ASSERT_OK_AND_ASSIGN(const ReleaseKeyDeriver deriver,
                       ReleaseKeyDeriver::Create(ExampleSecret(), Name("demo", "univ-c", 1)));
  const ReleaseKey key = deriver.Derive(JointKey(Repeated(0xaa)));
  EXPECT_EQ(ToHex(key.bytes()), "ee0829bc87f37c21340d2be1898467fc");
  ASSERT_OK_AND_ASSIGN(const JointKey text, JointKey::Parse(key.ToString()));
  EXPECT_EQ(text.bytes(), key.bytes());
}

TEST(ReleaseKeyTest, EveryRecipientReleaseAndProjectHasItsOwn) {
  std::set<ReleaseKey> keys;
  for (const ReleaseName& name :
       {Name("demo", "univ-c", 1), Name("demo", "univ-c", 2), Name("demo", "univ-d", 1),
        Name("demo2", "univ-c", 1), Name("demo", "univ-c", 11)}) {
    ASSERT_OK_AND_ASSIGN(const ReleaseKeyDeriver deriver,
                         ReleaseKeyDeriver::Create(ExampleSecret(), name));
    keys.insert(deriver.Derive(JointKey(Repeated(0xaa))));
    keys.insert(deriver.Derive(JointKey(Repeated(0xbb))));
  }
  EXPECT_EQ(keys.size(), 10U);
}

TEST(ReleaseKeyTest, RefusesAnotherSizeAndNumberZero) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(ReleaseKeyDeriver::Create(SecretBytes(31), Name("demo", "univ-c", 1)),
              StatusIs(kInvalid, HasSubstr("want 32")));
  EXPECT_THAT(ReleaseKeyDeriver::Create(ExampleSecret(), Name("demo", "univ-c", 0)),
              StatusIs(kInvalid, HasSubstr("from 1")));
}

}  // namespace
}  // namespace ieum::core::testing::release_key_test
