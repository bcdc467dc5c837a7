#include "ieum/core/auditlog/signed_note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/auditlog/checkpoint.h"
#include "unit/core/auditlog/audit_samples.h"

namespace ieum::testing::signed_note_test {
namespace {

using core::NoteKeyType;
using core::NoteSigner;
using core::NoteVerifier;
using core::SignedNote;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Published with the note format: text, key and signature.
constexpr char kPublishedKey[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kPublishedNote[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n";

SignedNote Note(const std::string& text = "first\n\nsecond\n") { return {text, {}}; }

TEST(SignedNoteTest, VerifiesThePublishedNote) {
  ASSERT_OK_AND_ASSIGN(const SignedNote note, SignedNote::Parse(kPublishedNote));
  ASSERT_OK_AND_ASSIGN(const NoteVerifier verifier, NoteVerifier::Parse(kPublishedKey));
  EXPECT_OK(verifier.Verify(note));
  EXPECT_EQ(note.ToString(), kPublishedNote);
  EXPECT_EQ(verifier.ToString(), kPublishedKey);
}

TEST(SignedNoteTest, AChangedTextOrSignatureDoesNotVerify) {
  ASSERT_OK_AND_ASSIGN(const NoteVerifier verifier, NoteVerifier::Parse(kPublishedKey));
  const std::string published = kPublishedNote;
  for (size_t i = 0; i < published.size(); ++i) {
    for (const char mask : {'\x01', '\x20'}) {
      std::string changed = published;
      changed[i] = static_cast<char>(changed[i] ^ mask);
      const auto note = SignedNote::Parse(changed);
      EXPECT_FALSE(note.ok() && verifier.Verify(*note).ok()) << i;
    }
  }
}

TEST(SignedNoteTest, SignsAndKeepsKeysAsText) {
  const NoteSigner signer = TestSigner("example.org/log", 1);
  SignedNote note = Note();
  note.signatures.push_back(signer.Sign(note.text, absl::Now()));
  ASSERT_OK_AND_ASSIGN(const SignedNote read, SignedNote::Parse(note.ToString()));
  EXPECT_EQ(read.text, note.text);
  EXPECT_OK(signer.verifier().Verify(read));
  ASSERT_OK_AND_ASSIGN(const NoteSigner again, NoteSigner::Parse(signer.PrivateText() + "\n"));
  EXPECT_EQ(again.verifier().ToString(), signer.verifier().ToString());
  EXPECT_THAT(TestSigner("example.org/log", 2).verifier().Verify(read),
              StatusIs(kDataLoss, HasSubstr("not signed by example.org/log")));
}

TEST(SignedNoteTest, AWitnessSignsTheTimeToo) {
  const NoteSigner witness = TestSigner("witness.example.org/w1", 3, NoteKeyType::kCosignature);
  SignedNote note = Note();
  const absl::Time now = absl::FromUnixSeconds(1'679'315'147);
  note.signatures.push_back(witness.Sign(note.text, now));
  ASSERT_OK_AND_ASSIGN(const absl::Time seen, witness.verifier().Verify(note));
  EXPECT_EQ(seen, now);
  note.signatures[0].signature[7] ^= std::byte{1};
  EXPECT_THAT(witness.verifier().Verify(note), StatusIs(kDataLoss, HasSubstr("does not fit")));
  note.signatures[0].signature.resize(12);
  EXPECT_THAT(witness.verifier().Verify(note), StatusIs(kDataLoss, HasSubstr("does not fit")));
}

TEST(SignedNoteTest, ANameThatSignsTwiceIsRefused) {
  const NoteSigner signer = TestSigner("example.org/log", 1);
  SignedNote note = Note();
  note.signatures.assign(2, signer.Sign(note.text, absl::Now()));
  EXPECT_THAT(signer.verifier().Verify(note), StatusIs(kDataLoss, HasSubstr("twice")));
}

TEST(SignedNoteTest, RefusesWhatIsNotANote) {
  const std::string line = "\xe2\x80\x94 a AAAAAQI=\n";
  EXPECT_OK(SignedNote::Parse("text\n\n" + line));
  for (const std::string& text : std::vector<std::string>{
           "", "text\n", "text\n" + line, std::string("text\n\n"), "text\n\n- a AAAAAQI=\n",
           "text\n\n\xe2\x80\x94 a AAAAAQI=", "text\n\n\xe2\x80\x94 a AAAAAQI\n",
           "text\n\n\xe2\x80\x94 a AAAAAQJ=\n", "text\n\n\xe2\x80\x94 a AAAAAA==\n",
           "text\n\n\xe2\x80\x94 a+b AAAAAQI=\n", "text\n\n\xe2\x80\x94  AAAAAQI=\n",
           "te\txt\n\n" + line, "te\xff\n\n" + line, "text\n\n" + line + "more",
           "text\n\n\xe2\x80\x94 a\xe3\x80\x80"
           "b AAAAAQI=\n"}) {
    EXPECT_THAT(SignedNote::Parse(text), StatusIs(kInvalid, HasSubstr("not a signed note")))
        << text;
  }
  std::string many = "text\n\n";
  for (int i = 0; i < 65; ++i) many += line;
  EXPECT_THAT(SignedNote::Parse(many), StatusIs(kInvalid, HasSubstr("too many")));
  EXPECT_THAT(SignedNote::Parse(std::string(65 << 10, 'x')), StatusIs(kInvalid, HasSubstr("long")));
}

TEST(SignedNoteTest, RefusesKeysThatDoNotFitThemselves) {
  std::string key = kPublishedKey;
  key[key.find('+') + 1] = 'd';
  EXPECT_THAT(NoteVerifier::Parse(key), StatusIs(kInvalid, HasSubstr("does not fit")));
  EXPECT_THAT(NoteVerifier::Parse("a+b"), StatusIs(kInvalid, HasSubstr("name+id+key")));
  const std::string secret = TestSigner("example.org/log", 1).PrivateText();
  EXPECT_THAT(NoteVerifier::Parse(secret), StatusIs(kInvalid, ::testing::_));
  const auto wrong = NoteSigner::Parse(secret.substr(0, secret.size() - 4) + "AAA=");
  EXPECT_FALSE(wrong.ok());
  EXPECT_THAT(NoteSigner::Parse(kPublishedKey), StatusIs(kInvalid, HasSubstr("private key")));
}

TEST(CheckpointTest, HasThreeLinesAndOneForm) {
  const core::Checkpoint checkpoint{.origin = kLogName, .size = 20'852'163, .root = {}};
  const std::string text = core::CheckpointText(checkpoint);
  EXPECT_EQ(text,
            "linkage-center/matcher/server\n20852163\n"
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
  EXPECT_THAT(core::ParseCheckpointText(text), IsOkAndHolds(checkpoint));
  for (const std::string& wrong : std::vector<std::string>{
           std::string(), text + "more\n", text.substr(0, text.size() - 1), "\n" + text,
           std::string("a\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"),
           std::string("a\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"),
           std::string("a\n1\nAAAA\n"), std::string("a\n18446744073709551616\nAAAA\n")}) {
    EXPECT_THAT(core::ParseCheckpointText(wrong), StatusIs(kInvalid, HasSubstr("three lines")))
        << wrong;
  }
}

TEST(CheckpointTest, NeedsTheLogsSignatureAndThatOfEveryWitness) {
  const NoteSigner log = TestSigner(kLogName, 1);
  const NoteSigner witness = TestSigner("witness.example.org/w1", 2, NoteKeyType::kCosignature);
  SignedNote note = Note(core::CheckpointText({.origin = kLogName, .size = 3, .root = {}}));
  note.signatures.push_back(log.Sign(note.text, absl::Now()));
  const std::vector<NoteVerifier> witnesses = {witness.verifier()};
  EXPECT_OK(core::VerifyCheckpoint(note.ToString(), log.verifier(), {}));
  EXPECT_THAT(core::VerifyCheckpoint(note.ToString(), log.verifier(), witnesses),
              StatusIs(kDataLoss, HasSubstr("not signed by witness.example.org/w1")));
  note.signatures.push_back(witness.Sign(note.text, absl::Now()));
  EXPECT_OK(core::VerifyCheckpoint(note.ToString(), log.verifier(), witnesses));
  // A key of the right kind, but of another log.
  const NoteSigner other = TestSigner("elsewhere", 1);
  note.signatures.push_back(other.Sign(note.text, absl::Now()));
  EXPECT_THAT(core::VerifyCheckpoint(note.ToString(), other.verifier(), {}),
              StatusIs(kDataLoss, HasSubstr("another log")));
}

}  // namespace
}  // namespace ieum::testing::signed_note_test
