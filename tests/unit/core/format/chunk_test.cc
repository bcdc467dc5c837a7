#include "ieum/core/format/chunk.h"

#include <algorithm>
#include <cstring>

#include "support/hex_vector.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

SubmissionId ExampleSubmissionId() {
  SubmissionId id;
  for (size_t i = 0; i < id.size(); ++i) id[i] = static_cast<std::byte>(0xa0 + i);
  return id;
}

Serial SerialOf(int value) {
  Serial serial;
  serial.fill(static_cast<std::byte>(value));
  return serial;
}

Sha256Digest ExampleProfileDigest() {
  return Sha256(AsBytes(testing::ReadTestFile(testing::VectorPath("profile.json"))));
}

// The chunks of docs/formats/chunk.md.
Bytes ExampleChunk(std::span<const uint64_t> blocking_keys = {}) {
  const std::vector<Serial> serials = {SerialOf(0x11), SerialOf(0x22)};
  const Bytes encodings = FromHex("01000000000000800003000000000000").value();
  return SerializeChunk(ExampleSubmissionId(), 0, ExampleProfileDigest(), serials, encodings,
                        blocking_keys);
}

const std::vector<uint64_t> kExampleKeys = {0x0102030405060708, 0, 0xffeeddccbbaa9988, 5};

// Sets the checksum right again after a test has changed something before it.
Bytes WithChecksum(Bytes chunk) {
  chunk.resize(chunk.size() - 4);
  AppendLittleEndian(chunk, Crc32c(chunk));
  return chunk;
}

Bytes WithInteger(size_t offset, uint32_t value) {
  Bytes chunk = ExampleChunk();
  std::memcpy(chunk.data() + offset, &value, sizeof(value));
  return WithChecksum(std::move(chunk));
}

TEST(ChunkTest, SerializesTheGoldenVector) {
  EXPECT_EQ(ToHex(ExampleChunk()), ToHex(testing::ReadHexVector("chunk.hex")));
  EXPECT_EQ(ToHex(ExampleChunk(kExampleKeys)),
            ToHex(testing::ReadHexVector("chunk_with_keys.hex")));
}

TEST(ChunkTest, ParsesTheGoldenVector) {
  const Bytes golden = testing::ReadHexVector("chunk.hex");
  ASSERT_OK_AND_ASSIGN(const ChunkView chunk, ParseChunk(golden));
  EXPECT_EQ(chunk.submission_id, ExampleSubmissionId());
  EXPECT_EQ(chunk.sequence, 0U);
  EXPECT_EQ(chunk.row_count, 2U);
  EXPECT_EQ(chunk.row_bytes, 8U);
  EXPECT_EQ(chunk.profile_digest, ExampleProfileDigest());
  ASSERT_EQ(chunk.serials.size(), 2U);
  EXPECT_EQ(chunk.serials[1], SerialOf(0x22));
  EXPECT_EQ(ToHex(chunk.encodings), "01000000000000800003000000000000");
  EXPECT_EQ(chunk.blocking_keys_per_row, 0U);
  EXPECT_TRUE(chunk.blocking_keys.empty());
  // Views, not copies.
  EXPECT_EQ(chunk.encodings.data(), golden.data() + 72 + 32);
}

TEST(ChunkTest, ParsesTheGoldenVectorWithBlockingKeys) {
  const Bytes golden = testing::ReadHexVector("chunk_with_keys.hex");
  ASSERT_OK_AND_ASSIGN(const ChunkView chunk, ParseChunk(golden));
  EXPECT_EQ(chunk.row_count, 2U);
  EXPECT_EQ(chunk.blocking_keys_per_row, 2U);
  EXPECT_EQ(ToHex(chunk.encodings), "01000000000000800003000000000000");
  ASSERT_EQ(chunk.blocking_keys.size(), 32U);
  for (size_t i = 0; i < kExampleKeys.size(); ++i) {
    EXPECT_EQ(LoadLittleEndian<uint64_t>(chunk.blocking_keys, 8 * i), kExampleKeys[i]);
  }
}

TEST(ChunkTest, EveryFlippedBitIsFound) {
  const Bytes golden = ExampleChunk(kExampleKeys);
  for (size_t bit = 0; bit < golden.size() * 8; ++bit) {
    Bytes damaged = golden;
    damaged[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    EXPECT_FALSE(ParseChunk(damaged).ok()) << "bit " << bit;
  }
}

TEST(ChunkTest, EveryShorterOrLongerTextIsRefused) {
  Bytes bytes = ExampleChunk();
  bytes.push_back(std::byte{0});
  for (size_t size = 0; size <= bytes.size(); ++size) {
    if (size == bytes.size() - 1) continue;
    EXPECT_THAT(ParseChunk(ByteView(bytes).first(size)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("chunk")))
        << size;
  }
}

TEST(ChunkTest, DamageBehindTheHeaderIsDataLoss) {
  Bytes damaged = ExampleChunk();
  damaged[80] ^= std::byte{1};
  EXPECT_THAT(ParseChunk(damaged), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checksum")));
}

TEST(ChunkTest, RefusesSizesOutsideTheLimitsBeforeItUsesThem) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(ParseChunk(WithInteger(28, 0)), StatusIs(kInvalid, HasSubstr("0 rows")));
  EXPECT_THAT(ParseChunk(WithInteger(28, 65'537)), StatusIs(kInvalid, HasSubstr("65537 rows")));
  EXPECT_THAT(ParseChunk(WithInteger(28, 0xffffffff)), StatusIs(kInvalid, HasSubstr("rows")));
  EXPECT_THAT(ParseChunk(WithInteger(28, 3)), StatusIs(kInvalid, HasSubstr("of 3 rows has 124")));
  EXPECT_THAT(ParseChunk(WithInteger(32, 0)), StatusIs(kInvalid, HasSubstr("0 bytes")));
  EXPECT_THAT(ParseChunk(WithInteger(32, 12)), StatusIs(kInvalid, HasSubstr("multiple of 8")));
  EXPECT_THAT(ParseChunk(WithInteger(32, 2056)), StatusIs(kInvalid, HasSubstr("to 2048")));
  EXPECT_THAT(ParseChunk(WithInteger(32, 0xfffffff8)), StatusIs(kInvalid, HasSubstr("to 2048")));
  EXPECT_THAT(ParseChunk(WithInteger(36, 1)), StatusIs(kInvalid, HasSubstr("want 140")));
  EXPECT_THAT(ParseChunk(WithInteger(36, 17)),
              StatusIs(kInvalid, HasSubstr("17 blocking keys for each row; want at most 16")));
  EXPECT_THAT(ParseChunk(WithInteger(36, 0xffffffff)), StatusIs(kInvalid, HasSubstr("keys")));
  EXPECT_THAT(ParseChunk(Bytes(kMaxChunkBytes + 1)), StatusIs(kInvalid, HasSubstr("3145728")));
}

TEST(ChunkTest, SequenceUsesAllThirtyTwoBits) {
  const std::vector<Serial> serials = {SerialOf(1)};
  const Bytes chunk = SerializeChunk(ExampleSubmissionId(), 0xfedcba98, {}, serials, Bytes(8), {});
  ASSERT_OK_AND_ASSIGN(const ChunkView view, ParseChunk(chunk));
  EXPECT_EQ(view.sequence, 0xfedcba98);
}

TEST(ChunkTest, FullChunksOfEveryLayoutStayWithinTheLimit) {
  for (const int bits : {64, 512, 1536, 8192, 16384}) {
    std::vector<Segment> segments;
    for (int left = bits; left > 0; left -= 8192) {
      segments.push_back({.name = std::to_string(left), .bit_count = std::min(left, 8192)});
    }
    ASSERT_OK_AND_ASSIGN(const EncodingLayout layout, EncodingLayout::Create(segments));
    for (const int key_count : {0, 1, 16}) {
      const uint32_t rows = RowsPerChunk(layout, key_count);
      EXPECT_LE(rows, kDefaultRowsPerChunk);
      const std::vector<Serial> serials(rows);
      const Bytes encodings(size_t{rows} * static_cast<size_t>(layout.row_bytes()));
      const std::vector<uint64_t> keys(size_t{rows} * static_cast<size_t>(key_count));
      const Bytes chunk = SerializeChunk({}, 0, {}, serials, encodings, keys);
      EXPECT_LE(static_cast<int64_t>(chunk.size()), kMaxChunkBytes) << bits;
      EXPECT_OK(ParseChunk(chunk)) << bits;
      // As many rows as fit, unless the default is fewer.
      EXPECT_TRUE(rows == kDefaultRowsPerChunk ||
                  static_cast<int64_t>(chunk.size()) + layout.row_bytes() + 16 + 8 * key_count >
                      kMaxChunkBytes)
          << bits;
    }
  }
}

TEST(ChunkTest, RowsThatAreRemovedLeaveTheOthersAsTheyWere) {
  const Bytes whole = ExampleChunk(kExampleKeys);
  ASSERT_OK_AND_ASSIGN(const ChunkView chunk, ParseChunk(whole));
  EXPECT_EQ(ToHex(ChunkWithout(chunk, 0, {false, false})), ToHex(whole));
  const Bytes second = ChunkWithout(chunk, 7, {true, false});
  ASSERT_OK_AND_ASSIGN(const ChunkView left, ParseChunk(second));
  EXPECT_EQ(left.sequence, 7U);
  ASSERT_EQ(left.row_count, 1U);
  EXPECT_EQ(left.serials[0], SerialOf(0x22));
  EXPECT_EQ(ToHex(left.encodings), "0003000000000000");
  EXPECT_EQ(ToHex(left.blocking_keys), "8899aabbccddeeff0500000000000000");
  const Bytes none = ChunkWithout(chunk, 0, {true, true});
  EXPECT_THAT(ParseChunk(none), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0 rows")));
  ASSERT_OK_AND_ASSIGN(const ChunkView empty, ParseChunk(none, 0));
  EXPECT_EQ(empty.row_count, 0U);
  EXPECT_EQ(empty.row_bytes, chunk.row_bytes);
  EXPECT_EQ(empty.profile_digest, chunk.profile_digest);
}

TEST(SubmissionDigestTest, IsTheDigestOfAllChunkDigestsInOrder) {
  const Sha256Digest first = Sha256(AsBytes("first"));
  const Sha256Digest second = Sha256(AsBytes("second"));
  SubmissionDigest digest;
  digest.AddChunk(first);
  digest.AddChunk(second);
  const std::string text =
      "ieum submission v1" + std::string(AsText(first)) + std::string(AsText(second));
  EXPECT_EQ(digest.Finish(), Sha256(AsBytes(text)));

  SubmissionDigest swapped;
  swapped.AddChunk(second);
  swapped.AddChunk(first);
  EXPECT_NE(swapped.Finish(), Sha256(AsBytes(text)));
}

}  // namespace
}  // namespace ieum::core
