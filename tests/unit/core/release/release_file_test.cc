#include "ieum/core/release/release_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/hex_vector.h"
#include "unit/core/release/example_release.h"

namespace ieum::core::testing::release_file_test {
namespace {

using ieum::testing::StatusIs;
using ieum::testing::TempDir;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

void WriteBytes(const std::string& path, ByteView bytes) {
  std::ofstream(path, std::ios::binary) << AsText(bytes);
}

// Reads to the end; the number of rows, or the first error.
absl::StatusOr<int> ReadAll(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<ReleaseFileReader> reader,
                        ReleaseFileReader::Open(path));
  int rows = 0;
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const ReleaseChunk* chunk, reader->Next());
    if (chunk == nullptr) return rows;
    rows += static_cast<int>(chunk->row_count());
  }
}

ReleaseKey KeyOf(uint32_t number) {
  std::array<std::byte, 16> bytes{};
  for (size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::byte>(number >> (8 * (3 - i)));
  return ReleaseKey(bytes);
}

// Of a person whom the hospital has only.
ReleaseRow Row(uint32_t number) {
  return {.key = KeyOf(number),
          .holder_bits = 1,
          .values = {Number(number % 91), Missing(), Number(0), Missing(), Missing(), Missing()},
          .band = 0};
}

TEST(ReleaseFileTest, ReadsTheGoldenVector) {
  const TempDir dir;
  WriteBytes(dir.File("a.release"), ieum::testing::ReadHexVector("release_file.hex"));
  ASSERT_OK_AND_ASSIGN(const auto reader, ReleaseFileReader::Open(dir.File("a.release")));
  EXPECT_EQ(reader->description().canonical_json, ExampleJson());
  const ReleaseAccount& account = reader->trailer().account;
  EXPECT_EQ(reader->trailer().row_count, 3U);
  ASSERT_EQ(account.holders.size(), 2U);
  EXPECT_EQ(account.holders[1].row_count, 2U);
  ASSERT_EQ(account.bias.size(), 4U);
  EXPECT_EQ(BiasGroup(reader->description(), account.bias[3]), "basic");
  ASSERT_OK_AND_ASSIGN(const ReleaseChunk* chunk, reader->Next());
  ASSERT_NE(chunk, nullptr);
  ASSERT_EQ(chunk->row_count(), 3U);
  EXPECT_EQ(ToHex(chunk->keys()[2].bytes()), "ee0829bc87f37c21340d2be1898467fc");
  EXPECT_EQ(chunk->holder_bits(0), 1U);
  EXPECT_EQ(chunk->holder_bits(2), 3U);
  EXPECT_TRUE(chunk->HasHolder(2, 1));
  EXPECT_EQ(chunk->column(0)[2].number, 42);
  EXPECT_TRUE(chunk->column(1)[1].missing);
  EXPECT_TRUE(chunk->column(3)[0].missing);
  EXPECT_EQ(chunk->column(5)[2].bytes, "감기, \"심함\"");
  EXPECT_EQ(chunk->band(2), 1);
  for (int again = 0; again < 2; ++again) {
    ASSERT_OK_AND_ASSIGN(const ReleaseChunk* end, reader->Next());
    EXPECT_EQ(end, nullptr);
  }
}

TEST(ReleaseFileTest, AFlippedBitIsFoundInEveryByte) {
  const TempDir dir;
  const Bytes golden = ieum::testing::ReadHexVector("release_file.hex");
  const std::string path = dir.File("a.release");
  for (size_t i = 0; i < golden.size(); ++i) {
    Bytes damaged = golden;
    damaged[i] ^= static_cast<std::byte>(1U << (i % 8));
    WriteBytes(path, damaged);
    EXPECT_FALSE(ReadAll(path).ok()) << "byte " << i;
  }
}

TEST(ReleaseFileTest, CutsAreFound) {
  const TempDir dir;
  Bytes bytes = ieum::testing::ReadHexVector("release_file.hex");
  const std::string path = dir.File("a.release");
  for (size_t size = 0; size < bytes.size(); size += size < 64 ? 1 : 5) {
    WriteBytes(path, ByteView(bytes).first(size));
    const auto code = size < 12 ? kInvalid : kDataLoss;
    EXPECT_THAT(ReadAll(path), StatusIs(code, HasSubstr("a.release"))) << size;
  }
  bytes.push_back(std::byte{0});
  WriteBytes(path, bytes);
  EXPECT_THAT(ReadAll(path), StatusIs(kDataLoss, HasSubstr("open the bundle again")));
}

TEST(ReleaseFileTest, WritesManyRowsInChunks) {
  const TempDir dir;
  const std::string path = dir.File("a.release");
  ASSERT_OK_AND_ASSIGN(const auto writer, ReleaseFileWriter::Create(path, ExampleDescription()));
  constexpr uint32_t kRows = 10'000;
  for (uint32_t r = 0; r < kRows; ++r) ASSERT_OK(writer->Append(Row(r)));
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_OK_AND_ASSIGN(const ReleaseTrailer trailer, writer->Finish({}));
  EXPECT_EQ(trailer.row_count, kRows);
  EXPECT_EQ(trailer.chunk_count, 3U);
  ASSERT_OK_AND_ASSIGN(const auto reader, ReleaseFileReader::Open(path));
  EXPECT_EQ(reader->trailer().release_digest, trailer.release_digest);
  uint32_t next = 0;
  while (true) {
    ASSERT_OK_AND_ASSIGN(const ReleaseChunk* chunk, reader->Next());
    if (chunk == nullptr) break;
    for (uint32_t r = 0; r < chunk->row_count(); ++r, ++next) {
      ASSERT_EQ(chunk->keys()[r], KeyOf(next));
      ASSERT_EQ(chunk->column(0)[r].number, next % 91);
      ASSERT_FALSE(chunk->HasHolder(r, 1));
    }
  }
  EXPECT_EQ(next, kRows);
}

TEST(ReleaseFileTest, TheWriterRefusesWhatAReaderWould) {
  const TempDir dir;
  const std::string path = dir.File("a.release");
  {
    ASSERT_OK_AND_ASSIGN(const auto writer, ReleaseFileWriter::Create(path, ExampleDescription()));
    ASSERT_OK(writer->Append(Row(5)));
    ASSERT_OK(writer->Append(Row(5)));  // a person may have several rows
    EXPECT_THAT(writer->Append(Row(4)), StatusIs(kInvalid, HasSubstr("order of their keys")));
    const auto refuses = [&writer](ReleaseRow row, const char* said) {
      EXPECT_THAT(writer->Append(row), StatusIs(kInvalid, HasSubstr(said)));
    };
    ReleaseRow row = Row(6);
    row.holder_bits = 0;
    refuses(row, "of no holder");
    row.holder_bits = 4;
    refuses(row, "of no holder");
    row.holder_bits = 2;
    refuses(row, "lacks holder 'hospital-a'");
    row = Row(6);
    row.values[3] = Number(1);
    refuses(row, "'insurer-b.claims': has a value of a holder that the row lacks");
    row = Row(6);
    row.values[0] = Missing();
    refuses(row, "'hospital-a.age': is missing");
    row = Row(6);
    row.values[0] = Number(131);
    refuses(row, "'hospital-a.age': is outside");
    row = Row(6);
    row.holder_bits = 3;
    refuses(row, "'insurer-b.claims': is missing");
    row = Row(6);
    row.band = 2;
    refuses(row, "band of confidence");
    row.values.pop_back();
    refuses(row, "5 values for 6 columns");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
}

TEST(ReleaseFileTest, AFileWithoutRowsIsAFileAndAnotherIsNone) {
  const TempDir dir;
  const std::string path = dir.File("a.release");
  ASSERT_OK_AND_ASSIGN(const auto writer, ReleaseFileWriter::Create(path, ExampleDescription()));
  ASSERT_OK(writer->Finish({}));
  ASSERT_OK_AND_ASSIGN(const int rows, ReadAll(path));
  EXPECT_EQ(rows, 0);
  EXPECT_THAT(ReadAll(dir.Write("other", "IEUMPAY1 and more bytes")),
              StatusIs(kInvalid, HasSubstr("ieum bundle open")));
}

}  // namespace
}  // namespace ieum::core::testing::release_file_test
