#include "ieum/core/payload/payload_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/hex_vector.h"

namespace ieum::core::payload_file_test {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

constexpr char kNumbers[] =
    R"({"format":"ieum-payload-schema","schema":"numbers","version":1,"columns":[
        {"name":"n","purpose":"p","role":"other","type":"integer","min":0},
        {"name":"o","purpose":"p","role":"other","type":"integer","nullable":true}]})";

PayloadHeader Header(std::string_view schema) {
  return {.project = ProjectId::Parse("demo").value(),
          .holder = InstitutionId::Parse("hospital-a").value(),
          .schema = PayloadSchema::FromJson(schema).value()};
}

Serial SerialOf(uint32_t number) {
  Serial serial{};
  for (size_t i = 0; i < 4; ++i) serial[i] = static_cast<std::byte>(number >> (8 * (3 - i)));
  return serial;
}

std::vector<PayloadValue> Row(int64_t number) {
  std::vector<PayloadValue> row(2);
  row[0].number = number;
  row[1].missing = true;
  return row;
}

void WriteBytes(const std::string& path, ByteView bytes) {
  std::ofstream(path, std::ios::binary) << AsText(bytes);
}

// Reads to the end; the number of rows, or the first error.
absl::StatusOr<int> ReadAll(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<PayloadFileReader> reader,
                        PayloadFileReader::Open(path));
  int rows = 0;
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const PayloadChunk* chunk, reader->Next());
    if (chunk == nullptr) return rows;
    rows += static_cast<int>(chunk->row_count());
  }
}

TEST(PayloadFileTest, ReadsTheGoldenVector) {
  const TempDir dir;
  WriteBytes(dir.File("a.payload"), testing::ReadHexVector("payload_file.hex"));
  ASSERT_OK_AND_ASSIGN(const auto reader, PayloadFileReader::Open(dir.File("a.payload")));
  EXPECT_EQ(reader->header().project.value(), "demo");
  EXPECT_EQ(reader->header().holder.value(), "hospital-a");
  EXPECT_EQ(reader->header().schema.name, "clinic-visits");
  EXPECT_EQ(reader->trailer().row_count, 3U);
  EXPECT_EQ(reader->trailer().chunk_count, 2U);
  ASSERT_OK_AND_ASSIGN(const PayloadChunk* first, reader->Next());
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->row_count(), 2U);
  ASSERT_OK_AND_ASSIGN(const PayloadChunk* second, reader->Next());
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->column(1)[0].number, -5);
  for (int again = 0; again < 2; ++again) {
    ASSERT_OK_AND_ASSIGN(const PayloadChunk* end, reader->Next());
    EXPECT_EQ(end, nullptr);
  }
}

TEST(PayloadFileTest, AFlippedBitIsFoundInEveryByte) {
  const TempDir dir;
  const Bytes golden = testing::ReadHexVector("payload_file.hex");
  const std::string path = dir.File("a.payload");
  for (size_t i = 0; i < golden.size(); ++i) {
    Bytes damaged = golden;
    damaged[i] ^= static_cast<std::byte>(1U << (i % 8));
    WriteBytes(path, damaged);
    EXPECT_FALSE(ReadAll(path).ok()) << "byte " << i;
  }
}

TEST(PayloadFileTest, EveryCutIsFound) {
  const TempDir dir;
  Bytes bytes = testing::ReadHexVector("payload_file.hex");
  const std::string path = dir.File("a.payload");
  for (size_t size = 0; size < bytes.size(); ++size) {
    WriteBytes(path, ByteView(bytes).first(size));
    const auto code = size < 12 ? kInvalid : kDataLoss;
    EXPECT_THAT(ReadAll(path), StatusIs(code, HasSubstr("a.payload"))) << size;
  }
  bytes.push_back(std::byte{0});
  WriteBytes(path, bytes);
  EXPECT_THAT(ReadAll(path), StatusIs(kDataLoss, HasSubstr("make it again")));
}

TEST(PayloadFileTest, AMissingOrSwappedChunkIsFound) {
  const TempDir dir;
  const Bytes golden = testing::ReadHexVector("payload_file.hex");
  const size_t header = LoadLittleEndian<uint32_t>(golden, 8);
  const size_t first = 4 + LoadLittleEndian<uint32_t>(golden, header);
  const size_t second = golden.size() - 52 - header - first;
  const auto part = [&golden](size_t begin, size_t size) {
    return std::string(AsText(ByteView(golden).subspan(begin, size)));
  };
  const std::string head = part(0, header), one = part(header, first);
  const std::string two = part(header + first, second), tail = part(golden.size() - 52, 52);
  EXPECT_OK(ReadAll(dir.Write("same", head + one + two + tail)));
  EXPECT_THAT(ReadAll(dir.Write("swapped", head + two + one + tail)),
              StatusIs(kDataLoss, HasSubstr("chunk 0 belongs to another place")));
  EXPECT_THAT(ReadAll(dir.Write("last", head + one + tail)),
              StatusIs(kDataLoss, HasSubstr("counts other rows or chunks")));
  EXPECT_THAT(ReadAll(dir.Write("twice", head + one + one + tail)),
              StatusIs(kDataLoss, HasSubstr("chunk 1 belongs to another place")));
}

TEST(PayloadFileTest, WritesManyRowsInChunks) {
  const TempDir dir;
  const std::string path = dir.File("a.payload");
  ASSERT_OK_AND_ASSIGN(const auto writer, PayloadFileWriter::Create(path, Header(kNumbers)));
  constexpr uint32_t kRows = 10'000;
  for (uint32_t r = 0; r < kRows; ++r) ASSERT_OK(writer->Append(SerialOf(r), Row(r)));
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_OK_AND_ASSIGN(const PayloadTrailer trailer, writer->Finish());
  EXPECT_EQ(trailer.row_count, kRows);
  EXPECT_EQ(trailer.chunk_count, 3U);
  ASSERT_OK_AND_ASSIGN(const auto reader, PayloadFileReader::Open(path));
  EXPECT_EQ(reader->trailer().payload_digest, trailer.payload_digest);
  uint32_t next = 0;
  while (true) {
    ASSERT_OK_AND_ASSIGN(const PayloadChunk* chunk, reader->Next());
    if (chunk == nullptr) break;
    for (uint32_t r = 0; r < chunk->row_count(); ++r, ++next) {
      ASSERT_EQ(chunk->serials()[r], SerialOf(next));
      ASSERT_EQ(chunk->column(0)[r].number, next);
      ASSERT_TRUE(chunk->column(1)[r].missing);
    }
  }
  EXPECT_EQ(next, kRows);
}

TEST(PayloadFileTest, TheWriterRefusesWhatAReaderWould) {
  const TempDir dir;
  const std::string path = dir.File("a.payload");
  {
    ASSERT_OK_AND_ASSIGN(const auto writer, PayloadFileWriter::Create(path, Header(kNumbers)));
    ASSERT_OK(writer->Append(SerialOf(5), Row(1)));
    EXPECT_THAT(writer->Append(SerialOf(5), Row(1)), StatusIs(kInvalid, HasSubstr("ascending")));
    EXPECT_THAT(writer->Append(SerialOf(4), Row(1)), StatusIs(kInvalid, HasSubstr("ascending")));
    EXPECT_THAT(writer->Append(SerialOf(6), Row(-1)),
                StatusIs(kInvalid, HasSubstr("column 'n': is outside")));
    std::vector<PayloadValue> missing = Row(1);
    missing[0].missing = true;
    EXPECT_THAT(writer->Append(SerialOf(6), missing),
                StatusIs(kInvalid, HasSubstr("column 'n': is missing")));
    EXPECT_TRUE(std::filesystem::exists(path + ".part"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
}

TEST(PayloadFileTest, AFileWithoutRowsIsAFile) {
  const TempDir dir;
  const std::string path = dir.File("a.payload");
  ASSERT_OK_AND_ASSIGN(const auto writer, PayloadFileWriter::Create(path, Header(kNumbers)));
  ASSERT_OK(writer->Finish());
  ASSERT_OK_AND_ASSIGN(const int rows, ReadAll(path));
  EXPECT_EQ(rows, 0);
  EXPECT_THAT(ReadAll(dir.Write("other", "IEUMSUB2 and more bytes")),
              StatusIs(kInvalid, HasSubstr("ieum payload make")));
}

}  // namespace
}  // namespace ieum::core::payload_file_test
