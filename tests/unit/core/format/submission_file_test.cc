#include "ieum/core/format/submission_file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "support/hex_vector.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

Serial SerialOf(int value) {
  Serial serial;
  serial.fill(static_cast<std::byte>(value));
  return serial;
}

SubmissionHeader ExampleHeader() {
  SubmissionHeader header{
      .project = ProjectId::Parse("demo").value(),
      .submission_id = {},
      .profile_digest = Sha256(AsBytes(testing::ReadTestFile(testing::VectorPath("profile.json")))),
      .row_bytes = 8,
      .blocking_keys_per_row = 0,
      .agreement_tag = {}};
  const Bytes tag = testing::ReadHexVector("agreement_tag.hex");
  std::copy(tag.begin(), tag.end(), header.agreement_tag.begin());
  for (size_t i = 0; i < 16; ++i) header.submission_id[i] = static_cast<std::byte>(0xa0 + i);
  return header;
}

// Writes the file of docs/formats/submission-file.md: two chunks, three rows.
absl::StatusOr<SubmissionTrailer> WriteExample(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<SubmissionFileWriter> writer,
                        SubmissionFileWriter::Create(path, ExampleHeader()));
  const std::vector<Serial> two = {SerialOf(0x11), SerialOf(0x22)};
  const Bytes encodings = FromHex("01000000000000800003000000000000").value();
  IEUM_RETURN_IF_ERROR(writer->AppendChunk(two, encodings, {}));
  const std::vector<Serial> one = {SerialOf(0x33)};
  IEUM_RETURN_IF_ERROR(writer->AppendChunk(one, Bytes(8, std::byte{0xff}), {}));
  return writer->Finish();
}

void WriteBytes(const std::string& path, ByteView bytes) {
  std::ofstream(path, std::ios::binary) << AsText(bytes);
}

// Reads to the end; the number of chunks, or the first error.
absl::StatusOr<int> ReadAll(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<SubmissionFileReader> reader,
                        SubmissionFileReader::Open(path));
  for (int count = 0;; ++count) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<ByteView> chunk, reader->Next());
    if (!chunk.has_value()) return count;
  }
}

TEST(SubmissionFileTest, WritesTheGoldenVector) {
  const TempDir dir;
  ASSERT_OK_AND_ASSIGN(const SubmissionTrailer trailer, WriteExample(dir.File("a.ieum")));
  EXPECT_EQ(trailer.row_count, 3U);
  EXPECT_EQ(trailer.chunk_count, 2U);
  EXPECT_EQ(ToHex(AsBytes(testing::ReadTestFile(dir.File("a.ieum")))),
            ToHex(testing::ReadHexVector("submission_file.hex")));
}

TEST(SubmissionFileTest, ReadsTheGoldenVector) {
  const TempDir dir;
  WriteBytes(dir.File("a.ieum"), testing::ReadHexVector("submission_file.hex"));
  ASSERT_OK_AND_ASSIGN(const auto reader, SubmissionFileReader::Open(dir.File("a.ieum")));
  EXPECT_EQ(reader->header().project.value(), "demo");
  EXPECT_EQ(reader->header().submission_id, ExampleHeader().submission_id);
  EXPECT_EQ(reader->header().profile_digest, ExampleHeader().profile_digest);
  EXPECT_EQ(reader->header().row_bytes, 8U);
  EXPECT_EQ(reader->trailer().row_count, 3U);
  EXPECT_EQ(reader->trailer().chunk_count, 2U);

  ASSERT_OK_AND_ASSIGN(const std::optional<ByteView> first, reader->Next());
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(ToHex(*first), ToHex(testing::ReadHexVector("chunk.hex")));
  ASSERT_OK_AND_ASSIGN(const std::optional<ByteView> second, reader->Next());
  ASSERT_TRUE(second.has_value());
  ASSERT_OK_AND_ASSIGN(const ChunkView view, ParseChunk(*second));
  EXPECT_EQ(view.sequence, 1U);
  EXPECT_EQ(view.serials[0], SerialOf(0x33));
  for (int again = 0; again < 2; ++again) {
    ASSERT_OK_AND_ASSIGN(const std::optional<ByteView> end, reader->Next());
    EXPECT_FALSE(end.has_value());
  }
}

TEST(SubmissionFileTest, AFlippedBitIsFoundInEveryByte) {
  const TempDir dir;
  const Bytes golden = testing::ReadHexVector("submission_file.hex");
  const std::string path = dir.File("a.ieum");
  for (size_t i = 0; i < golden.size(); ++i) {
    Bytes damaged = golden;
    damaged[i] ^= static_cast<std::byte>(1U << (i % 8));
    WriteBytes(path, damaged);
    EXPECT_FALSE(ReadAll(path).ok()) << "byte " << i;
  }
}

TEST(SubmissionFileTest, EveryCutIsFound) {
  const TempDir dir;
  Bytes bytes = testing::ReadHexVector("submission_file.hex");
  const std::string path = dir.File("a.ieum");
  for (size_t size = 0; size < bytes.size(); ++size) {
    WriteBytes(path, ByteView(bytes).first(size));
    const auto code = size < 10 ? kInvalid : kDataLoss;
    EXPECT_THAT(ReadAll(path), StatusIs(code, HasSubstr("a.ieum"))) << size;
  }
  bytes.push_back(std::byte{0});
  WriteBytes(path, bytes);
  EXPECT_THAT(ReadAll(path), StatusIs(kDataLoss, HasSubstr("encode again")));
}

TEST(SubmissionFileTest, AMissingOrSwappedChunkIsFound) {
  const TempDir dir;
  const Bytes golden = testing::ReadHexVector("submission_file.hex");
  const auto part = [&golden](size_t begin, size_t size) {
    return std::string(AsText(ByteView(golden).subspan(begin, size)));
  };
  // Header 106 bytes, chunks 4 + 124 and 4 + 100, trailer 52.
  const std::string head = part(0, 106), first = part(106, 128), second = part(234, 104);
  const std::string tail = part(338, 52);
  ASSERT_EQ(golden.size(), 390U);
  EXPECT_THAT(ReadAll(dir.Write("swapped", head + second + first + tail)),
              StatusIs(kDataLoss, HasSubstr("chunk 0 belongs to another")));
  EXPECT_THAT(ReadAll(dir.Write("last", head + first + tail)),
              StatusIs(kDataLoss, HasSubstr("counts other rows or chunks")));
  EXPECT_THAT(ReadAll(dir.Write("none", head + tail)),
              StatusIs(kDataLoss, HasSubstr("counts other rows or chunks")));
  EXPECT_THAT(ReadAll(dir.Write("twice", head + first + first + tail)),
              StatusIs(kDataLoss, HasSubstr("chunk 1 belongs to another")));
}

// The trailer with other numbers and a checksum that fits them.
std::string WithTrailer(uint64_t rows, uint32_t chunks, std::byte first_digest_byte) {
  Bytes bytes = testing::ReadHexVector("submission_file.hex");
  Bytes tail(bytes.end() - 52, bytes.end() - 4);
  std::memcpy(tail.data() + 4, &rows, 8);
  std::memcpy(tail.data() + 12, &chunks, 4);
  tail[16] = first_digest_byte;
  AppendLittleEndian(tail, Crc32c(tail));
  return std::string(AsText(ByteView(bytes).first(bytes.size() - 52))) + std::string(AsText(tail));
}

TEST(SubmissionFileTest, ATrailerThatDoesNotFitTheChunksIsFound) {
  const TempDir dir;
  const std::byte digest_byte = testing::ReadHexVector("submission_file.hex")[338 + 16];
  EXPECT_OK(ReadAll(dir.Write("same", WithTrailer(3, 2, digest_byte))));
  EXPECT_THAT(ReadAll(dir.Write("rows", WithTrailer(4, 2, digest_byte))),
              StatusIs(kDataLoss, HasSubstr("counts other rows")));
  EXPECT_THAT(ReadAll(dir.Write("digest", WithTrailer(3, 2, digest_byte ^ std::byte{1}))),
              StatusIs(kDataLoss, HasSubstr("the digest in its trailer")));
  EXPECT_THAT(
      SubmissionFileReader::Open(dir.Write("huge", WithTrailer(uint64_t{1} << 60, 2, digest_byte))),
      StatusIs(kDataLoss, HasSubstr("room for")));
}

TEST(SubmissionFileTest, SkipsToAChunkAndStillVerifiesAll) {
  const TempDir dir;
  const std::string path = dir.File("a.ieum");
  ASSERT_OK(WriteExample(path));
  ASSERT_OK_AND_ASSIGN(const auto reader, SubmissionFileReader::Open(path));
  ASSERT_OK(reader->SkipTo(0));
  ASSERT_OK(reader->SkipTo(1));
  EXPECT_THAT(reader->SkipTo(0), StatusIs(kInvalid, HasSubstr("1 of its 2 chunks")));
  EXPECT_THAT(reader->SkipTo(3), StatusIs(kInvalid, HasSubstr("cannot go on at chunk 3")));
  ASSERT_OK_AND_ASSIGN(const std::optional<ByteView> chunk, reader->Next());
  ASSERT_TRUE(chunk.has_value());
  EXPECT_EQ(ParseChunk(*chunk)->sequence, 1U);
  ASSERT_OK_AND_ASSIGN(const std::optional<ByteView> end, reader->Next());
  EXPECT_FALSE(end.has_value());

  ASSERT_OK_AND_ASSIGN(const auto at_end, SubmissionFileReader::Open(path));
  ASSERT_OK(at_end->SkipTo(2));
  ASSERT_OK_AND_ASSIGN(const std::optional<ByteView> nothing, at_end->Next());
  EXPECT_FALSE(nothing.has_value());
}

TEST(SubmissionFileTest, AnErrorIsFinal) {
  const TempDir dir;
  Bytes damaged = testing::ReadHexVector("submission_file.hex");
  damaged[170] ^= std::byte{1};
  WriteBytes(dir.File("a.ieum"), damaged);
  ASSERT_OK_AND_ASSIGN(const auto reader, SubmissionFileReader::Open(dir.File("a.ieum")));
  const auto matcher = StatusIs(kDataLoss, AllOf(HasSubstr("chunk 0"), HasSubstr("checksum")));
  EXPECT_THAT(reader->Next(), matcher);
  EXPECT_THAT(reader->Next(), matcher);
}

TEST(SubmissionFileTest, ASubmissionWithoutRowsIsWhole) {
  const TempDir dir;
  {
    ASSERT_OK_AND_ASSIGN(const auto writer,
                         SubmissionFileWriter::Create(dir.File("a.ieum"), ExampleHeader()));
    ASSERT_OK(writer->Finish());
  }
  EXPECT_THAT(ReadAll(dir.File("a.ieum")), testing::IsOkAndHolds(0));
}

TEST(SubmissionFileTest, CarriesTheBlockingKeysOfItsHeader) {
  const TempDir dir;
  const std::string path = dir.File("a.ieum");
  SubmissionHeader header = ExampleHeader();
  header.blocking_keys_per_row = 2;
  const std::vector<Serial> two = {SerialOf(0x11), SerialOf(0x22)};
  const std::vector<uint64_t> keys = {1, 2, 3, uint64_t{1} << 63};
  {
    ASSERT_OK_AND_ASSIGN(const auto writer, SubmissionFileWriter::Create(path, header));
    EXPECT_THAT(writer->AppendChunk(two, Bytes(16), {}), StatusIs(kInvalid, HasSubstr("2 each")));
    ASSERT_OK(writer->AppendChunk(two, Bytes(16), keys));
    ASSERT_OK(writer->Finish());
  }
  ASSERT_OK_AND_ASSIGN(const auto reader, SubmissionFileReader::Open(path));
  EXPECT_EQ(reader->header().blocking_keys_per_row, 2U);
  ASSERT_OK_AND_ASSIGN(const std::optional<ByteView> chunk, reader->Next());
  ASSERT_TRUE(chunk.has_value());
  ASSERT_OK_AND_ASSIGN(const ChunkView view, ParseChunk(*chunk));
  ASSERT_EQ(view.blocking_keys.size(), 32U);
  for (size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(LoadLittleEndian<uint64_t>(view.blocking_keys, 8 * i), keys[i]);
  }
  ASSERT_OK_AND_ASSIGN(const std::optional<ByteView> end, reader->Next());
  EXPECT_FALSE(end.has_value());
}

// A header whose keys, and a chunk whose keys, disagree: both have fitting checksums.
TEST(SubmissionFileTest, AChunkWithOtherKeysThanTheHeaderIsFound) {
  const TempDir dir;
  for (const uint32_t count : {1U, 17U}) {
    Bytes bytes = testing::ReadHexVector("submission_file.hex");
    std::memcpy(bytes.data() + 66, &count, sizeof(count));
    const uint32_t checksum = Crc32c(ByteView(bytes).first(102));
    std::memcpy(bytes.data() + 102, &checksum, sizeof(checksum));
    EXPECT_THAT(ReadAll(dir.Write("keys", std::string(AsText(bytes)))),
                StatusIs(kDataLoss, HasSubstr(count == 1 ? "chunk 0 belongs to another"
                                                         : "too many blocking keys")));
  }
}

TEST(SubmissionFileTest, AppearsUnderItsNameOnlyWhenFinished) {
  const TempDir dir;
  const std::string path = dir.File("a.ieum");
  {
    ASSERT_OK_AND_ASSIGN(const auto writer, SubmissionFileWriter::Create(path, ExampleHeader()));
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_TRUE(std::filesystem::exists(path + ".part"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(dir.path())) << "an unfinished writer cleans up";

  ASSERT_OK(WriteExample(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST(SubmissionFileTest, KeepsTheOldFileUntilTheNewOneIsFinished) {
  const TempDir dir;
  const std::string path = dir.Write("a.ieum", "old");
  { ASSERT_OK_AND_ASSIGN(const auto writer, SubmissionFileWriter::Create(path, ExampleHeader())); }
  EXPECT_EQ(testing::ReadTestFile(path), "old");
  ASSERT_OK(WriteExample(path));
  EXPECT_OK(ReadAll(path));
}

TEST(SubmissionFileTest, TakesOverThePartOfAWriterThatDied) {
  const TempDir dir;
  dir.Write("a.ieum.part", std::string(100'000, 'x'));
  ASSERT_OK(WriteExample(dir.File("a.ieum")));
  EXPECT_OK(ReadAll(dir.File("a.ieum")));
}

TEST(SubmissionFileTest, TwoWritersOfOneFileExcludeEachOther) {
  const TempDir dir;
  const std::string path = dir.File("a.ieum");
  ASSERT_OK_AND_ASSIGN(const auto writer, SubmissionFileWriter::Create(path, ExampleHeader()));
  EXPECT_THAT(SubmissionFileWriter::Create(path, ExampleHeader()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another process")));
  ASSERT_OK(writer->Finish());
  EXPECT_OK(ReadAll(path));
}

TEST(SubmissionFileTest, RefusesALinkInPlaceOfThePartAndAMissingFolder) {
  const TempDir dir;
  std::filesystem::create_symlink(dir.Write("victim", "precious"), dir.File("b.ieum.part"));
  EXPECT_FALSE(SubmissionFileWriter::Create(dir.File("b.ieum"), ExampleHeader()).ok());
  EXPECT_EQ(testing::ReadTestFile(dir.File("victim")), "precious");
  EXPECT_THAT(SubmissionFileWriter::Create(dir.File("no/such/a.ieum"), ExampleHeader()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no/such/a.ieum.part")));
}

// Files of this process may not grow beyond `bytes` while this lives.
class FileSizeLimit final {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    old_handler_ = ::signal(SIGXFSZ, SIG_IGN);
    EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &old_limit_), 0);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = old_limit_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    ::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_limit_{};
  void (*old_handler_)(int) = nullptr;
};

TEST(SubmissionFileTest, AFailedWriteIsReportedAndLeavesNothing) {
  const TempDir dir;
  for (const rlim_t limit : {40U, 150U, 250U, 350U}) {
    const FileSizeLimit full(limit);
    EXPECT_THAT(WriteExample(dir.File("a.ieum")),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("cannot write")))
        << limit;
    EXPECT_TRUE(std::filesystem::is_empty(dir.path())) << limit;
  }
}

TEST(SubmissionFileTest, RefusesRowsThatDoNotFitTheHeader) {
  const TempDir dir;
  SubmissionHeader header = ExampleHeader();
  header.row_bytes = 12;
  EXPECT_THAT(SubmissionFileWriter::Create(dir.File("a"), header),
              StatusIs(kInvalid, HasSubstr("12 bytes")));
  header.row_bytes = 2048;
  header.blocking_keys_per_row = 17;
  EXPECT_THAT(SubmissionFileWriter::Create(dir.File("a"), header),
              StatusIs(kInvalid, HasSubstr("17 blocking keys for each row; want at most 16")));
  header.blocking_keys_per_row = 0;
  ASSERT_OK_AND_ASSIGN(const auto writer, SubmissionFileWriter::Create(dir.File("a"), header));
  const std::vector<Serial> two(2);
  EXPECT_THAT(writer->AppendChunk({}, {}, {}), StatusIs(kInvalid, HasSubstr("0 rows")));
  EXPECT_THAT(writer->AppendChunk(two, Bytes(16), {}),
              StatusIs(kInvalid, HasSubstr("2048 bytes each")));
  const std::vector<Serial> many(2000);
  EXPECT_THAT(writer->AppendChunk(many, Bytes(2000 * 2048), {}),
              StatusIs(kInvalid, HasSubstr("fewer rows")));
  EXPECT_THAT(writer->AppendChunk(two, Bytes(2 * 2048), std::vector<uint64_t>(2)),
              StatusIs(kInvalid, HasSubstr("2 rows come with 2 blocking keys; want 0 each")));
  EXPECT_OK(writer->AppendChunk(two, Bytes(2 * 2048), {}));
  EXPECT_OK(writer->Finish());
}

TEST(SubmissionFileTest, SaysWhatIsNotASubmissionFile) {
  const TempDir dir;
  EXPECT_THAT(SubmissionFileReader::Open(dir.File("none")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
  EXPECT_THAT(SubmissionFileReader::Open(dir.path()), StatusIs(kInvalid, HasSubstr("regular")));
  EXPECT_THAT(SubmissionFileReader::Open(dir.Write("a.csv", "name,birth_date\nx,y\n")),
              StatusIs(kInvalid, HasSubstr("ieum encode")));
  ASSERT_EQ(::mkfifo(dir.File("pipe").c_str(), 0600), 0);
  EXPECT_THAT(SubmissionFileReader::Open(dir.File("pipe")),
              StatusIs(kInvalid, HasSubstr("regular")));
}

}  // namespace
}  // namespace ieum::core
