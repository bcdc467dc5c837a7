#include "ieum/core/jointkey/joint_key.h"

#include <algorithm>
#include <utility>

#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::IsOkAndHolds;
using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::array<std::byte, 16> Id(std::string_view hex) {
  const Bytes bytes = *FromHex(hex);
  std::array<std::byte, 16> id{};
  std::copy(bytes.begin(), bytes.end(), id.begin());
  return id;
}

// Frozen: docs/formats/joint-key.md.
struct Vector {
  std::string_view hex;
  std::string_view text;
};
constexpr Vector kVectors[] = {
    {"00000000000000000000000000000000", "0000000000000000000000000000"},
    {"00000000000000000000000000000001", "0000000000000000000000000101"},
    {"000000000000000000000000000003fd", "000000000000000000000000ZX00"},
    {"000102030405060708090a0b0c0d0e0f", "00041061050R3GG28A1C60T3GF5E"},
    {"0123456789abcdeffedcba9876543210", "014D2PF2DBSQQZXQ5TK1V58CGGY4"},
    {"86f2d4036cb3c26f4de2b22ed89a5917", "46YBA06V5KR9QMVRNJ5VC9MP8Q8K"},
    {"ffffffffffffffffffffffffffffffff", "7ZZZZZZZZZZZZZZZZZZZZZZZZZM5"},
};

TEST(JointKeyTest, TextFormsAreFrozen) {
  for (const Vector& vector : kVectors) {
    const JointKey key(Id(vector.hex));
    EXPECT_EQ(key.ToString(), vector.text);
    EXPECT_THAT(JointKey::Parse(vector.text), IsOkAndHolds(key));
    EXPECT_EQ(ToHex(key.bytes()), vector.hex);
  }
}

// The worked example of docs/formats/joint-key.md.
TEST(JointKeyTest, DerivesTheWorkedExample) {
  Bytes secret;
  for (int i = 0; i < 32; ++i) secret.push_back(static_cast<std::byte>(i));
  ASSERT_OK_AND_ASSIGN(JointKeyDeriver deriver,
                       JointKeyDeriver::Create(SecretBytes::CopyOf(secret)));
  const JointKey key = deriver.Derive(Id("101112131415161718191a1b1c1d1e1f"));
  EXPECT_EQ(ToHex(key.bytes()), "86f2d4036cb3c26f4de2b22ed89a5917");
  EXPECT_EQ(key.ToString(), "46YBA06V5KR9QMVRNJ5VC9MP8Q8K");
  EXPECT_EQ(deriver.Derive(Id("101112131415161718191a1b1c1d1e1f")), key);
  EXPECT_NE(deriver.Derive(Id("101112131415161718191a1b1c1d1e1e")), key);
}

TEST(JointKeyTest, EveryKeyComesBackFromItsText) {
  SeededRandom random(4);
  for (int i = 0; i < 2000; ++i) {
    const JointKey key(random.Next128());
    ASSERT_THAT(JointKey::Parse(key.ToString()), IsOkAndHolds(key)) << "key " << i;
  }
}

TEST(JointKeyTest, EverySingleWrongCharacterIsFound) {
  SeededRandom random(5);
  for (int i = 0; i < 50; ++i) {
    const std::string text = JointKey(random.Next128()).ToString();
    for (size_t at = 0; at < text.size(); ++at) {
      for (const char c : kAlphabet) {
        if (c == text[at]) continue;
        std::string wrong = text;
        wrong[at] = c;
        ASSERT_FALSE(JointKey::Parse(wrong).ok()) << "key " << i << ", position " << at;
      }
    }
  }
}

TEST(JointKeyTest, EverySwapOfNeighboursIsFound) {
  SeededRandom random(6);
  for (int i = 0; i < 500; ++i) {
    const std::string text = JointKey(random.Next128()).ToString();
    for (size_t at = 0; at + 1 < text.size(); ++at) {
      if (text[at] == text[at + 1]) continue;
      std::string wrong = text;
      std::swap(wrong[at], wrong[at + 1]);
      ASSERT_FALSE(JointKey::Parse(wrong).ok()) << "key " << i << ", position " << at;
    }
  }
}

TEST(JointKeyTest, TakesKeysAsPeopleTypeThem) {
  const JointKey key(Id("0123456789abcdeffedcba9876543210"));
  EXPECT_THAT(JointKey::Parse("014d2pf2dbsqqzxq5tk1v58cggy4"), IsOkAndHolds(key));
  EXPECT_THAT(JointKey::Parse("-014D-2PF2-DBSQ-QZXQ-5TK1-V58C-GGY4-"), IsOkAndHolds(key));
  EXPECT_THAT(JointKey::Parse("Oi4D2PF2DBSQQZXQ5TKlV58CGGY4"), IsOkAndHolds(key));
  EXPECT_THAT(JointKey::Parse("oL4D2PF2DBSQQZXQ5TKIV58CGGY4"), IsOkAndHolds(key));
}

TEST(JointKeyTest, NamesTheRuleThatATextBreaksAndNeverTheText) {
  const std::string good = "014D2PF2DBSQQZXQ5TK1V58CGGY4";
  const auto refused = [&](const std::string& text, const char* reason) {
    EXPECT_THAT(JointKey::Parse(text),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         ::testing::AllOf(HasSubstr(reason), Not(HasSubstr("2PF2")))));
  };
  refused("", "0 characters; want 28");
  refused(good.substr(1), "27 characters; want 28");
  refused(good + "0", "more than 28");
  refused("U" + good.substr(1), "position 1");
  refused(good.substr(0, 5) + " " + good.substr(5), "position 6");
  refused(std::string("014D2PF2\0BSQQZXQ5TK1V58CGGY4", 28), "position 9");
  refused("8" + good.substr(1), "above 7");
  refused(good.substr(0, 27) + "5", "check characters");
  refused(good.substr(0, 26) + "ZZ", "check characters");
}

TEST(JointKeyTest, KeysOrderLikeTheirBytesAndTheirText) {
  SeededRandom random(7);
  for (int i = 0; i < 200; ++i) {
    const JointKey a(random.Next128());
    const JointKey b(random.Next128());
    EXPECT_EQ(a < b, a.ToString() < b.ToString());
  }
}

TEST(JointKeyTest, OnlyASecretOf32BytesDerives) {
  for (const size_t size : {0U, 16U, 31U, 33U}) {
    EXPECT_THAT(JointKeyDeriver::Create(SecretBytes(size)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("want 32")));
  }
}

}  // namespace
}  // namespace ieum::core
