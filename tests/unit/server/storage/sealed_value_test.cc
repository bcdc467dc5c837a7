#include "ieum/server/storage/sealed_value.h"

#include <gtest/gtest.h>

#include "ieum/core/base/status.h"
#include "support/hex_vector.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using core::GcmCipher;
using server::OpaqueId;
using server::SealedPlace;
using ::testing::_;
using ::testing::AnyOf;

core::SecretBytes KeyOf(uint8_t first) {
  core::SecretBytes key(server::kProjectKeyBytes);
  for (std::byte& byte : key.mutable_view()) byte = static_cast<std::byte>(first++);
  return key;
}

OpaqueId IdOf(uint8_t first) {
  OpaqueId id;
  for (std::byte& byte : id) byte = static_cast<std::byte>(first++);
  return id;
}

class SealedValueTest : public ::testing::TestWithParam<GcmCipher> {
 protected:
  core::Bytes Seal(std::string_view value, const SealedPlace& place) {
    return server::SealValue(GetParam(), key_, place, core::AsBytes(value), random_);
  }
  const core::SecretBytes key_ = KeyOf(0x20);
  const OpaqueId project_ = IdOf(0x50);
  const OpaqueId key_id_ = IdOf(0x70);
  const SealedPlace place_{
      .column = "chunks", .project = project_, .key_id = key_id_, .key = "any key"};
  SeededRandom random_{3};
};

TEST_P(SealedValueTest, OpensInItsPlace) {
  for (const std::string& value : {std::string(), std::string("x"), std::string(100'000, 'y')}) {
    const core::Bytes sealed = Seal(value, place_);
    EXPECT_EQ(sealed.size(), value.size() + server::kSealedOverheadBytes);
    EXPECT_THAT(server::OpenValue(key_, place_, sealed), IsOkAndHolds(value));
  }
}

TEST_P(SealedValueTest, NoTwoSealedValuesHaveAnythingInCommon) {
  const core::Bytes a = Seal(std::string(64, 'z'), place_);
  const core::Bytes b = Seal(std::string(64, 'z'), place_);
  const auto rest = [](const core::Bytes& bytes, size_t from) {
    return core::ToHex(core::ByteView(bytes).subspan(from, 16));
  };
  for (const size_t from : {size_t{18}, size_t{34}, size_t{50}, size_t{66}, size_t{114}}) {
    EXPECT_NE(rest(a, from), rest(b, from)) << from;
  }
}

TEST_P(SealedValueTest, EveryChangedBitIsNoticed) {
  const core::Bytes sealed = Seal("an encoding or two", place_);
  for (size_t at = 0; at < sealed.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      core::Bytes changed = sealed;
      changed[at] ^= static_cast<std::byte>(1 << bit);
      EXPECT_THAT(server::OpenValue(key_, place_, changed),
                  AnyOf(StatusIs(absl::StatusCode::kDataLoss, _),
                        StatusIs(absl::StatusCode::kFailedPrecondition, _)))
          << at;
    }
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(server::OpenValue(key_, place_, core::ByteView(sealed).first(size)).ok()) << size;
  }
}

TEST_P(SealedValueTest, OpensInNoOtherPlaceAndUnderNoOtherKey) {
  const core::Bytes sealed = Seal("an encoding or two", place_);
  const OpaqueId other = IdOf(0x51);
  const auto opens = [&](const core::SecretBytes& key, const SealedPlace& place) {
    return server::OpenValue(key, place, sealed).ok();
  };
  EXPECT_TRUE(opens(key_, place_));
  EXPECT_FALSE(opens(KeyOf(0x21), place_));
  EXPECT_FALSE(
      opens(key_, {.column = "results", .project = project_, .key_id = key_id_, .key = "any key"}));
  EXPECT_FALSE(
      opens(key_, {.column = "chunks", .project = other, .key_id = key_id_, .key = "any key"}));
  EXPECT_FALSE(
      opens(key_, {.column = "chunks", .project = project_, .key_id = other, .key = "any key"}));
  EXPECT_FALSE(
      opens(key_, {.column = "chunks", .project = project_, .key_id = key_id_, .key = "another"}));
  // The border between column and key is part of the place.
  EXPECT_FALSE(
      opens(key_, {.column = "chunk", .project = project_, .key_id = key_id_, .key = "sany key"}));
}

INSTANTIATE_TEST_SUITE_P(Ciphers, SealedValueTest,
                         ::testing::Values(GcmCipher::kAes256, GcmCipher::kAria256));

TEST(SealedValueVectorTest, OpensTheGoldenVector) {
  const core::Bytes sealed = ReadHexVector("sealed_value.hex");
  const OpaqueId project = IdOf(0x50);
  const OpaqueId key_id = IdOf(0x70);
  const std::string key = std::string(core::AsText(project)) + std::string("\0\0\0\1\0\0\0\0", 8);
  EXPECT_THAT(server::OpenValue(
                  KeyOf(0x20),
                  {.column = "chunks", .project = project, .key_id = key_id, .key = key}, sealed),
              IsOkAndHolds(std::string("an encoding or two")));
}

}  // namespace
}  // namespace ieum::testing
