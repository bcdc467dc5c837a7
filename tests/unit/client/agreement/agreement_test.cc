#include "ieum/client/agreement/agreement.h"

#include <algorithm>

#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/test_ca.h"

namespace ieum::client {
namespace {

using ::ieum::testing::ClientLeaf;
using ::ieum::testing::LeafOptions;
using ::ieum::testing::PemPair;
using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TestCa;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kUnauthenticated = absl::StatusCode::kUnauthenticated;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

std::string Text(const core::Bytes& bytes) { return std::string(core::AsText(bytes)); }

core::ProjectId Project(std::string_view name) { return *core::ProjectId::Parse(name); }

std::vector<core::InstitutionId> Holders(const std::vector<std::string>& names) {
  std::vector<core::InstitutionId> holders;
  for (const std::string& name : names) holders.push_back(*core::InstitutionId::Parse(name));
  return holders;
}

// One holder of an agreement.
struct Member {
  AgreementIdentity identity;
  std::optional<AgreementState> state;
  NamedBytes offer;
  NamedBytes shares;
};

class AgreementTest : public ::testing::Test {
 protected:
  AgreementTest() : random_(11), now_(absl::Now()) {}

  AgreementIdentity IdentityOf(const std::string& name, const std::string& role = "holder") {
    const PemPair leaf = ca_.Issue(ClientLeaf(role, name));
    return {.certificate = {name + ".pem", leaf.certificate}, .key = {name + ".key", leaf.key}};
  }

  Member Start(const std::string& name, const std::vector<std::string>& holders,
               const std::string& project = "flu") {
    Member member{.identity = IdentityOf(name), .state = {}, .offer = {}, .shares = {}};
    auto started = StartAgreement(Project(project), Holders(holders), member.identity,
                                  ca_.certificate(), now_, random_);
    EXPECT_OK(started);
    member.state = std::move(started->state);
    member.offer = {name + ".offer", Text(started->offer)};
    return member;
  }

  std::vector<Member> StartAll(const std::vector<std::string>& holders) {
    std::vector<Member> members;
    for (const std::string& name : holders) members.push_back(Start(name, holders));
    return members;
  }

  static std::vector<NamedBytes> OffersOf(const std::vector<Member>& members) {
    std::vector<NamedBytes> offers;
    for (const Member& member : members) offers.push_back(member.offer);
    return offers;
  }

  static std::vector<NamedBytes> SharesOf(const std::vector<Member>& members) {
    std::vector<NamedBytes> shares;
    for (const Member& member : members) shares.push_back(member.shares);
    return shares;
  }

  absl::StatusOr<VerifiedOffers> Verify(const Member& member,
                                        const std::vector<NamedBytes>& offers) {
    return VerifiedOffers::Verify(offers, *member.state, ca_.certificate(), now_);
  }

  absl::Status Seal(Member& member, const std::vector<NamedBytes>& offers) {
    IEUM_ASSIGN_OR_RETURN(const VerifiedOffers verified, Verify(member, offers));
    IEUM_ASSIGN_OR_RETURN(const core::Bytes file,
                          SealShares(verified, member.identity, *member.state, random_));
    member.shares = {member.offer.name + ".shares", Text(file)};
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> CheckValueOf(const Member& member,
                                           const std::vector<NamedBytes>& offers,
                                           const std::vector<NamedBytes>& shares) {
    IEUM_ASSIGN_OR_RETURN(const VerifiedOffers verified, Verify(member, offers));
    IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                          FinishAgreement(verified, *member.state, shares));
    EXPECT_EQ(secret.bytes.size(), HolderSecret::kSizeBytes);
    return secret.CheckValue();
  }

  TestCa ca_;
  SeededRandom random_;
  absl::Time now_;
};

TEST_F(AgreementTest, AllHoldersGetOneSecretWhateverTheOrderOfTheFiles) {
  for (const std::vector<std::string>& names :
       {std::vector<std::string>{"b", "a"}, std::vector<std::string>{"c", "a", "d", "b"}}) {
    std::vector<Member> members = StartAll(names);
    std::vector<NamedBytes> offers = OffersOf(members);
    for (Member& member : members) {
      ASSERT_OK(Seal(member, offers));
      std::reverse(offers.begin(), offers.end());
    }
    std::vector<NamedBytes> shares = SharesOf(members);
    ASSERT_OK_AND_ASSIGN(const std::string value, CheckValueOf(members[0], offers, shares));
    for (const Member& member : members) {
      std::reverse(shares.begin(), shares.end());
      EXPECT_THAT(CheckValueOf(member, offers, shares), testing::IsOkAndHolds(value));
    }
    std::vector<Member> again = StartAll(names);
    const std::vector<NamedBytes> other_offers = OffersOf(again);
    for (Member& member : again) ASSERT_OK(Seal(member, other_offers));
    EXPECT_NE(*CheckValueOf(again[0], other_offers, SharesOf(again)), value);
  }
}

TEST_F(AgreementTest, TheStateSurvivesItsBytes) {
  std::vector<Member> members = StartAll({"a", "b"});
  for (Member& member : members) ASSERT_OK(Seal(member, OffersOf(members)));
  const AgreementState copy = AgreementState::Parse(members[0].state->Serialize());
  EXPECT_EQ(copy.sealed_digest, members[0].state->sealed_digest);
  const std::string value = *CheckValueOf(members[1], OffersOf(members), SharesOf(members));
  members[0].state = AgreementState::Parse(members[0].state->Serialize());
  EXPECT_EQ(*CheckValueOf(members[0], OffersOf(members), SharesOf(members)), value);
}

TEST_F(AgreementTest, NoFileHoldsAShare) {
  std::vector<Member> members = StartAll({"a", "b"});
  for (Member& member : members) ASSERT_OK(Seal(member, OffersOf(members)));
  for (const Member& member : members) {
    for (const core::SecretBytes* secret : {&member.state->share, &member.state->private_key}) {
      const std::string_view raw = core::AsText(secret->view());
      for (const Member& other : members) {
        EXPECT_EQ(other.offer.content.find(raw), std::string::npos);
        EXPECT_EQ(other.shares.content.find(raw), std::string::npos);
      }
    }
  }
}

TEST_F(AgreementTest, NoByteOfAnOfferCanChange) {
  const std::vector<Member> members = StartAll({"a", "b"});
  std::vector<NamedBytes> offers = OffersOf(members);
  ASSERT_OK(Verify(members[0], offers));
  const std::string original = offers[1].content;
  // Everything but the long middle of the certificate, of which every seventh byte will do.
  for (size_t i = 0; i < original.size(); i += i < 200 || i + 150 > original.size() ? 1 : 7) {
    offers[1].content[i] = static_cast<char>(original[i] ^ (1 << (i % 7)));
    EXPECT_THAT(Verify(members[0], offers), AnyOf(StatusIs(kInvalid, HasSubstr("b.offer")),
                                                  StatusIs(kUnauthenticated, HasSubstr("b.offer"))))
        << "byte " << i;
    offers[1].content[i] = original[i];
  }
  for (size_t size = 0; size < original.size(); size += 13) {
    offers[1].content = original.substr(0, size);
    EXPECT_THAT(Verify(members[0], offers), StatusIs(kInvalid, HasSubstr("b.offer"))) << size;
  }
  offers[1].content = original + "x";
  EXPECT_THAT(Verify(members[0], offers), StatusIs(kInvalid, HasSubstr("too long")));
}

TEST_F(AgreementTest, NoByteOfSealedSharesCanChange) {
  std::vector<Member> members = StartAll({"a", "b", "c"});
  const std::vector<NamedBytes> offers = OffersOf(members);
  for (Member& member : members) ASSERT_OK(Seal(member, offers));
  std::vector<NamedBytes> shares = SharesOf(members);
  ASSERT_OK_AND_ASSIGN(const VerifiedOffers verified, Verify(members[0], offers));
  ASSERT_OK(FinishAgreement(verified, *members[0].state, shares));
  const std::string original = shares[1].content;
  for (size_t i = 0; i < original.size(); ++i) {
    shares[1].content[i] = static_cast<char>(original[i] ^ (1 << (i % 8)));
    EXPECT_THAT(
        FinishAgreement(verified, *members[0].state, shares),
        AllOf(Not(testing::IsOk()), AnyOf(StatusIs(kInvalid, HasSubstr("b.offer.shares")),
                                          StatusIs(kPrecondition, HasSubstr("b.offer.shares")),
                                          StatusIs(kUnauthenticated, HasSubstr("b.offer.shares")))))
        << "byte " << i;
    shares[1].content[i] = original[i];
  }
  shares[1].content = original.substr(0, original.size() - 1);
  EXPECT_THAT(FinishAgreement(verified, *members[0].state, shares),
              StatusIs(kInvalid, HasSubstr("b.offer.shares")));
}

TEST_F(AgreementTest, MissingAndRepeatedHoldersAreNamed) {
  std::vector<Member> members = StartAll({"a", "b", "c"});
  std::vector<NamedBytes> offers = OffersOf(members);
  EXPECT_THAT(Verify(members[0], {offers[0], offers[1]}),
              StatusIs(kInvalid, HasSubstr("there is no offer of 'c'")));
  EXPECT_THAT(Verify(members[0], {offers[1], offers[2]}),
              StatusIs(kInvalid, HasSubstr("your own offer is not among")));
  const Member second = Start("b", {"a", "b", "c"});
  EXPECT_THAT(Verify(members[0], {offers[0], offers[1], offers[2], second.offer}),
              StatusIs(kInvalid, HasSubstr("both offers of 'b'")));
  for (Member& member : members) ASSERT_OK(Seal(member, offers));
  const std::vector<NamedBytes> shares = SharesOf(members);
  EXPECT_THAT(CheckValueOf(members[0], offers, {shares[1]}),
              StatusIs(kPrecondition, HasSubstr("sealed shares of 'c' are missing")));
  EXPECT_THAT(CheckValueOf(members[0], offers, {shares[1], shares[2], shares[1]}),
              StatusIs(kInvalid, HasSubstr("second file of sealed shares of 'b'")));
  EXPECT_OK(CheckValueOf(members[0], offers, {shares[2], shares[1]})) << "without the own ones";
}

TEST_F(AgreementTest, OffersOfOtherProjectsOrHoldersAreRefused) {
  const std::vector<Member> members = StartAll({"a", "b"});
  const Member other_project = Start("b", {"a", "b"}, "cancer");
  EXPECT_THAT(Verify(members[0], {members[0].offer, other_project.offer}),
              StatusIs(kInvalid, HasSubstr("for project 'cancer', yours is for 'flu'")));
  const Member other_holders = Start("b", {"a", "b", "c"});
  EXPECT_THAT(Verify(members[0], {members[0].offer, other_holders.offer}),
              StatusIs(kInvalid, HasSubstr("must start with the same --holder names")));
}

TEST_F(AgreementTest, AReplayedOfferOfOnesOwnIsNoticed) {
  const Member earlier = Start("a", {"a", "b"});
  const std::vector<Member> members = StartAll({"a", "b"});
  EXPECT_THAT(Verify(members[0], {earlier.offer, members[1].offer}),
              StatusIs(kInvalid, HasSubstr("not one of an earlier start")));
}

TEST_F(AgreementTest, HoldersWithDifferentOfferSetsNoticeIt) {
  // 'b' has started twice; 'a' took its first offer, 'b' its second.
  std::vector<Member> members = StartAll({"a", "b"});
  Member second = Start("b", {"a", "b"});
  ASSERT_OK(Seal(members[0], OffersOf(members)));
  const std::vector<NamedBytes> other = {members[0].offer, second.offer};
  ASSERT_OK(Seal(second, other));
  EXPECT_THAT(CheckValueOf(members[0], OffersOf(members), {second.shares}),
              StatusIs(kPrecondition, HasSubstr("sealed for other offers")));
  EXPECT_THAT(CheckValueOf(second, other, {members[0].shares}),
              StatusIs(kPrecondition, HasSubstr("sealed for other offers")));
}

TEST_F(AgreementTest, AShareIsSealedForOneSetOfOffersOnly) {
  // Otherwise 'b', having seen the share of 'a', could make another offer and choose the secret.
  std::vector<Member> members = StartAll({"a", "b"});
  const Member second = Start("b", {"a", "b"});
  ASSERT_OK(Seal(members[0], OffersOf(members)));
  ASSERT_OK(Seal(members[0], OffersOf(members))) << "again, for the same";
  EXPECT_THAT(Seal(members[0], {members[0].offer, second.offer}),
              StatusIs(kPrecondition, HasSubstr("a share may be used once")));
}

TEST_F(AgreementTest, AShareOtherThanTheOneCommittedToIsExposed) {
  std::vector<Member> members = StartAll({"a", "b"});
  ASSERT_OK(Seal(members[0], OffersOf(members)));
  members[1].state->share.mutable_view()[0] ^= std::byte{1};
  ASSERT_OK(Seal(members[1], OffersOf(members)));
  EXPECT_THAT(CheckValueOf(members[0], OffersOf(members), SharesOf(members)),
              StatusIs(kUnauthenticated, HasSubstr("another share than the one it committed to")));
}

TEST_F(AgreementTest, ForeignExpiredAndWrongCertificatesAreRefused) {
  const std::vector<Member> members = StartAll({"a", "b"});
  const TestCa foreign;
  EXPECT_THAT(
      VerifiedOffers::Verify(OffersOf(members), *members[0].state, foreign.certificate(), now_),
      StatusIs(kUnauthenticated, HasSubstr("not accepted")));
  EXPECT_THAT(VerifiedOffers::Verify(OffersOf(members), *members[0].state, ca_.certificate(),
                                     now_ + absl::Hours(24 * 31)),
              StatusIs(kUnauthenticated, HasSubstr("expired")));
  const auto start = [this](const AgreementIdentity& identity,
                            const std::vector<std::string>& holders) {
    return StartAgreement(Project("flu"), Holders(holders), identity, ca_.certificate(), now_,
                          random_)
        .status();
  };
  EXPECT_THAT(start(IdentityOf("a", "operator"), {"a", "b"}),
              StatusIs(kUnauthenticated, HasSubstr("only holders agree")));
  EXPECT_THAT(start(IdentityOf("c"), {"a", "b"}),
              StatusIs(kInvalid, HasSubstr("none of the holders named")));
  EXPECT_THAT(start(IdentityOf("a"), {"a"}), StatusIs(kInvalid, HasSubstr("2 to 32")));
  EXPECT_THAT(start(IdentityOf("a"), {"a", "b", "a"}),
              StatusIs(kInvalid, HasSubstr("'a' is named twice")));
  AgreementIdentity mixed = IdentityOf("a");
  mixed.key = IdentityOf("a").key;
  EXPECT_THAT(start(mixed, {"a", "b"}), StatusIs(kInvalid, HasSubstr("a.key")));
}

TEST_F(AgreementTest, AnOfferInAnothersNameIsRefused) {
  // 'c' has a certificate in order but writes itself into the place of 'b'.
  const std::vector<Member> members = StartAll({"a", "b"});
  const AgreementIdentity intruder = IdentityOf("c");
  ASSERT_OK_AND_ASSIGN(Offer offer, ParseOffer(core::AsBytes(members[1].offer.content)));
  offer.certificate_chain = intruder.certificate.content;
  ASSERT_OK_AND_ASSIGN(
      const core::Certificate certificate,
      core::Certificate::Verify(intruder.certificate.content, ca_.certificate(), now_, "c.pem"));
  ASSERT_OK_AND_ASSIGN(const core::SigningKey key,
                       core::SigningKey::Load(intruder.key.content, certificate, "c.key"));
  offer.signature = key.Sign(OfferBody(offer));
  EXPECT_THAT(Verify(members[0], {members[0].offer, {"b.offer", Text(SerializeOffer(offer))}}),
              StatusIs(kUnauthenticated, HasSubstr("of the holder of 'c'")));
}

TEST_F(AgreementTest, WorksWithRsaKeys) {
  std::vector<Member> members = StartAll({"a", "b"});
  LeafOptions options = ClientLeaf("holder", "a");
  options.algorithm = testing::KeyAlgorithm::kRsa2048;
  const PemPair leaf = ca_.Issue(options);
  members[0].identity = {.certificate = {"a.pem", leaf.certificate}, .key = {"a.key", leaf.key}};
  auto started = StartAgreement(Project("flu"), Holders({"a", "b"}), members[0].identity,
                                ca_.certificate(), now_, random_);
  ASSERT_OK(started);
  members[0].state = std::move(started->state);
  members[0].offer.content = Text(started->offer);
  for (Member& member : members) ASSERT_OK(Seal(member, OffersOf(members)));
  EXPECT_EQ(*CheckValueOf(members[0], OffersOf(members), SharesOf(members)),
            *CheckValueOf(members[1], OffersOf(members), SharesOf(members)));
}

}  // namespace
}  // namespace ieum::client
