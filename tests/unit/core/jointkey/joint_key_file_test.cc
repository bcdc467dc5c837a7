#include "ieum/core/jointkey/joint_key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "support/hex_vector.h"

namespace ieum::core {
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

JointKeyFileHeader HeaderOf(uint64_t row_count) {
  return {.project = ProjectId::Parse("flu-2026").value(),
          .holder = InstitutionId::Parse("hospital-a").value(),
          .run_number = 3,
          .row_count = row_count};
}

std::vector<KeyedSerial> ExampleRows() {
  return {{.serial = Filled(0x11), .joint_key = JointKey(Filled(0xaa))},
          {.serial = Filled(0x22), .joint_key = JointKey(Filled(0xbb))}};
}

std::string WriteAllOf(const JointKeyFileHeader& header, std::span<const KeyedSerial> rows) {
  std::string file;
  JointKeyFileWriter writer([&file](ByteView bytes) {
    file += AsText(bytes);
    return absl::OkStatus();
  });
  EXPECT_OK(writer.Begin(header));
  EXPECT_OK(writer.Append(rows));
  EXPECT_OK(writer.Finish());
  EXPECT_EQ(file.size(), JointKeyFileBytes(header));
  return file;
}

// All rows of a file, or why there are none.
absl::StatusOr<std::vector<KeyedSerial>> ReadAllOf(const std::string& content) {
  const TempDir dir;
  IEUM_ASSIGN_OR_RETURN(const auto reader,
                        JointKeyFileReader::Open(dir.Write("keys.joint", content)));
  std::vector<KeyedSerial> all;
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const std::span<const KeyedSerial> rows, reader->Next());
    if (rows.empty()) break;
    all.insert(all.end(), rows.begin(), rows.end());
  }
  EXPECT_EQ(all.size(), reader->header().row_count);
  // The end stays the end.
  EXPECT_EQ(reader->Next().value().size(), 0U);
  return all;
}

// docs/formats/joint-key-file.md.
TEST(JointKeyFileTest, WritesTheWorkedExample) {
  const Bytes expected = testing::ReadHexVector("joint_key_file.hex");
  EXPECT_EQ(WriteAllOf(HeaderOf(2), ExampleRows()), AsText(expected));
}

TEST(JointKeyFileTest, ReadsTheWorkedExample) {
  const TempDir dir;
  const Bytes example = testing::ReadHexVector("joint_key_file.hex");
  const std::string path = dir.Write("keys.joint", std::string(AsText(example)));
  const auto reader = JointKeyFileReader::Open(path).value();
  EXPECT_EQ(reader->header().project.value(), "flu-2026");
  EXPECT_EQ(reader->header().holder.value(), "hospital-a");
  EXPECT_EQ(reader->header().run_number, 3U);
  EXPECT_EQ(reader->header().row_count, 2U);
  const auto rows = reader->Next().value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].serial, Filled(0x11));
  EXPECT_EQ(rows[1].joint_key, JointKey(Filled(0xbb)));
  EXPECT_TRUE(reader->Next().value().empty());
}

TEST(JointKeyFileTest, RowsOfManyBlocksComeBackInOrder) {
  std::vector<KeyedSerial> rows;
  for (int i = 0; i < 10'000; ++i) {
    std::array<std::byte, 16> serial = Filled(i % 251), key = Filled(i % 241);
    serial[0] = static_cast<std::byte>(i >> 8);
    key[0] = static_cast<std::byte>(i >> 8);
    rows.push_back({.serial = serial, .joint_key = JointKey(key)});
  }
  const auto read = ReadAllOf(WriteAllOf(HeaderOf(rows.size()), rows)).value();
  ASSERT_EQ(read.size(), rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(read[i].serial, rows[i].serial) << i;
    ASSERT_EQ(read[i].joint_key, rows[i].joint_key) << i;
  }
}

TEST(JointKeyFileTest, NoRowsAreAFileToo) {
  EXPECT_TRUE(ReadAllOf(WriteAllOf(HeaderOf(0), {})).value().empty());
}

TEST(JointKeyFileTest, EveryFlippedBitIsFound) {
  const std::string file = WriteAllOf(HeaderOf(2), ExampleRows());
  for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
    std::string damaged = file;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(ReadAllOf(damaged).ok()) << bit;
  }
}

TEST(JointKeyFileTest, EveryCutAndWhatFollowsIsFound) {
  const std::string file = WriteAllOf(HeaderOf(2), ExampleRows());
  for (size_t size = 0; size < file.size(); ++size) {
    const absl::Status cut = ReadAllOf(file.substr(0, size)).status();
    EXPECT_THAT(cut, StatusIs(size < 24 ? kInvalid : kDataLoss, ::testing::_)) << size;
  }
  EXPECT_THAT(ReadAllOf(file + "x").status(), StatusIs(kDataLoss, ::testing::_));
  EXPECT_THAT(ReadAllOf(file + std::string(32, 'x')).status(), StatusIs(kDataLoss, ::testing::_));
}

TEST(JointKeyFileTest, ACountThatNoFileHasIsRefused) {
  std::string file = WriteAllOf(HeaderOf(2), ExampleRows());
  file.replace(16, 8, std::string(8, '\xff'));
  EXPECT_THAT(ReadAllOf(file).status(), StatusIs(kDataLoss, ::testing::_));
}

TEST(JointKeyFileTest, SaysWhatElseAFileIs) {
  const absl::Status status =
      ReadAllOf("row_id,joint_key\n1,46YBA06V5KR9QMVRNJ5VC9MP8Q8K\n").status();
  EXPECT_THAT(status, StatusIs(kInvalid, ::testing::_));
  EXPECT_THAT(std::string(status.message()), HasSubstr("ieum bundle open"));
}

TEST(JointKeyFileTest, RowsMustBeAsManyAsTheHeaderSays) {
  const auto ignore = [](ByteView) { return absl::OkStatus(); };
  JointKeyFileWriter more(ignore), fewer(ignore);
  ASSERT_OK(more.Begin(HeaderOf(1)));
  EXPECT_THAT(more.Append(ExampleRows()), StatusIs(kDataLoss, ::testing::_));
  ASSERT_OK(fewer.Begin(HeaderOf(3)));
  ASSERT_OK(fewer.Append(ExampleRows()));
  EXPECT_THAT(fewer.Finish(), StatusIs(kDataLoss, ::testing::_));
}

}  // namespace
}  // namespace ieum::core
