#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle_samples.h"
#include "ieum/core/base/aead.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::core::bundle_test {
namespace {

using ::ieum::testing::ClientLeaf;
using ::ieum::testing::LeafOptions;
using ::ieum::testing::ReadTestFile;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::ieum::testing::TestCa;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kUnauthenticated = absl::StatusCode::kUnauthenticated;
constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
constexpr auto kFailedPrecondition = absl::StatusCode::kFailedPrecondition;

TEST(BundleTest, GivesTheContentBackWhateverItsSize) {
  BundleWorld world;
  for (const size_t size : {size_t{0}, size_t{1}, kBundleSegmentBytes - 1, kBundleSegmentBytes,
                            kBundleSegmentBytes + 1, 5 * kBundleSegmentBytes}) {
    const Bytes content = SampleContent(size);
    const auto bundle = world.Make(content);
    ASSERT_OK_AND_ASSIGN(const Bytes opened, world.Open(*bundle));
    EXPECT_EQ(opened, content) << size;
    for (const auto& [number, part] : bundle->parts) EXPECT_LE(part.size(), kMinBundlePartBytes);
  }
}

TEST(BundleTest, PutsAsManySegmentsIntoAPartAsFit) {
  BundleWorld world;
  BundleTerms terms = world.Terms();
  terms.part_bytes = kBundlePartHeaderBytes + 3 * (kBundleSegmentBytes + Gcm::kTagBytes);
  const Bytes content = SampleContent(7 * kBundleSegmentBytes);
  const auto bundle = world.Make(terms, content);
  ASSERT_EQ(bundle->parts.size(), 3U);
  EXPECT_EQ(bundle->parts[1].size(), terms.part_bytes);
  EXPECT_EQ(bundle->parts[2].size(), terms.part_bytes);
  ASSERT_OK_AND_ASSIGN(const Bytes opened, world.Open(*bundle));
  EXPECT_EQ(opened, content);
}

TEST(BundleTest, IsTheSameHoweverTheContentArrives) {
  BundleWorld world;
  const Bytes content = SampleContent(2 * kBundleSegmentBytes + 100);
  MemoryBundle bundle;
  ASSERT_OK_AND_ASSIGN(const auto writer, world.Writer(world.Terms(), bundle));
  for (size_t at = 0; at < content.size(); at += 997) {
    const size_t size = std::min<size_t>(997, content.size() - at);
    ASSERT_OK(writer->Append(ByteView(content).subspan(at, size)));
  }
  ASSERT_OK(writer->Finish());
  ASSERT_OK_AND_ASSIGN(const Bytes opened, world.Open(bundle));
  EXPECT_EQ(opened, content);
}

TEST(BundleTest, SaysWhoMadeItForWhomAndWhen) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(10));
  ASSERT_OK_AND_ASSIGN(const VerifiedCover cover, world.Verify(*bundle));
  EXPECT_EQ(cover.sender().institution.value(), "hospital-a");
  EXPECT_EQ(cover.header().sender, "ieum://hospital-a/holder/test");
  EXPECT_EQ(cover.header().recipient, "ieum://linkage-center/matcher/server");
  EXPECT_EQ(cover.header().project.value(), "demo");
  EXPECT_EQ(absl::ToUnixSeconds(cover.header().created), absl::ToUnixSeconds(world.now));
  EXPECT_EQ(cover.cover().content_bytes, 10U);
}

TEST(BundleTest, TwoBundlesOfTheSameContentHaveNothingInCommon) {
  BundleWorld world;
  const Bytes content = SampleContent(100);
  const auto first = world.Make(content);
  const auto second = world.Make(content);
  ASSERT_OK_AND_ASSIGN(const VerifiedCover one, world.Verify(*first));
  ASSERT_OK_AND_ASSIGN(const VerifiedCover two, world.Verify(*second));
  EXPECT_NE(one.header().id, two.header().id);
  EXPECT_NE(one.digest(), two.digest());
  EXPECT_NE(first->parts[1], second->parts[1]);
  EXPECT_EQ(AsText(first->parts[1]).find(AsText(content)), std::string_view::npos);
}

TEST(BundleTest, RefusesAMissingPart) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(3 * kBundleSegmentBytes));
  bundle->parts.erase(2);
  EXPECT_THAT(world.Open(*bundle),
              StatusIs(kDataLoss, AllOf(HasSubstr("part 2 of 3 of the bundle, 'test.002',"),
                                        HasSubstr("is missing; copy it again"))));
}

TEST(BundleTest, RefusesPartsThatAreDoubledOrSwapped) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(3 * kBundleSegmentBytes));
  const Bytes second = bundle->parts[2];
  bundle->parts[2] = bundle->parts[1];
  EXPECT_THAT(world.Open(*bundle), StatusIs(kDataLoss, HasSubstr("says that it is part 1")));
  bundle->parts[1] = second;
  EXPECT_THAT(world.Open(*bundle), StatusIs(kDataLoss, HasSubstr("says that it is part 2")));
}

TEST(BundleTest, RefusesAPartOfAnotherBundle) {
  BundleWorld world;
  const Bytes content = SampleContent(2 * kBundleSegmentBytes);
  const auto bundle = world.Make(content);
  bundle->parts[2] = world.Make(content)->parts[2];
  EXPECT_THAT(world.Open(*bundle),
              StatusIs(kDataLoss, HasSubstr("does not say that it is of this bundle")));
}

TEST(BundleTest, RefusesAPartThatIsCutOrLonger) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(100));
  bundle->parts[1].push_back(std::byte{0});
  EXPECT_THAT(world.Open(*bundle), StatusIs(kDataLoss, HasSubstr("has 145 bytes instead of 144")));
  bundle->parts[1].resize(100);
  EXPECT_THAT(world.Open(*bundle), StatusIs(kDataLoss, HasSubstr("has 100 bytes instead of 144")));
}

TEST(BundleTest, OpensForItsRecipientOnly) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(100));
  EXPECT_THAT(
      world.Open(*bundle, world.holder.key_pem),
      StatusIs(absl::StatusCode::kPermissionDenied,
               HasSubstr("for another key, that of 'ieum://linkage-center/matcher/server'")));
}

TEST(BundleTest, SegmentsOpenInTheirPlaceOnlyEvenIfTheSenderSignedThemElsewhere) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(2 * kBundleSegmentBytes));
  ASSERT_OK_AND_ASSIGN(const VerifiedCover cover, world.Verify(*bundle));
  std::swap(bundle->parts[1], bundle->parts[2]);
  EXPECT_THAT(world.Decrypt(cover, *bundle), StatusIs(kDataLoss, HasSubstr("does not open")));
}

TEST(BundleTest, RefusesAnotherKindProjectOrManifest) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(100));
  EXPECT_OK(world.Verify(*bundle, {.kind = BundleKind::kSubmission,
                                   .project = *ProjectId::Parse("demo"),
                                   .project_digest = Sha256Digest{}}));
  EXPECT_THAT(
      world.Verify(*bundle, {.kind = BundleKind::kJointKeys}),
      StatusIs(kFailedPrecondition, HasSubstr("of kind submission; want one of kind joint-keys")));
  EXPECT_THAT(world.Verify(*bundle, {.project = *ProjectId::Parse("other")}),
              StatusIs(kFailedPrecondition, HasSubstr("for project 'demo'; want one for 'other'")));
  EXPECT_THAT(world.Verify(*bundle, {.project_digest = Sha256(AsBytes("manifest"))}),
              StatusIs(kFailedPrecondition, HasSubstr("another manifest")));
}

TEST(BundleTest, RefusesCertificatesThatAreForeignExpiredOrDenied) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(100));
  const TestCa other;
  const auto verify = [&](const BundleTrust& trust) {
    return VerifiedCover::Verify(bundle->cover, trust, {}, "'test.bundle'").status();
  };
  EXPECT_THAT(verify({.ca_pem = other.certificate(), .now = world.now}),
              StatusIs(kUnauthenticated, HasSubstr("the sender's certificate in 'test.bundle'")));
  EXPECT_THAT(verify({.ca_pem = world.ca.certificate(), .now = world.now + absl::Hours(24 * 31)}),
              StatusIs(kUnauthenticated, HasSubstr("expired")));
  EXPECT_THAT(verify({.ca_pem = world.ca.certificate(),
                      .now = world.now,
                      .denies = [](std::string_view) { return true; }}),
              StatusIs(kUnauthenticated, HasSubstr("on the list of denied certificates")));
  EXPECT_OK(verify({.ca_pem = world.ca.certificate(),
                    .now = world.now,
                    .denies = [](std::string_view) { return false; }}));
}

TEST(BundleTest, RefusesABundleFromTheFuture) {
  BundleWorld world;
  BundleTerms terms = world.Terms();
  terms.created = world.now + absl::Minutes(59);
  EXPECT_OK(world.Verify(*world.Make(terms, {})));
  terms.created = world.now + absl::Minutes(61);
  EXPECT_THAT(world.Verify(*world.Make(terms, {})),
              StatusIs(kUnauthenticated, HasSubstr("in the future; check clocks")));
}

TEST(BundleTest, OnlyTheRolesOfItsKindSendAndGetIt) {
  BundleWorld world;
  MemoryBundle bundle;
  BundleTerms terms = world.Terms();
  terms.kind = BundleKind::kJointKeys;
  EXPECT_THAT(world.Writer(terms, bundle).status(),
              StatusIs(kInvalid, HasSubstr("is sent by the role 'matcher'")));
  terms.kind = BundleKind::kPayload;
  EXPECT_THAT(world.Writer(terms, bundle).status(),
              StatusIs(kInvalid, HasSubstr("is for the role 'joiner'")));
  // What it holds is sealed to holders; a matcher passes it on.
  terms.kind = BundleKind::kSecretShare;
  EXPECT_OK(world.Writer(terms, bundle).status());
}

// What a holder's program would have to be changed for.
TEST(BundleTest, RefusesASenderThatSignsUnderAnotherNameOrForAnotherRole) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(100));
  const Person other = NewPerson(world.ca, ClientLeaf("holder", "insurer-b"));
  ASSERT_OK_AND_ASSIGN(BundleCover cover, ParseBundleCover(bundle->cover));
  const auto sign = [&](const Person& person) {
    cover.header.sender_chain = person.certificate.chain_pem();
    cover.signature = person.key.Sign(SignedBundleBytes(cover));
    bundle->cover = SerializeBundleCover(cover);
  };
  sign(other);
  EXPECT_THAT(world.Verify(*bundle), StatusIs(kUnauthenticated, HasSubstr("under its own name")));
  cover.header.kind = BundleKind::kJointKeys;
  sign(world.holder);
  EXPECT_THAT(world.Verify(*bundle),
              StatusIs(kUnauthenticated, HasSubstr("only the role 'matcher' may send it")));
}

TEST(BundleTest, NeedsARecipientWithAKeyOfP256AndTakesSendersWithRsa) {
  BundleWorld world;
  LeafOptions options = ClientLeaf("matcher", "linkage-center");
  options.algorithm = testing::KeyAlgorithm::kRsa2048;
  const Person rsa_matcher = NewPerson(world.ca, options);
  MemoryBundle sink;
  EXPECT_THAT(BundleWriter::Create(world.Terms(), world.holder.certificate, world.holder.key,
                                   rsa_matcher.certificate, world.random, sink)
                  .status(),
              StatusIs(kInvalid, HasSubstr("not a key of EC P-256")));
  EXPECT_THAT(KeyAgreement::FromPem(rsa_matcher.key_pem, "k.pem").status(),
              StatusIs(kInvalid, HasSubstr("k.pem: not a key of EC P-256")));
  options = ClientLeaf("holder", "hospital-a");
  options.algorithm = testing::KeyAlgorithm::kRsa2048;
  world.holder = NewPerson(world.ca, options);
  EXPECT_OK(world.Open(*world.Make(SampleContent(10))));
}

TEST(BundleTest, PartSizesHaveLimits) {
  BundleWorld world;
  MemoryBundle sink;
  BundleTerms terms = world.Terms();
  terms.part_bytes = kMinBundlePartBytes - 1;
  EXPECT_THAT(world.Writer(terms, sink).status(), StatusIs(kInvalid, HasSubstr("want 131072 to")));
}

TEST(BundleTest, FilesAreForTheOwnerOnlyAndReadBack) {
  BundleWorld world;
  const TempDir dir;
  const std::string path = dir.File("a.bundle");
  const Bytes content = SampleContent(3 * kBundleSegmentBytes);
  ASSERT_OK_AND_ASSIGN(const auto sink, BundleFileSink::Create(path));
  ASSERT_OK_AND_ASSIGN(const auto writer, world.Writer(world.Terms(), *sink));
  ASSERT_OK(writer->Append(content));
  ASSERT_OK(writer->Finish());
  for (const char* name : {"a.bundle", "a.001", "a.002", "a.003"}) {
    struct stat info {};
    ASSERT_EQ(::stat(dir.File(name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << name;
  }
  BundleFileParts parts(path);
  ASSERT_OK_AND_ASSIGN(
      const VerifiedCover cover,
      VerifiedCover::Verify(AsBytes(ReadTestFile(path)),
                            {.ca_pem = world.ca.certificate(), .now = world.now}, {}, path));
  EXPECT_OK(CheckBundleParts(cover, parts, {}));
  ::unlink(dir.File("a.002").c_str());
  BundleFileParts fewer(path);
  EXPECT_THAT(CheckBundleParts(cover, fewer, {}),
              StatusIs(kDataLoss, HasSubstr("a.002', is missing")));
  EXPECT_THAT(BundleFileSink::Create(path).status(),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("is there already")));
}

TEST(BundleTest, AnUnfinishedBundleLeavesNoFiles) {
  BundleWorld world;
  const TempDir dir;
  {
    ASSERT_OK_AND_ASSIGN(const auto sink, BundleFileSink::Create(dir.File("a.bundle")));
    ASSERT_OK_AND_ASSIGN(const auto writer, world.Writer(world.Terms(), *sink));
    ASSERT_OK(writer->Append(SampleContent(4 * kBundleSegmentBytes)));
    ASSERT_EQ(::access(dir.File("a.002").c_str(), F_OK), 0);
  }
  for (const char* name : {"a.bundle", "a.001", "a.002", "a.003"}) {
    EXPECT_NE(::access(dir.File(name).c_str(), F_OK), 0) << name;
  }
  // A part of something else is not written over.
  dir.Write("a.001", "mine");
  ASSERT_OK_AND_ASSIGN(const auto sink, BundleFileSink::Create(dir.File("a.bundle")));
  EXPECT_THAT(sink->BeginPart(1), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("a.001")));
}

TEST(BundleTest, TheNameOfTheCoverTellsThoseOfItsParts) {
  EXPECT_OK(CheckBundlePath("out/a.bundle"));
  for (const char* path : {"a", ".bundle", "a.bundle.old", "out/.bundle"}) {
    EXPECT_THAT(CheckBundlePath(path), StatusIs(kInvalid, HasSubstr("want NAME.bundle"))) << path;
  }
  EXPECT_EQ(BundlePartPath("out.d/a.bundle", 7), "out.d/a.007");
}

TEST(BundleTest, WorkCanBeStoppedWhileReading) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(3 * kBundleSegmentBytes));
  ASSERT_OK_AND_ASSIGN(const VerifiedCover cover, world.Verify(*bundle));
  EXPECT_THAT(
      CheckBundleParts(cover, *bundle, [](uint64_t) { return absl::Status(Cancelled("enough")); }),
      StatusIs(absl::StatusCode::kCancelled, HasSubstr("enough")));
}

TEST(BundleTest, ContentIsReadAtAnyPlace) {
  BundleWorld world;
  const Bytes content = SampleContent(3 * kBundleSegmentBytes + 5);
  const auto bundle = world.Make(content);
  ASSERT_OK_AND_ASSIGN(const VerifiedCover cover, world.Verify(*bundle));
  ASSERT_OK_AND_ASSIGN(const KeyAgreement key, KeyAgreement::FromPem(world.matcher.key_pem, "k"));
  ASSERT_OK_AND_ASSIGN(const auto opened, BundleContent::Open(cover, *bundle, key));
  EXPECT_EQ(opened->size_bytes(), content.size());
  for (const size_t offset :
       {content.size() - 7, size_t{0}, kBundleSegmentBytes - 3, 2 * kBundleSegmentBytes - 7}) {
    Bytes out(7);
    ASSERT_OK(opened->ReadAt(offset, out));
    EXPECT_TRUE(
        std::equal(out.begin(), out.end(), content.begin() + static_cast<std::ptrdiff_t>(offset)))
        << offset;
  }
  Bytes out(7);
  EXPECT_THAT(opened->ReadAt(content.size() - 6, out), StatusIs(kDataLoss, HasSubstr("too early")));
}

}  // namespace
}  // namespace ieum::core::bundle_test
