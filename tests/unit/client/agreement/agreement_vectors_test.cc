// The worked example of docs/formats/secret-agreement.md, which tests/vectors/sealed_vectors.py
// makes by other code. Its certificates and signatures are placeholders: those are random.

#include "ieum/client/agreement/agreement_files.h"
#include "ieum/client/agreement/agreement_keys.h"
#include "support/hex_vector.h"

namespace ieum::client {
namespace {

core::SecretBytes Counting(int first) {
  core::SecretBytes bytes(32);
  for (std::byte& byte : bytes.mutable_view()) byte = static_cast<std::byte>(first++);
  return bytes;
}

Offer ExampleOffer(size_t sender) {
  const core::ProjectId project = *core::ProjectId::Parse("demo");
  const std::vector<core::InstitutionId> holders = {*core::InstitutionId::Parse("a"),
                                                    *core::InstitutionId::Parse("b")};
  const auto key = core::KeyAgreement::FromPrivateKey(Counting(sender == 0 ? 0x01 : 0x41));
  const core::SecretBytes share = Counting(sender == 0 ? 0x80 : 0xc0);
  const std::string_view signature = "signature";
  Offer offer{.project = project,
              .holders = holders,
              .sender = sender,
              .public_key = key->public_key(),
              .commitment = CommitmentTo(share.view(), project, holders[sender]),
              .certificate_chain = "certificate",
              .signature = {}};
  const core::ByteView bytes = core::AsBytes(signature);
  offer.signature.assign(bytes.begin(), bytes.end());
  return offer;
}

TEST(AgreementVectorsTest, EqualTheWorkedExample) {
  const core::Bytes offer_a = SerializeOffer(ExampleOffer(0));
  EXPECT_EQ(core::ToHex(offer_a), core::ToHex(testing::ReadHexVector("agreement_offer.hex")));
  const core::Sha256Digest digests[] = {core::Sha256(offer_a),
                                        core::Sha256(SerializeOffer(ExampleOffer(1)))};
  const core::Sha256Digest offers_digest = OffersDigest(digests);

  const auto own = core::KeyAgreement::FromPrivateKey(Counting(0x01));
  const auto shared = own->Agree(ExampleOffer(1).public_key);
  ASSERT_OK(shared);
  SealedShares shares{.project = *core::ProjectId::Parse("demo"),
                      .sender = 0,
                      .offers_digest = offers_digest,
                      .shares = {},
                      .signature = ExampleOffer(0).signature};
  SealedShare& share = shares.shares.emplace_back();
  share.recipient = 1;
  for (size_t i = 0; i < share.nonce.size(); ++i) share.nonce[i] = static_cast<std::byte>(0xe0 + i);
  core::Aes256Gcm(SealKey(*shared, offers_digest, 0, 1))
      .Seal(share.nonce, SealedSharesPrefix(shares), Counting(0x80).view(), share.sealed);
  const core::Bytes file = SerializeSealedShares(shares);
  EXPECT_EQ(core::ToHex(file), core::ToHex(testing::ReadHexVector("agreement_shares.hex")));

  core::SecretBytes all(64);
  for (int i = 0; i < 64; ++i) {
    all.mutable_view()[static_cast<size_t>(i)] =
        static_cast<std::byte>(i < 32 ? 0x80 + i : 0xc0 + i - 32);
  }
  EXPECT_EQ(SecretOfShares(all, shares.project, offers_digest).CheckValue() + "\n",
            testing::ReadTestFile(testing::VectorPath("agreement_check_value.txt")));
}

TEST(AgreementVectorsTest, FilesThatAreReadAreWrittenTheSame) {
  const core::Bytes offer = testing::ReadHexVector("agreement_offer.hex");
  ASSERT_OK_AND_ASSIGN(const Offer parsed, ParseOffer(offer));
  EXPECT_EQ(SerializeOffer(parsed), offer);
  const core::Bytes shares = testing::ReadHexVector("agreement_shares.hex");
  ASSERT_OK_AND_ASSIGN(const SealedShares parsed_shares, ParseSealedShares(shares));
  EXPECT_EQ(SerializeSealedShares(parsed_shares), shares);
  EXPECT_FALSE(ParseOffer(shares).ok());
  EXPECT_FALSE(ParseSealedShares(offer).ok());
}

}  // namespace
}  // namespace ieum::client
