#include "ieum/core/base/aead.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "ieum/core/base/bytes.h"

namespace ieum::core {
namespace {

Bytes Hex(const std::string& digits) { return FromHex(digits).value(); }

Aes256Gcm::Nonce NonceOf(const Bytes& bytes) {
  Aes256Gcm::Nonce nonce;
  std::copy(bytes.begin(), bytes.end(), nonce.begin());
  return nonce;
}

struct Vector {
  std::string key;
  std::string nonce;
  std::string associated;
  std::string plaintext;
  std::string sealed;  // ciphertext, tag
};

// "The Galois/Counter Mode of Operation (GCM)", the paper submitted to NIST, test cases 13 to 16.
std::vector<Vector> Vectors() {
  const std::string key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
  const std::string plaintext =
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6"
      "b525b16aedf5aa0de657ba637b391aafd255";
  const std::string ciphertext =
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b105682"
      "8838c5f61e6393ba7a0abcc9f662898015ad";
  return {
      {std::string(64, '0'), std::string(24, '0'), "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
      {std::string(64, '0'), std::string(24, '0'), "", std::string(32, '0'),
       "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
      {key, "cafebabefacedbaddecaf888", "", plaintext,
       ciphertext + "b094dac5d93471bdec1a502270e3cc6c"},
      {key, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
       plaintext.substr(0, 120), ciphertext.substr(0, 120) + "76fc6ece0f4e1768cddf8853bb2d551b"},
  };
}

// The GCM paper's test case 16 with ARIA-256 in the place of AES, made by tests/vectors'
// independent GCM over a block cipher that gives the vector of RFC 5794 appendix A.3.
TEST(AeadTest, SealsWithAriaToo) {
  const SecretBytes key =
      SecretBytes::CopyOf(Hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  const Vector like = Vectors().back();
  const Bytes plaintext = Hex(like.plaintext);
  Bytes sealed(plaintext.size() + Gcm::kTagBytes);
  Gcm cipher(GcmCipher::kAria256, key);
  cipher.Seal(NonceOf(Hex(like.nonce)), Hex(like.associated), plaintext, sealed);
  EXPECT_EQ(ToHex(sealed),
            "c3aa0e01a4f8b5dfdb25d0f1c78c275e516114080e2be7a7f7bffd4504b19a8552f80ad5b55f3d91172548"
            "9629996d398d5ed6f077e22924c5b8ebe2a9286e70b3183d6d98f4ac8af1abdc22");
  Bytes opened(plaintext.size());
  EXPECT_TRUE(cipher.Open(NonceOf(Hex(like.nonce)), Hex(like.associated), sealed, opened));
  EXPECT_EQ(opened, plaintext);
  EXPECT_FALSE(Gcm(GcmCipher::kAes256, key)
                   .Open(NonceOf(Hex(like.nonce)), Hex(like.associated), sealed, opened));
}

TEST(AeadTest, EqualsTheVectorsOfTheGcmPaper) {
  for (const Vector& vector : Vectors()) {
    Aes256Gcm cipher(SecretBytes::CopyOf(Hex(vector.key)));
    const Aes256Gcm::Nonce nonce = NonceOf(Hex(vector.nonce));
    const Bytes plaintext = Hex(vector.plaintext);
    Bytes sealed(plaintext.size() + Aes256Gcm::kTagBytes);
    cipher.Seal(nonce, Hex(vector.associated), plaintext, sealed);
    EXPECT_EQ(ToHex(sealed), vector.sealed);
    Bytes opened(plaintext.size());
    EXPECT_TRUE(cipher.Open(nonce, Hex(vector.associated), sealed, opened));
    EXPECT_EQ(opened, plaintext);
  }
}

TEST(AeadTest, OpensNothingOfWhichABitHasChanged) {
  const Vector vector = Vectors().back();
  Aes256Gcm cipher(SecretBytes::CopyOf(Hex(vector.key)));
  const Aes256Gcm::Nonce nonce = NonceOf(Hex(vector.nonce));
  const Bytes associated = Hex(vector.associated);
  const Bytes sealed = Hex(vector.sealed);
  Bytes opened(sealed.size() - Aes256Gcm::kTagBytes);
  const Bytes zeros(opened.size());
  for (size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    Bytes changed = sealed;
    changed[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    std::fill(opened.begin(), opened.end(), std::byte{1});
    EXPECT_FALSE(cipher.Open(nonce, associated, changed, opened)) << "bit " << bit;
    EXPECT_EQ(opened, zeros) << "bit " << bit;
  }
  for (size_t bit = 0; bit < 8 * associated.size(); ++bit) {
    Bytes changed = associated;
    changed[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    EXPECT_FALSE(cipher.Open(nonce, changed, sealed, opened)) << "bit " << bit;
  }
  Aes256Gcm::Nonce other_nonce = nonce;
  other_nonce.back() ^= std::byte{1};
  EXPECT_FALSE(cipher.Open(other_nonce, associated, sealed, opened));
  EXPECT_TRUE(cipher.Open(nonce, associated, sealed, opened)) << "one object opens many messages";
}

TEST(AeadTest, ATagAloneOpensToNothing) {
  Aes256Gcm cipher(SecretBytes::CopyOf(Hex(std::string(64, '0'))));
  std::array<std::byte, Aes256Gcm::kTagBytes> sealed;
  cipher.Seal({}, AsBytes("header"), {}, sealed);
  EXPECT_TRUE(cipher.Open({}, AsBytes("header"), sealed, {}));
  EXPECT_FALSE(cipher.Open({}, AsBytes("headed"), sealed, {}));
}

}  // namespace
}  // namespace ieum::core
