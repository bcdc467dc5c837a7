#include "ieum/core/base/digest.h"

#include <gtest/gtest.h>

#include <string>

namespace ieum::core {
namespace {

// Examples of FIPS 180-4 (NIST CSRC, "SHA-256").
TEST(DigestTest, Sha256EqualsThePublishedExamples) {
  EXPECT_EQ(ToHex(Sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(Sha256(AsBytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ToHex(Sha256(AsBytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(ToHex(Sha256(AsBytes(std::string(1'000'000, 'a')))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(DigestTest, AStreamCutAnywhereHasTheDigestOfTheWhole) {
  const std::string text = "the quick brown fox jumps over the lazy dog";
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    Sha256Stream stream;
    stream.Update(AsBytes(std::string_view(text).substr(0, cut)));
    stream.Update(AsBytes(std::string_view(text).substr(cut)));
    EXPECT_EQ(stream.Finish(), Sha256(AsBytes(text))) << "cut at " << cut;
  }
}

// Examples of FIPS 180-4 (NIST CSRC, "SHA-384", "SHA-512").
TEST(DigestTest, TheLongerDigestsEqualThePublishedExamples) {
  const ByteView abc[] = {AsBytes("a"), ByteView(), AsBytes("bc")};
  EXPECT_EQ(ToHex(Sha2Digest(Sha2::k256, abc)),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ToHex(Sha2Digest(Sha2::k384, abc)),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(ToHex(Sha2Digest(Sha2::k512, abc)),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(DigestTest, Crc32cEqualsTheValuesOfRfc3720) {
  EXPECT_EQ(Crc32c(AsBytes("123456789")), 0xe3069283U);
  EXPECT_EQ(Crc32c(Bytes(32, std::byte{0x00})), 0x8a9136aaU);
  EXPECT_EQ(Crc32c(Bytes(32, std::byte{0xff})), 0x62a8ab43U);
  Bytes ascending;
  for (int i = 0; i < 32; ++i) ascending.push_back(static_cast<std::byte>(i));
  EXPECT_EQ(Crc32c(ascending), 0x46dd794eU);
  EXPECT_EQ(Crc32c({}), 0U);
}

TEST(DigestTest, Crc32cSeesEveryFlippedBit) {
  Bytes bytes(257, std::byte{0x5a});
  const uint32_t whole = Crc32c(bytes);
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const std::byte mask = std::byte{1} << (bit % 8);
    bytes[bit / 8] ^= mask;
    EXPECT_NE(Crc32c(bytes), whole) << "bit " << bit;
    bytes[bit / 8] ^= mask;
  }
}

}  // namespace
}  // namespace ieum::core
