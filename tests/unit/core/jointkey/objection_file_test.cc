#include "ieum/core/jointkey/objection_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/hex_vector.h"

namespace ieum::core::objection_file_test {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::array<std::byte, 16> Filled(int value) {
  std::array<std::byte, 16> bytes;
  bytes.fill(static_cast<std::byte>(value));
  return bytes;
}

Objections Of(std::vector<std::array<std::byte, 16>> serials) {
  return {.project = ProjectId::Parse("flu-2026").value(),
          .holder = InstitutionId::Parse("hospital-a").value(),
          .reason = ObjectionReason::kCorrection,
          .serials = std::move(serials)};
}

std::string FileOf(const Objections& objections) {
  std::string file;
  EXPECT_OK(WriteObjectionFile(objections, [&file](ByteView bytes) {
    file += AsText(bytes);
    return absl::OkStatus();
  }));
  return file;
}

absl::StatusOr<Objections> Read(const std::string& content) {
  const TempDir dir;
  IEUM_ASSIGN_OR_RETURN(const auto source, OpenByteSource(dir.Write("a.objections", content)));
  return ReadObjectionFile(*source, "a.objections");
}

// docs/formats/objection-file.md.
TEST(ObjectionFileTest, WritesAndReadsTheWorkedExample) {
  const std::string example(AsText(::ieum::testing::ReadHexVector("objection_file.hex")));
  EXPECT_EQ(FileOf(Of({Filled(0x11), Filled(0x22)})), example);
  ASSERT_OK_AND_ASSIGN(const Objections read, Read(example));
  EXPECT_EQ(read.project.value(), "flu-2026");
  EXPECT_EQ(read.holder.value(), "hospital-a");
  EXPECT_EQ(read.reason, ObjectionReason::kCorrection);
  EXPECT_EQ(read.serials.size(), 2U);
}

TEST(ObjectionFileTest, EveryFlippedBitIsFound) {
  const std::string file = FileOf(Of({Filled(0x11), Filled(0x22)}));
  for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
    std::string damaged = file;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(Read(damaged).ok()) << bit;
  }
}

TEST(ObjectionFileTest, NoneTooManyAndReasonsThatAreNoneAreRefused) {
  EXPECT_THAT(Read(FileOf(Of({}))), StatusIs(kInvalid, HasSubstr("0 objections")));
  std::vector<std::array<std::byte, 16>> serials(kMaxObjections + 1);
  for (size_t i = 0; i < serials.size(); ++i) {
    for (const size_t at : {0U, 1U, 2U})
      serials[i][at] = static_cast<std::byte>(i >> (16 - 8 * at));
  }
  EXPECT_THAT(Read(FileOf(Of(serials))), StatusIs(kInvalid, HasSubstr("want 1 to 100000")));
  serials.resize(kMaxObjections);
  EXPECT_EQ(Read(FileOf(Of(serials))).value().serials, serials);
  Objections other = Of({Filled(1)});
  other.reason = static_cast<ObjectionReason>(4);
  EXPECT_THAT(Read(FileOf(other)), StatusIs(kDataLoss, HasSubstr("reason that is none")));
  other.reason = static_cast<ObjectionReason>(0);
  EXPECT_THAT(Read(FileOf(other)), StatusIs(kDataLoss, HasSubstr("reason that is none")));
  EXPECT_THAT(Read("IEUMJSF1" + FileOf(Of({Filled(1)})).substr(8)),
              StatusIs(kInvalid, HasSubstr("ieum objection make")));
}

TEST(ObjectionFileTest, ReasonsHaveNames) {
  for (const char* name : {"objection", "correction", "mistake"}) {
    EXPECT_EQ(ObjectionReasonName(ParseObjectionReason(name).value()), name);
  }
  EXPECT_THAT(ParseObjectionReason("whim"),
              StatusIs(kInvalid, HasSubstr("objection, correction, mistake")));
}

}  // namespace
}  // namespace ieum::core::objection_file_test
