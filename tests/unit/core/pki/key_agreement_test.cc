#include "ieum/core/pki/key_agreement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "ieum/core/base/bytes.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::core::key_agreement_test {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

absl::StatusOr<KeyAgreement> KeyFrom(const std::string& hex) {
  return KeyAgreement::FromPrivateKey(SecretBytes::CopyOf(*FromHex(hex)));
}

// RFC 5903, section 8.1.
constexpr char kInitiator[] = "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433";
constexpr char kInitiatorPublic[] =
    "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
    "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3";
constexpr char kResponder[] = "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53";
constexpr char kResponderPublic[] =
    "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
    "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab";
constexpr char kShared[] = "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de";

TEST(KeyAgreementTest, EqualsTheVectorOfRfc5903) {
  ASSERT_OK_AND_ASSIGN(const KeyAgreement initiator, KeyFrom(kInitiator));
  ASSERT_OK_AND_ASSIGN(const KeyAgreement responder, KeyFrom(kResponder));
  EXPECT_EQ(ToHex(initiator.public_key()), kInitiatorPublic);
  EXPECT_EQ(ToHex(responder.public_key()), kResponderPublic);
  ASSERT_OK_AND_ASSIGN(const SecretBytes one, initiator.Agree(responder.public_key()));
  ASSERT_OK_AND_ASSIGN(const SecretBytes other, responder.Agree(initiator.public_key()));
  EXPECT_EQ(ToHex(one.view()), kShared);
  EXPECT_EQ(ToHex(other.view()), kShared);
}

TEST(KeyAgreementTest, RefusesPrivateKeysOutsideTheRange) {
  constexpr char kOrder[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
  constexpr char kLargest[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
  EXPECT_THAT(KeyFrom(kOrder), StatusIs(kInvalid, HasSubstr("P-256")));
  EXPECT_THAT(KeyFrom(std::string(64, '0')), StatusIs(kInvalid, HasSubstr("P-256")));
  EXPECT_THAT(KeyFrom(std::string(64, 'f')), StatusIs(kInvalid, HasSubstr("P-256")));
  EXPECT_THAT(KeyFrom("01"), StatusIs(kInvalid, HasSubstr("P-256")));
  EXPECT_OK(KeyFrom(kLargest));
}

TEST(KeyAgreementTest, RefusesWhatIsNotAPointOfTheCurve) {
  ASSERT_OK_AND_ASSIGN(const KeyAgreement key, KeyFrom(kInitiator));
  EcPublicKey point = key.public_key();
  for (const size_t byte : {size_t{0}, size_t{1}, size_t{40}, size_t{64}}) {
    EcPublicKey changed = point;
    changed[byte] ^= std::byte{1};
    EXPECT_THAT(key.Agree(changed), StatusIs(kInvalid, HasSubstr("not a point"))) << byte;
  }
  EXPECT_THAT(key.Agree(EcPublicKey{}), StatusIs(kInvalid, HasSubstr("not a point")));
  point.fill(std::byte{0xff});
  EXPECT_THAT(key.Agree(point), StatusIs(kInvalid, HasSubstr("not a point")));
}

TEST(KeyAgreementTest, GeneratedKeysAgreeAndDiffer) {
  testing::SeededRandom random(3);
  const KeyAgreement a = KeyAgreement::Generate(random);
  const KeyAgreement b = KeyAgreement::Generate(random);
  EXPECT_NE(a.public_key(), b.public_key());
  EXPECT_TRUE(a.Agree(b.public_key())->Equals(b.Agree(a.public_key())->view()));
}

}  // namespace
}  // namespace ieum::core::key_agreement_test
