#include "ieum/core/jointkey/joinable_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/hex_vector.h"

namespace ieum::core::joinable_file_test {
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

JoinableSerials Of(std::vector<std::array<std::byte, 16>> serials) {
  return {.project = ProjectId::Parse("flu-2026").value(),
          .holder = InstitutionId::Parse("hospital-a").value(),
          .run_number = 3,
          .serials = std::move(serials)};
}

std::string FileOf(const JoinableSerials& joinable) {
  std::string file;
  EXPECT_OK(WriteJoinableFile(joinable, [&file](ByteView bytes) {
    file += AsText(bytes);
    return absl::OkStatus();
  }));
  return file;
}

absl::StatusOr<JoinableSerials> Read(const std::string& content) {
  const TempDir dir;
  IEUM_ASSIGN_OR_RETURN(const auto source, OpenByteSource(dir.Write("a.joinable", content)));
  return ReadJoinableFile(*source, "a.joinable");
}

// docs/formats/joinable-file.md.
TEST(JoinableFileTest, WritesAndReadsTheWorkedExample) {
  const std::string example(AsText(::ieum::testing::ReadHexVector("joinable_file.hex")));
  EXPECT_EQ(FileOf(Of({Filled(0x11), Filled(0x22)})), example);
  ASSERT_OK_AND_ASSIGN(const JoinableSerials read, Read(example));
  EXPECT_EQ(read.project.value(), "flu-2026");
  EXPECT_EQ(read.holder.value(), "hospital-a");
  EXPECT_EQ(read.run_number, 3U);
  EXPECT_TRUE(read.Contains(Filled(0x22)));
  EXPECT_FALSE(read.Contains(Filled(0x33)));
}

TEST(JoinableFileTest, RowsOfManyBlocksAndNoneComeBack) {
  std::vector<std::array<std::byte, 16>> serials(20'000);
  for (size_t i = 0; i < serials.size(); ++i) {
    serials[i][0] = static_cast<std::byte>(i >> 8);
    serials[i][1] = static_cast<std::byte>(i);
  }
  EXPECT_EQ(Read(FileOf(Of(serials))).value().serials, serials);
  EXPECT_TRUE(Read(FileOf(Of({}))).value().serials.empty());
}

TEST(JoinableFileTest, EveryFlippedBitCutAndAdditionIsFound) {
  const std::string file = FileOf(Of({Filled(0x11), Filled(0x22)}));
  for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
    std::string damaged = file;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(Read(damaged).ok()) << bit;
  }
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_THAT(Read(file.substr(0, size)),
                StatusIs(size < 24 ? kInvalid : kDataLoss, HasSubstr("")))
        << size;
  }
  EXPECT_THAT(Read(file + "x"), StatusIs(kDataLoss, HasSubstr("longer")));
}

TEST(JoinableFileTest, RowsOutOfOrderOrTwiceAreRefused) {
  EXPECT_THAT(Read(FileOf(Of({Filled(2), Filled(1)}))), StatusIs(kDataLoss, HasSubstr("in order")));
  EXPECT_THAT(Read(FileOf(Of({Filled(2), Filled(2)}))), StatusIs(kDataLoss, HasSubstr("in order")));
}

}  // namespace
}  // namespace ieum::core::joinable_file_test
