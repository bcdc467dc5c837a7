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

constexpr ReleaseKeyLife kOneRelease = ReleaseKeyLife::kOneRelease;

ReleaseName Name(const char* project, const char* recipient, uint64_t number) {
  return {.project = ProjectId::Parse(project).value(),
          .recipient = InstitutionId::Parse(recipient).value(),
          .number = number};
}

TEST(ReleaseKeyTest, IsTheKeyOfThePage) {
  ASSERT_OK_AND_ASSIGN(
      const ReleaseKeyDeriver deriver,
      ReleaseKeyDeriver::Create(ExampleSecret(), Name("demo", "univ-c", 1), kOneRelease));
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
                         ReleaseKeyDeriver::Create(ExampleSecret(), name, kOneRelease));
    keys.insert(deriver.Derive(JointKey(Repeated(0xaa))));
    keys.insert(deriver.Derive(JointKey(Repeated(0xbb))));
  }
  EXPECT_EQ(keys.size(), 10U);
}

TEST(ReleaseKeyTest, OfATimeSeriesIsOneForAllReleasesOfARecipientAndNoneOfOneRelease) {
  const auto key = [](const ReleaseName& name, ReleaseKeyLife life) {
    return ReleaseKeyDeriver::Create(ExampleSecret(), name, life)->Derive(JointKey(Repeated(0xaa)));
  };
  constexpr ReleaseKeyLife kTimeSeries = ReleaseKeyLife::kTimeSeries;
  const ReleaseKey first = key(Name("demo", "univ-c", 1), kTimeSeries);
  EXPECT_EQ(key(Name("demo", "univ-c", 2), kTimeSeries), first);
  EXPECT_NE(key(Name("demo", "univ-d", 1), kTimeSeries), first);
  EXPECT_NE(key(Name("demo2", "univ-c", 1), kTimeSeries), first);
  EXPECT_NE(key(Name("demo", "univ-c", 1), kOneRelease), first);
}

TEST(ReleaseKeyTest, RefusesAnotherSizeAndNumberZero) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(ReleaseKeyDeriver::Create(SecretBytes(31), Name("demo", "univ-c", 1), kOneRelease),
              StatusIs(kInvalid, HasSubstr("want 32")));
  EXPECT_THAT(ReleaseKeyDeriver::Create(ExampleSecret(), Name("demo", "univ-c", 0), kOneRelease),
              StatusIs(kInvalid, HasSubstr("from 1")));
}

}  // namespace
}  // namespace ieum::core::testing::release_key_test
