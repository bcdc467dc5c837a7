// No byte of a bundle can change unnoticed.
#include <gtest/gtest.h>

#include "bundle_samples.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

// The base64 of the sender's certificate may hold bits that decode to nothing; the signature is
// over them too.
TEST(BundleMutationTest, EveryByteOfTheCoverMatters) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(100));
  const Bytes good = bundle->cover;
  for (size_t i = 0; i < good.size(); ++i) {
    for (const auto flip : {std::byte{0x01}, std::byte{0x80}}) {
      bundle->cover = good;
      bundle->cover[i] ^= flip;
      EXPECT_FALSE(world.Verify(*bundle).ok()) << "byte " << i;
    }
  }
  for (size_t size = 0; size < good.size(); ++size) {
    bundle->cover.assign(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(world.Verify(*bundle).ok()) << size << " bytes";
  }
  bundle->cover = good;
  bundle->cover.push_back(std::byte{0});
  EXPECT_FALSE(world.Verify(*bundle).ok());
}

TEST(BundleMutationTest, EveryByteOfThePartsMattersToTheSignatureAndToTheKey) {
  BundleWorld world;
  BundleTerms terms = world.Terms();
  const auto bundle = world.Make(terms, SampleContent(600));
  ASSERT_OK_AND_ASSIGN(const VerifiedCover cover, world.Verify(*bundle));
  Bytes& part = bundle->parts[1];
  for (size_t i = 0; i < part.size(); ++i) {
    part[i] ^= std::byte{0x10};
    EXPECT_THAT(CheckBundleParts(cover, *bundle, {}),
                testing::StatusIs(absl::StatusCode::kDataLoss, ::testing::HasSubstr("part 1 of 1")))
        << "byte " << i;
    // The header of a part says only what the cover has signed already.
    EXPECT_EQ(world.Decrypt(cover, *bundle).ok(), i < kBundlePartHeaderBytes) << "byte " << i;
    part[i] ^= std::byte{0x10};
  }
  EXPECT_OK(world.Open(*bundle));
}

TEST(BundleMutationTest, BytesOfEveryPartMatter) {
  BundleWorld world;
  const auto bundle = world.Make(SampleContent(3 * kBundleSegmentBytes));
  ASSERT_OK_AND_ASSIGN(const VerifiedCover cover, world.Verify(*bundle));
  ASSERT_EQ(bundle->parts.size(), 3U);
  for (auto& [number, part] : bundle->parts) {
    for (size_t i = 0; i < part.size(); i += part.size() / 7) {
      part[i] ^= std::byte{1};
      EXPECT_FALSE(CheckBundleParts(cover, *bundle, {}).ok()) << "part " << number << " byte " << i;
      part[i] ^= std::byte{1};
    }
  }
}

}  // namespace
}  // namespace ieum::core
