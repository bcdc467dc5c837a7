#include "ieum/core/payload/payload_chunk.h"

#include <gtest/gtest.h>

#include <cstring>

#include "support/hex_vector.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

PayloadSchema GoldenSchema() {
  return PayloadSchema::FromJson(testing::ReadTestFile(testing::VectorPath("payload_schema.json")))
      .value();
}

void Mend(Bytes& chunk) {
  const uint32_t checksum = Crc32c(ByteView(chunk).first(chunk.size() - 4));
  std::memcpy(chunk.data() + chunk.size() - 4, &checksum, 4);
}

TEST(PayloadChunkTest, ReadsAndWritesTheGoldenVector) {
  const PayloadSchema schema = GoldenSchema();
  const Bytes golden = testing::ReadHexVector("payload_chunk.hex");
  ASSERT_OK_AND_ASSIGN(const PayloadChunk chunk, PayloadChunk::Parse(schema, golden));
  EXPECT_EQ(chunk.sequence(), 0U);
  ASSERT_EQ(chunk.row_count(), 2U);
  EXPECT_EQ(chunk.column(0)[1].number, 90);
  EXPECT_TRUE(chunk.column(1)[1].missing);
  EXPECT_EQ(chunk.column(4)[0].bytes, "감기");

  PayloadChunkBuilder builder(schema);
  std::vector<std::string> texts;
  for (uint32_t r = 0; r < 2; ++r) {
    std::vector<PayloadValue> row;
    for (size_t c = 0; c < schema.columns.size(); ++c) {
      row.push_back(chunk.column(c)[r]);
      AppendValueText(schema.columns[c].sent_type, row.back(), texts.emplace_back());
    }
    ASSERT_TRUE(builder.Append(chunk.serials()[r], row));
  }
  EXPECT_EQ(ToHex(builder.Serialize(0)), ToHex(golden));
  EXPECT_EQ(texts[0], "42");
  EXPECT_EQ(texts[1], "12.50");
  EXPECT_EQ(texts[2], "M");
  EXPECT_EQ(texts[3], "2024-01");
  EXPECT_THAT(texts[5], HasSubstr(" application/dicom 48213"));
  EXPECT_EQ(texts[6], "c1c1c1c1c1c1c1c1");
}

TEST(PayloadChunkTest, AFlippedBitIsFoundInEveryByte) {
  const PayloadSchema schema = GoldenSchema();
  const Bytes golden = testing::ReadHexVector("payload_chunk.hex");
  for (size_t i = 0; i < golden.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = golden;
      damaged[i] ^= static_cast<std::byte>(1U << bit);
      EXPECT_FALSE(PayloadChunk::Parse(schema, damaged).ok()) << "byte " << i;
    }
  }
}

TEST(PayloadChunkTest, RefusesWhatItsChecksumAllows) {
  const PayloadSchema schema = GoldenSchema();
  const Bytes golden = testing::ReadHexVector("payload_chunk.hex");
  const auto refused = [&](size_t place, uint8_t value, std::string_view why) {
    Bytes damaged = golden;
    damaged[place] = static_cast<std::byte>(value);
    Mend(damaged);
    EXPECT_THAT(PayloadChunk::Parse(schema, damaged),
                StatusIs(kInvalid, HasSubstr(std::string(why))));
  };
  refused(0, 'X', "not a chunk");
  refused(12, 0, "a chunk of 0 rows");
  refused(13, 17, "want 1 to 4096");
  refused(16, 0, "of another schema");
  refused(48, 0x23, "does not follow");
  // age 42 at 80, bitmap of cost at 96, cost at 97, sex at 113, dates at 115.
  refused(81, 1, "row 1 of the chunk, column 'age': is outside the range");
  refused(96, 6, "missing values behind its last row");
  refused(96, 3, "is missing and has a value");
  refused(113, 2, "column 'sex': is not the number of a code");
  refused(118, 0x7f, "column 'first_visit': is not a date");
  refused(124, 7, "");
  Bytes longer(golden.begin(), golden.end() - 4);
  longer.resize(golden.size() + 1);
  Mend(longer);
  EXPECT_THAT(PayloadChunk::Parse(schema, longer), StatusIs(kInvalid, HasSubstr("longer")));
}

TEST(PayloadChunkTest, AFullChunkTakesNoRow) {
  ASSERT_OK_AND_ASSIGN(const PayloadSchema schema,
                       PayloadSchema::FromJson(
                           R"({"format":"ieum-payload-schema","schema":"s","version":1,"columns":[
              {"name":"x","purpose":"p","role":"other","type":"text","max_bytes":4096}]})"));
  PayloadChunkBuilder builder(schema);
  PayloadValue value;
  value.bytes.assign(4096, 'a');
  uint32_t count = 0;
  Serial serial{};
  while (true) {
    serial[0] = static_cast<std::byte>(count >> 8);
    serial[1] = static_cast<std::byte>(count);
    if (!builder.Append(serial, std::span<const PayloadValue>(&value, 1))) break;
    ++count;
  }
  EXPECT_GT(count, 700U);
  const Bytes bytes = builder.Serialize(3);
  EXPECT_LE(bytes.size(), kMaxPayloadChunkBytes);
  EXPECT_GT(bytes.size(), kMaxPayloadChunkBytes - 5000);
  ASSERT_OK_AND_ASSIGN(const PayloadChunk chunk, PayloadChunk::Parse(schema, bytes));
  EXPECT_EQ(chunk.row_count(), count);
  builder.Clear();
  EXPECT_TRUE(builder.Append(serial, std::span<const PayloadValue>(&value, 1)));
  EXPECT_EQ(builder.row_count(), 1U);
}

}  // namespace
}  // namespace ieum::core
