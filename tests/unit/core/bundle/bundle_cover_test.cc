#include "ieum/core/bundle/bundle_cover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bundle_samples.h"
#include "support/hex_vector.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::ReadHexVector;
using ::ieum::testing::ReadTestFile;
using ::ieum::testing::StatusIs;
using ::ieum::testing::VectorPath;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

BundleCover Sample() {
  return {.header = {.kind = BundleKind::kPayload,
                     .project = *ProjectId::Parse("demo"),
                     .project_digest = Sha256(AsBytes("manifest")),
                     .id = {std::byte{1}},
                     .created = absl::FromUnixSeconds(1'750'000'000),
                     .sender = "ieum://hospital-a/holder/kim",
                     .recipient = "ieum://center/joiner/main",
                     .recipient_key = Sha256(AsBytes("key")),
                     .ephemeral_key = {std::byte{4}},
                     .sender_chain = "PEM"},
          .content_bytes = kBundleSegmentBytes + 100,
          .parts = {{kBundlePartHeaderBytes + kBundleSegmentBytes + 16, Sha256(AsBytes("1"))},
                    {kBundlePartHeaderBytes + 100 + 16, Sha256(AsBytes("2"))}},
          .signature = Bytes(70, std::byte{9})};
}

absl::Status Parse(const BundleCover& cover) {
  return ParseBundleCover(SerializeBundleCover(cover)).status();
}

TEST(BundleCoverTest, ReadsBackWhatItWrote) {
  const Bytes bytes = SerializeBundleCover(Sample());
  ASSERT_OK_AND_ASSIGN(const BundleCover cover, ParseBundleCover(bytes));
  EXPECT_EQ(SerializeBundleCover(cover), bytes);
  EXPECT_EQ(cover.header.sender, Sample().header.sender);
  EXPECT_EQ(cover.parts.size(), 2U);
}

TEST(BundleCoverTest, RefusesEveryPrefixAndAnythingBehind) {
  Bytes bytes = SerializeBundleCover(Sample());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(ParseBundleCover(ByteView(bytes).first(size)), StatusIs(kInvalid, HasSubstr("")))
        << size;
  }
  bytes.push_back(std::byte{0});
  EXPECT_THAT(ParseBundleCover(bytes), StatusIs(kInvalid, HasSubstr("not the cover of a bundle")));
}

TEST(BundleCoverTest, TellsAnotherVersionOrKindFromNoBundle) {
  Bytes bytes = SerializeBundleCover(Sample());
  bytes[7] = std::byte{'2'};
  EXPECT_THAT(ParseBundleCover(bytes), StatusIs(kInvalid, HasSubstr("another version")));
  bytes[0] = std::byte{'X'};
  EXPECT_THAT(ParseBundleCover(bytes), StatusIs(kInvalid, HasSubstr("not the cover of a bundle")));
  bytes = SerializeBundleCover(Sample());
  bytes[8] = std::byte{99};
  EXPECT_THAT(ParseBundleCover(bytes), StatusIs(kInvalid, HasSubstr("does not know")));
}

TEST(BundleCoverTest, RefusesSizesThatNoBundleHas) {
  BundleCover cover = Sample();
  cover.content_bytes += 1;
  EXPECT_THAT(Parse(cover), StatusIs(kInvalid, HasSubstr("sizes that no bundle has")));
  cover = Sample();
  std::swap(cover.parts[0], cover.parts[1]);
  EXPECT_THAT(Parse(cover), StatusIs(kInvalid, HasSubstr("sizes that no bundle has")));
  cover = Sample();
  cover.parts[0].size_bytes = 1;
  EXPECT_THAT(Parse(cover), StatusIs(kInvalid, HasSubstr("sizes that no bundle has")));
  cover = Sample();
  cover.content_bytes = ~uint64_t{0};
  EXPECT_THAT(Parse(cover), StatusIs(kInvalid, HasSubstr("sizes that no bundle has")));
  cover = Sample();
  cover.parts.clear();
  EXPECT_THAT(Parse(cover), StatusIs(kInvalid, HasSubstr("not the cover")));
}

TEST(BundleCoverTest, KindsHaveNamesAndRoles) {
  for (const BundleKindFacts& facts : BundleKinds()) {
    ASSERT_OK_AND_ASSIGN(const BundleKind kind, ParseBundleKind(facts.name));
    EXPECT_EQ(kind, facts.kind);
    EXPECT_EQ(FactsOf(kind).name, facts.name);
    ASSERT_OK_AND_ASSIGN(const BundleKind numbered, BundleKindOf(static_cast<uint16_t>(kind)));
    EXPECT_EQ(numbered, kind);
  }
  EXPECT_THAT(ParseBundleKind("letter"), StatusIs(kInvalid, HasSubstr("submission, secret-share")));
  EXPECT_THAT(BundleKindOf(0), StatusIs(kInvalid, HasSubstr("")));
}

// Made by tests/vectors/bundle_vectors.py, which shares no code with us.
TEST(BundleCoverTest, OpensTheGoldenVector) {
  const std::string ca = ReadTestFile(VectorPath("bundle_ca.pem"));
  MemoryBundle bundle;
  bundle.cover = ReadHexVector("bundle_cover.hex");
  bundle.parts[1] = ReadHexVector("bundle_part.hex");
  ASSERT_OK_AND_ASSIGN(
      const VerifiedCover cover,
      VerifiedCover::Verify(bundle.cover,
                            {.ca_pem = ca, .now = absl::FromUnixSeconds(1'800'000'000)},
                            {.kind = BundleKind::kSubmission,
                             .project = *ProjectId::Parse("demo"),
                             .project_digest = Sha256Digest{}},
                            "vector"));
  EXPECT_OK(CheckBundleParts(cover, bundle, {}));
  BundleWorld world;
  ASSERT_OK_AND_ASSIGN(
      const Bytes content,
      world.Decrypt(cover, bundle, ReadTestFile(VectorPath("bundle_recipient.key"))));
  Bytes expected;
  for (unsigned i = 0; i < 256; ++i) expected.push_back(static_cast<std::byte>(i));
  EXPECT_EQ(content, expected);
  EXPECT_EQ(SerializeBundleCover(cover.cover()), bundle.cover);
}

}  // namespace
}  // namespace ieum::core
