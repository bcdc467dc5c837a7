#include "ieum/core/base/hmac.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ieum::core {
namespace {

std::string Tag(const std::string& key, const std::string& message) {
  return ToHex(HmacSha256(AsBytes(key)).Tag(AsBytes(message)));
}

std::string FirstBytes(int count) {
  std::string bytes;
  for (int i = 1; i <= count; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

// RFC 4231, test cases 1 to 4, 6 and 7 (5 truncates the tag).
TEST(HmacTest, EqualsTheVectorsOfRfc4231) {
  EXPECT_EQ(Tag(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Tag("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Tag(std::string(20, '\xaa'), std::string(50, '\xdd')),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(Tag(FirstBytes(25), std::string(50, '\xcd')),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  EXPECT_EQ(Tag(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(Tag(std::string(131, '\xaa'),
                "This is a test using a larger than block-size key and a larger than block-size "
                "data. The key needs to be hashed before being used by the HMAC algorithm."),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST(HmacTest, OneContextTagsManyMessagesIndependently) {
  HmacSha256 hmac(AsBytes("key"));
  const Sha256Digest first = hmac.Tag(AsBytes("first"));
  EXPECT_NE(hmac.Tag(AsBytes("second")), first);
  EXPECT_EQ(hmac.Tag(AsBytes("first")), first);
}

TEST(HmacTest, MessagesOfEveryLengthNearTheBlockSizeAreHashedWhole) {
  // A wrong bit count behind the padded key would change the padding of some of these only.
  const HmacSha256 hmac(AsBytes("key"));
  Sha256Stream all;
  for (int size = 0; size <= 130; ++size) all.Update(hmac.Tag(AsBytes(FirstBytes(size))));
  EXPECT_EQ(ToHex(all.Finish()),
            "eb44244091f0248b9243ff866a9794406b28cf03046e5967b1561cccd1046d19");
}

TEST(HmacTest, MovingKeepsTheKey) {
  HmacSha256 hmac(AsBytes("key"));
  const Sha256Digest tag = hmac.Tag(AsBytes("m"));
  HmacSha256 moved = std::move(hmac);
  EXPECT_EQ(moved.Tag(AsBytes("m")), tag);
}

TEST(HmacTest, AnEmptyKeyAndAnEmptyMessageAreAllowed) {
  EXPECT_EQ(Tag("", ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace ieum::core
