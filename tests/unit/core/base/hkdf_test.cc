#include "ieum/core/base/hkdf.h"

#include <gtest/gtest.h>

#include <string>

namespace ieum::core {
namespace {

std::string Range(int begin, int end) {
  std::string bytes;
  for (int i = begin; i < end; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

std::string Derive(const std::string& secret, const std::string& salt, const std::string& info,
                   size_t size) {
  return ToHex(
      HkdfSha256(SecretBytes::CopyOf(AsBytes(secret)), AsBytes(salt), AsBytes(info), size).view());
}

// RFC 5869, appendix A.1 to A.3.
TEST(HkdfTest, EqualsTheVectorsOfRfc5869) {
  EXPECT_EQ(Derive(std::string(22, '\x0b'), Range(0x00, 0x0d), Range(0xf0, 0xfa), 42),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(
      Derive(Range(0x00, 0x50), Range(0x60, 0xb0), Range(0xb0, 0x100), 82),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c6"
      "5e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(Derive(std::string(22, '\x0b'), "", "", 42),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(HkdfTest, SaltAndInfoBothMakeOtherKeys) {
  const std::string key = Derive("secret", "salt", "info", 32);
  EXPECT_NE(Derive("secret", "salt", "info2", 32), key);
  EXPECT_NE(Derive("secret", "salt2", "info", 32), key);
  EXPECT_NE(Derive("secret2", "salt", "info", 32), key);
}

TEST(HkdfTest, AShorterKeyIsThePrefixOfALongerOne) {
  EXPECT_EQ(Derive("secret", "salt", "info", 64).substr(0, 20),
            Derive("secret", "salt", "info", 10));
}

}  // namespace
}  // namespace ieum::core
