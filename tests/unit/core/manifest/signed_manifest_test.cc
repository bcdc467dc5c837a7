#include "ieum/core/manifest/signed_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/manifest/draft.h"
#include "support/hex_vector.h"
#include "support/status_matchers.h"
#include "support/test_ca.h"

namespace ieum::core {
namespace {

using ::ieum::testing::ClientLeaf;
using ::ieum::testing::LeafOptions;
using ::ieum::testing::PemPair;
using ::ieum::testing::ReadHexVector;
using ::ieum::testing::ReadTestFile;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TestCa;
using ::ieum::testing::VectorPath;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

SignedManifest Unsigned() { return *ReadSignedManifest(ReadTestFile(VectorPath("manifest.json"))); }

// People who sign, all at `now`.
class SignedManifestTest : public ::testing::Test {
 protected:
  absl::Status Sign(const LeafOptions& leaf, SignedManifest& manifest) {
    const PemPair pem = ca_.Issue(leaf);
    const auto certificate = Certificate::Verify(pem.certificate, ca_.certificate(), now_, "own");
    const auto key = SigningKey::Load(pem.key, *certificate, "own key");
    return AddSignature(*certificate, *key, now_, manifest);
  }
  SignedManifest SignedByAll() {
    SignedManifest manifest = Unsigned();
    EXPECT_OK(Sign(ClientLeaf("holder", "hospital-a"), manifest));
    EXPECT_OK(Sign(ClientLeaf("holder", "insurer-b"), manifest));
    EXPECT_OK(Sign(ClientLeaf("project-admin", "linkage-center"), manifest));
    EXPECT_OK(Sign(ClientLeaf("joiner-operator", "join-center"), manifest));
    EXPECT_OK(Sign(ClientLeaf("researcher", "university-c"), manifest));
    return manifest;
  }
  absl::StatusOr<ManifestStanding> Check(const SignedManifest& manifest,
                                         ValidAt when = ValidAt::kNow) {
    return CheckSignatures(manifest, ca_.certificate(), now_, when);
  }

  TestCa ca_;
  absl::Time now_ = absl::Now();
};

TEST_F(SignedManifestTest, IsCompleteWhenEveryPartyHasSigned) {
  SignedManifest manifest = Unsigned();
  ASSERT_OK_AND_ASSIGN(ManifestStanding standing, Check(manifest));
  EXPECT_THAT(standing.missing, ElementsAre(0U, 1U, 2U, 3U, 4U));
  EXPECT_EQ(PartyText(manifest.manifest, 2), "matcher 'linkage-center'");
  ASSERT_OK(Sign(ClientLeaf("holder", "insurer-b"), manifest));
  ASSERT_OK_AND_ASSIGN(standing, Check(manifest));
  EXPECT_THAT(standing.missing, ElementsAre(0U, 2U, 3U, 4U));
  EXPECT_FALSE(standing.complete());

  manifest = SignedByAll();
  ASSERT_OK_AND_ASSIGN(standing, Check(manifest));
  EXPECT_TRUE(standing.complete());
  ASSERT_EQ(standing.signers.size(), 5U);
  EXPECT_EQ(standing.signers[0].uri, "ieum://hospital-a/holder/test");
  EXPECT_THAT(standing.signers[2].parties, ElementsAre(2U));
}

TEST_F(SignedManifestTest, IsTheSameAfterWritingAndReading) {
  const SignedManifest manifest = SignedByAll();
  const std::string text = SignedManifestText(manifest);
  ASSERT_OK_AND_ASSIGN(const SignedManifest read, ReadSignedManifest(text));
  EXPECT_EQ(SignedManifestText(read), text);
  EXPECT_EQ(read.manifest.digest, Unsigned().manifest.digest);
  ASSERT_OK_AND_ASSIGN(const ManifestStanding standing, Check(read));
  EXPECT_TRUE(standing.complete());
}

TEST_F(SignedManifestTest, ASecondSignatureOfOnePersonReplacesTheFirst) {
  SignedManifest manifest = SignedByAll();
  now_ += absl::Minutes(1);
  ASSERT_OK(Sign(ClientLeaf("holder", "hospital-a"), manifest));
  ASSERT_EQ(manifest.signatures.size(), 5U);
  EXPECT_OK(Check(manifest));
  manifest.signatures.push_back(manifest.signatures.back());
  EXPECT_THAT(Check(manifest), StatusIs(kInvalid, HasSubstr("second one of the same name")));
}

TEST_F(SignedManifestTest, NobodySignsForAnother) {
  SignedManifest manifest = Unsigned();
  constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
  for (const LeafOptions& leaf :
       {ClientLeaf("holder", "insurer-c"), ClientLeaf("operator", "hospital-a"),
        ClientLeaf("holder", "linkage-center"), ClientLeaf("auditor", "linkage-center"),
        ClientLeaf("researcher", "hospital-a")}) {
    EXPECT_THAT(Sign(leaf, manifest), StatusIs(kPrecondition, HasSubstr("may sign for none")));
  }
  EXPECT_THAT(manifest.signatures, IsEmpty());
  // The same, past our own rules: a file that somebody made otherwise.
  const PemPair pem = ca_.Issue(ClientLeaf("holder", "insurer-c"));
  const SigningKey key = *SigningKey::Load(pem.key, "key");
  const absl::Time time = absl::FromUnixSeconds(absl::ToUnixSeconds(now_));
  manifest.signatures.push_back(
      {.certificate_pem = pem.certificate,
       .time = time,
       .signature = key.Sign(ManifestMessage(manifest.manifest.digest, time))});
  EXPECT_THAT(Check(manifest), StatusIs(kInvalid, HasSubstr("may sign for none")));
}

TEST_F(SignedManifestTest, AUnitThatIsNamedMustStandInTheCertificate) {
  SignedManifest manifest = Unsigned();
  manifest.manifest.parties[0].unit = "linkage";
  LeafOptions leaf = ClientLeaf("holder", "hospital-a");
  EXPECT_FALSE(Sign(leaf, manifest).ok());
  leaf.unit = "linkage";
  EXPECT_OK(Sign(leaf, manifest));
}

TEST_F(SignedManifestTest, RefusesSignaturesThatDoNotHold) {
  SignedManifest other = SignedByAll();
  other.manifest = *ReadManifest(other.manifest.canonical_json.replace(
      other.manifest.canonical_json.find("statistics"), 10, "statistic!"));
  EXPECT_THAT(Check(other), StatusIs(kInvalid, HasSubstr("'signatures[0]' is not over this")));

  SignedManifest backdated = SignedByAll();
  backdated.signatures[1].time -= absl::Microseconds(1);
  EXPECT_THAT(Check(backdated), StatusIs(kInvalid, HasSubstr("'signatures[1]' is not over this")));

  const SignedManifest good = SignedByAll();
  now_ -= kMaxClockAhead + absl::Seconds(1);
  EXPECT_THAT(Check(good), StatusIs(kInvalid, HasSubstr("in the future")));

  EXPECT_THAT(CheckSignatures(good, TestCa().certificate(), absl::Now(), ValidAt::kNow),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("'signatures[0]'")));
}

TEST_F(SignedManifestTest, CertificatesMustBeValidWhenAProjectBeginsAndLaterWhenTheySigned) {
  const SignedManifest manifest = SignedByAll();
  now_ += absl::Hours(24 * 365);
  EXPECT_THAT(Check(manifest), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("expired")));
  EXPECT_OK(Check(manifest, ValidAt::kSigning));
}

TEST_F(SignedManifestTest, RefusesFilesThatAreNotOfTheForm) {
  const std::string good = ReadTestFile(VectorPath("manifest_signed.json"));
  const auto changed = [&good](const std::string& from, const std::string& to) {
    std::string text = good;
    return ReadSignedManifest(text.replace(text.find(from), from.size(), to)).status();
  };
  EXPECT_THAT(changed(R"(,"version":1})", R"(,"version":2})"), StatusIs(kInvalid, HasSubstr("'")));
  EXPECT_THAT(changed(R"(,"signatures":)", R"(,"signature":)"), StatusIs(kInvalid, HasSubstr("")));
  EXPECT_THAT(changed(R"("time":)", R"("times":)"),
              StatusIs(kInvalid, HasSubstr("'signatures[0]' is not of")));
  EXPECT_THAT(changed(R"("signature":"30)", R"("signature":"3)"),
              StatusIs(kInvalid, HasSubstr("hexadecimal")));
  EXPECT_THAT(changed(R"("purpose":)", R"("purpos":)"), StatusIs(kInvalid, HasSubstr("'purpose'")));
}

// Made by tests/vectors/manifest_vectors.py, which shares no code with us.
TEST(ManifestVectorTest, TheSignedVectorIsReadAndHolds) {
  const std::string text = ReadTestFile(VectorPath("manifest_signed.json"));
  ASSERT_OK_AND_ASSIGN(const SignedManifest manifest, ReadSignedManifest(text));
  EXPECT_EQ(SignedManifestText(manifest), text);
  ASSERT_EQ(manifest.signatures.size(), 1U);
  EXPECT_EQ(ManifestMessage(manifest.manifest.digest, manifest.signatures[0].time),
            ReadHexVector("manifest_message.hex"));
  ASSERT_OK_AND_ASSIGN(const ManifestStanding standing,
                       CheckSignatures(manifest, ReadTestFile(VectorPath("bundle_ca.pem")),
                                       absl::FromUnixSeconds(1'800'000'000), ValidAt::kNow));
  EXPECT_EQ(standing.signers[0].uri, "ieum://hospital-a/holder/kim");
  EXPECT_THAT(standing.missing, ElementsAre(1U, 2U, 3U, 4U));
}

TEST(ManifestDraftTest, IsAManifestOnceItsEmptyTextsAreWritten) {
  const Manifest model = Unsigned().manifest;
  ManifestDraft draft{.project = "demo",
                      .title = "독감과 결근",
                      .parties = model.parties,
                      .profile_json = model.profile.canonical_json,
                      .purpose = "statistics",
                      .end_date = "2027-12-31"};
  ASSERT_OK_AND_ASSIGN(std::string text, DraftText(draft));
  EXPECT_THAT(ReadManifest(text), StatusIs(kInvalid, HasSubstr("'legal_basis'")));
  draft.legal_basis = "PIPA article 28-3";
  ASSERT_OK_AND_ASSIGN(text, DraftText(draft));
  ASSERT_OK_AND_ASSIGN(const Manifest manifest, ReadManifest(text));
  EXPECT_EQ(manifest.title, model.title);
  EXPECT_EQ(manifest.profile.digest, model.profile.digest);
  EXPECT_EQ(manifest.threshold_basis_points, 8000);
  EXPECT_EQ(manifest.minimum_file_rows, 1000);
  ASSERT_EQ(manifest.joins.size(), 1U);
  EXPECT_EQ(manifest.joins[0].type, JoinType::kInner);
  const InstitutionId holder = manifest.Institutions(PartyRole::kHolder).front();
  draft.joins = {
      {.type = JoinType::kStar, .party = {holder}},
      {.type = JoinType::kLeft, .party = {holder}, .unmatched_to = UnmatchedTo::kResearchers},
      {.type = JoinType::kAny, .at_least = 2}};
  ASSERT_OK_AND_ASSIGN(text, DraftText(draft));
  ASSERT_OK_AND_ASSIGN(const Manifest joined, ReadManifest(text));
  ASSERT_EQ(joined.joins.size(), 3U);
  EXPECT_EQ(joined.joins[0].party.front(), holder);
  EXPECT_EQ(joined.joins[1].unmatched_to, UnmatchedTo::kResearchers);
  EXPECT_EQ(joined.joins[1].matched_to, joined.Institutions(PartyRole::kResearcher));
  EXPECT_EQ(joined.joins[2].at_least, 2);
  draft.profile_json = "{}";
  EXPECT_FALSE(DraftText(draft).ok());
}

}  // namespace
}  // namespace ieum::core
