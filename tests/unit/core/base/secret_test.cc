#include "ieum/core/base/secret.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

static_assert(!std::is_copy_constructible_v<SecretBytes>);
static_assert(!std::is_copy_assignable_v<SecretBytes>);

TEST(SecretTest, SecureMemoryIsPreparedOnceAndAskingAgainIsHarmless) {
  EXPECT_OK(InitSecureMemory());
  EXPECT_OK(InitSecureMemory());
}

TEST(SecretTest, StartsAsZeros) {
  const SecretBytes secret(40);
  EXPECT_EQ(secret.size(), 40U);
  EXPECT_TRUE(std::all_of(secret.view().begin(), secret.view().end(),
                          [](std::byte byte) { return byte == std::byte{0}; }));
}

TEST(SecretTest, MovingLeavesNothingBehind) {
  SecretBytes secret = SecretBytes::CopyOf(AsBytes("key"));
  SecretBytes moved = std::move(secret);
  EXPECT_TRUE(moved.Equals(AsBytes("key")));
  EXPECT_EQ(secret.size(), 0U);  // NOLINT(bugprone-use-after-move): that is the question
  SecretBytes assigned = SecretBytes::CopyOf(AsBytes("other"));
  assigned = std::move(moved);
  EXPECT_TRUE(assigned.Equals(AsBytes("key")));
  EXPECT_EQ(moved.size(), 0U);  // NOLINT(bugprone-use-after-move)
}

TEST(SecretTest, EqualsComparesSizeAndEveryByte) {
  const SecretBytes secret = SecretBytes::CopyOf(AsBytes("abcd"));
  EXPECT_TRUE(secret.Equals(AsBytes("abcd")));
  EXPECT_FALSE(secret.Equals(AsBytes("abc")));
  EXPECT_FALSE(secret.Equals(AsBytes("abcde")));
  EXPECT_FALSE(secret.Equals(AsBytes("Abcd")));
  EXPECT_FALSE(secret.Equals(AsBytes("abcD")));
  EXPECT_TRUE(SecretBytes().Equals({}));
}

TEST(SecretTest, CleanseOverwritesEveryByte) {
  Bytes bytes(33, std::byte{7});
  Cleanse(bytes);
  EXPECT_EQ(bytes, Bytes(33, std::byte{0}));
}

}  // namespace
}  // namespace ieum::core
