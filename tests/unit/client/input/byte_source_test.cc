#include "ieum/client/input/byte_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <vector>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using absl::StatusCode;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

std::string Gzip(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

// All bytes, read in pieces of `piece`.
absl::StatusOr<std::string> ReadAll(ByteSource& source, size_t piece) {
  std::string all;
  std::vector<char> buffer(piece);
  while (true) {
    const absl::StatusOr<size_t> got = source.Read(buffer);
    if (!got.ok()) return got.status();
    if (*got == 0) return all;
    all.append(buffer.data(), *got);
  }
}

absl::StatusOr<std::string> Plain(std::string_view bytes, size_t piece = 1000) {
  auto plain = Decompress(TextBytes(bytes));
  if (!plain.ok()) return plain.status();
  return ReadAll(*plain->source, piece);
}

// Text that compresses, but not too well.
std::string Rows(int count) {
  std::string text = "row_id,name\n";
  for (int i = 0; i < count; ++i) text += std::to_string(i * 7919) + ",김민준\n";
  return text;
}

TEST(ByteSourceTest, PassesPlainBytesOnUnchanged) {
  for (const std::string_view text : {"", "a", "abc", "abcd", "row_id,name\n1,Kim\n"}) {
    const auto plain = Decompress(TextBytes(text));
    ASSERT_OK(plain);
    EXPECT_EQ(plain->compression, Compression::kNone);
    EXPECT_EQ(plain->source->bytes_read(), 0) << "bytes that were only looked at do not count";
    EXPECT_EQ(plain->source->bytes_total(), static_cast<int64_t>(text.size()));
    EXPECT_EQ(*ReadAll(*plain->source, 3), text);
    EXPECT_EQ(plain->source->bytes_read(), static_cast<int64_t>(text.size()));
  }
}

TEST(ByteSourceTest, RecognisesAndUndoesCompressionByTheFirstBytes) {
  const std::string text = Rows(20'000);
  for (const auto& [packed, compression] :
       {std::pair(Gzip(text), Compression::kGzip), std::pair(Zstd(text), Compression::kZstd)}) {
    const auto plain = Decompress(TextBytes(packed));
    ASSERT_OK(plain);
    EXPECT_EQ(plain->compression, compression);
    EXPECT_EQ(*ReadAll(*plain->source, 4096), text);
    EXPECT_EQ(plain->source->bytes_read(), static_cast<int64_t>(packed.size()));
    EXPECT_EQ(plain->source->bytes_total(), static_cast<int64_t>(packed.size()));
    EXPECT_EQ(*Plain(packed, 1), text) << "byte by byte";
  }
}

TEST(ByteSourceTest, ReadsMembersAndFramesBehindOneAnother) {
  EXPECT_EQ(*Plain(Gzip("one,") + Gzip("") + Gzip("two")), "one,two");
  EXPECT_EQ(*Plain(Zstd("one,") + Zstd("") + Zstd("two")), "one,two");
  EXPECT_EQ(*Plain(Gzip("")), "");
  EXPECT_EQ(*Plain(Zstd("")), "");
}

TEST(ByteSourceTest, RefusesContentThatIsCutOff) {
  const std::string text = Rows(500);
  for (const std::string& packed : {Gzip(text), Zstd(text)}) {
    for (size_t size = 4; size < packed.size(); size += size < 64 ? 1 : 97) {
      EXPECT_THAT(Plain(packed.substr(0, size)),
                  StatusIs(StatusCode::kInvalidArgument, HasSubstr("ends in the middle")))
          << size;
    }
  }
}

TEST(ByteSourceTest, RefusesDamageAndBytesBehindTheEnd) {
  const std::string text = Rows(500);
  for (const std::string& packed : {Gzip(text), Zstd(text)}) {
    std::string damaged = packed;
    damaged[damaged.size() / 2] ^= 0x55;
    const auto read = Plain(damaged);
    EXPECT_TRUE(!read.ok() || *read != text);
    EXPECT_THAT(Plain(packed + "not compressed, and more of it"),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr("damaged")));
  }
  std::string wrong_sum = Gzip(text);
  wrong_sum[wrong_sum.size() - 6] ^= 1;
  EXPECT_THAT(Plain(wrong_sum), StatusIs(StatusCode::kInvalidArgument, HasSubstr("damaged")));
}

TEST(ByteSourceTest, RefusesBombsOfEitherKind) {
  const std::string zeros(static_cast<size_t>(kUnlimitedOutputBytes) + 1'000'000, '0');
  EXPECT_THAT(Plain(Gzip(zeros), 1 << 20),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("more than 250 times its size")));
  EXPECT_THAT(Plain(Zstd(zeros), 1 << 20),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("more than 250 times its size")));
  const std::string small(100'000, '0');
  EXPECT_EQ(*Plain(Zstd(small)), small) << "small files may be as empty as they like";
}

TEST(ByteSourceTest, TellsWorkbooksFromText) {
  for (const char* start : {"PK\x03\x04 and more", "\xD0\xCF\x11\xE0 and more"}) {
    EXPECT_THAT(Decompress(TextBytes(start)),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr("Excel workbook")));
  }
}

TEST(ByteSourceTest, OpensFilesAndSaysWhyNot) {
  const TempDir dir;
  const auto source = OpenRawBytes(dir.Write("a.csv", "a,b\n"));
  ASSERT_OK(source);
  EXPECT_EQ((*source)->bytes_total(), 4);
  EXPECT_EQ(*ReadAll(**source, 3), "a,b\n");
  EXPECT_THAT(OpenRawBytes(dir.File("none.csv")),
              StatusIs(StatusCode::kNotFound, HasSubstr("none")));
  EXPECT_THAT(OpenRawBytes(dir.path()),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("folder")));
  EXPECT_EQ(InputName("a.csv"), "'a.csv'");
  EXPECT_EQ(InputName("-"), "standard input");
}

}  // namespace
}  // namespace ieum::client
