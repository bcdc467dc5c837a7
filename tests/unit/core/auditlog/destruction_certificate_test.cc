#include "ieum/core/auditlog/destruction_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

core::Destruction Example() {
  core::Destruction destruction{.project = core::ProjectId::Parse("flu-2026").value()};
  destruction.project_number = 7;
  destruction.object[0] = std::byte{0xab};
  destruction.key_id[15] = std::byte{0x01};
  destruction.keystore_revision = 12;
  destruction.requested = absl::FromUnixMicros(1'790'000'000'000'001);
  destruction.erased = absl::FromUnixMicros(1'790'000'000'100'002);
  destruction.finished = absl::FromUnixMicros(1'790'000'000'200'003);
  destruction.requested_by = "ieum://linkage-center/operator/kim";
  destruction.approved_by = {"ieum://linkage-center/project-admin/lee"};
  destruction.reason = "request";
  destruction.submission_count = 2;
  destruction.chunk_count = 8;
  destruction.row_count = 4'000;
  destruction.run_count = 1;
  destruction.columns = {{.name = "chunks", .key_count = 8, .byte_count = 1'024'000}};
  destruction.write_count = 21;
  destruction.digest[31] = std::byte{0xff};
  destruction.keystore_copies = {true, false};
  return destruction;
}

// A log of five entries, of which number 3 is about the destruction.
class DestructionCertificateTest : public ::testing::Test {
 protected:
  core::AuditEntry EntryAbout(const core::Destruction& destruction) {
    core::AuditEntry entry;
    entry.sequence = 3;
    entry.time = absl::FromUnixMicros(1'790'000'000'300'004);
    entry.moment = core::AuditMoment::kAfter;
    entry.begun_by = 1;
    entry.act = core::kDestructionAct;
    entry.project = destruction.project;
    entry.outcome = core::AuditOutcome::kDone;
    entry.retention = core::AuditRetention::kThreeYearsAfterDestruction;
    entry.decided = core::DestructionDigest(destruction);
    return entry;
  }

  std::string Certify(const core::Destruction& destruction, const core::AuditEntry& entry) {
    core::DestructionProof proof{.index = 3, .entry = core::SerializeAuditEntry(entry)};
    std::vector<core::Sha256Digest> leaves;
    core::MerkleFrontier frontier;
    for (uint64_t i = 0; i < 5; ++i) {
      const std::string other = absl::StrFormat("entry %d", i);
      leaves.push_back(
          core::MerkleLeafHash(i == 3 ? core::ByteView(proof.entry) : core::AsBytes(other)));
      frontier.Append(leaves.back());
    }
    proof.inclusion =
        core::MakeInclusionProof([&](int, uint64_t index) { return leaves[index]; }, 3, 5).value();
    proof.checkpoint = Sign(core::CheckpointText(
        {.origin = signer_.verifier().name(), .size = 5, .root = frontier.Root()}));
    return Sign(core::CertificateText(destruction, proof));
  }
  std::string Certify() { return Certify(Example(), EntryAbout(Example())); }

  std::string Sign(const std::string& text) {
    return core::SignedNote{.text = text, .signatures = {signer_.Sign(text, absl::UnixEpoch())}}
        .ToString();
  }

  SeededRandom random_{3};
  core::NoteSigner signer_{"linkage-center/matcher/m1", core::NoteKeyType::kEd25519,
                           core::Ed25519Key::Generate(random_)};
};

TEST_F(DestructionCertificateTest, SaysWhatItWasMadeOf) {
  const auto verified = core::VerifyCertificate(Certify(), signer_.verifier());
  ASSERT_OK(verified);
  EXPECT_EQ(verified->destruction, Example());
  EXPECT_EQ(verified->entry, EntryAbout(Example()));
  EXPECT_EQ(verified->checkpoint.size, 5U);
  EXPECT_EQ(verified->body, core::DestructionText(Example()));
}

TEST_F(DestructionCertificateTest, IsWrittenInOneWay) {
  EXPECT_EQ(
      core::DestructionText(Example()),
      R"({"approved_by":["ieum://linkage-center/project-admin/lee"],"chunks":8,)"
      R"("columns":[{"bytes":1024000,"keys":8,"name":"chunks"}],)"
      R"("digest":"00000000000000000000000000000000000000000000000000000000000000ff",)"
      R"("erased_unix_micros":1790000000100002,"finished_unix_micros":1790000000200003,)"
      R"("format":"ieum destruction 1","issue":1,"key_id":"00000000000000000000000000000001",)"
      R"("keystore":"00000000000000000000000000000000","keystore_copies":["erased","outstanding"],)"
      R"("keystore_revision":12,"object":"ab000000000000000000000000000000","project":"flu-2026",)"
      R"("project_number":7,"reason":"request","requested_by":"ieum://linkage-center/operator/kim",)"
      R"("requested_unix_micros":1790000000000001,"rows":4000,"runs":1,"submissions":2,"writes":21})");
}

TEST_F(DestructionCertificateTest, NoByteOfItCanBeChanged) {
  const std::string note = Certify();
  for (size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(core::VerifyCertificate(changed, signer_.verifier()).ok()) << "byte " << i;
  }
}

TEST_F(DestructionCertificateTest, AnotherKeyDoesNotVerifyIt) {
  const core::NoteSigner other(signer_.verifier().name(), core::NoteKeyType::kEd25519,
                               core::Ed25519Key::Generate(random_));
  EXPECT_FALSE(core::VerifyCertificate(Certify(), other.verifier()).ok());
}

TEST_F(DestructionCertificateTest, TheEntryMustBeAboutThisCertificate) {
  core::Destruction more = Example();
  more.row_count = 4'001;
  EXPECT_THAT(core::VerifyCertificate(Certify(more, EntryAbout(Example())), signer_.verifier()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("about another certificate")));
  core::AuditEntry other = EntryAbout(Example());
  other.act = "Run/End";
  EXPECT_THAT(core::VerifyCertificate(Certify(Example(), other), signer_.verifier()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("about something else")));
  other = EntryAbout(Example());
  other.project = core::ProjectId::Parse("flu-2027").value();
  EXPECT_THAT(core::VerifyCertificate(Certify(Example(), other), signer_.verifier()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("about another project")));
}

TEST_F(DestructionCertificateTest, ACheckpointIsNoCertificate) {
  const std::string checkpoint = Sign(core::CheckpointText(
      {.origin = signer_.verifier().name(), .size = 0, .root = core::EmptyMerkleRoot()}));
  EXPECT_THAT(core::VerifyCertificate(checkpoint, signer_.verifier()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a line of JSON")));
  EXPECT_THAT(core::VerifyCertificate(Sign("{}\n"), signer_.verifier()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("body and proof")));
}

}  // namespace
}  // namespace ieum::testing
