#include "ieum/core/base/scrypt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

std::string Derive(const std::string& passphrase, const std::string& salt, const ScryptCost& cost) {
  const auto key = Scrypt(SecretBytes::CopyOf(AsBytes(passphrase)), AsBytes(salt), cost, 64);
  return key.ok() ? ToHex(key->view()) : std::string(Message(key.status()));
}

// RFC 7914, section 12; the fourth vector takes 1 GiB, which we refuse.
TEST(ScryptTest, EqualsTheVectorsOfRfc7914) {
  EXPECT_EQ(Derive("", "", {.n = 16, .r = 1, .p = 1}),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a75"
            "3a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
  EXPECT_EQ(Derive("password", "NaCl", {.n = 1024, .r = 8, .p = 16}),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109"
            "279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
  EXPECT_EQ(Derive("pleaseletmein", "SodiumChloride", {.n = 16384, .r = 8, .p = 1}),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d497"
            "05242a9af9e61e85dc0d651e40dfcf017b45575887");
}

TEST(ScryptTest, RefusesCostsOutOfRange) {
  const ScryptCost costs[] = {
      {.n = 0, .r = 8, .p = 1},        {.n = 1, .r = 8, .p = 1},
      {.n = 1000, .r = 8, .p = 1},     {.n = 1024, .r = 0, .p = 1},
      {.n = 1024, .r = 8, .p = 0},     {.n = uint64_t{1} << 19, .r = 8, .p = 1},
      {.n = 1024, .r = 4096, .p = 1},  {.n = uint64_t{1} << 63, .r = 0xffffffff, .p = 1},
      {.n = 16, .r = 8, .p = 1 << 30},
  };
  for (const ScryptCost& cost : costs) {
    EXPECT_THAT(Scrypt(SecretBytes::CopyOf(AsBytes("p")), AsBytes("s"), cost, 32),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("out of range")))
        << cost.n << " " << cost.r << " " << cost.p;
  }
}

}  // namespace
}  // namespace ieum::core
