#include "ieum/client/serials/serial_map.h"

#include "support/hex_vector.h"
#include "support/seeded_random.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

HolderSecret Secret(int first = 0) {
  HolderSecret secret{core::SecretBytes(HolderSecret::kSizeBytes)};
  for (std::byte& byte : secret.bytes.mutable_view()) byte = static_cast<std::byte>(first++);
  return secret;
}

core::Serial SerialOf(uint64_t number) {
  core::Serial serial{};
  std::memcpy(serial.data(), &number, sizeof(number));
  return serial;
}

SerialMapHeader Header() {
  SerialMapHeader header{.project = *core::ProjectId::Parse("demo"), .submission_id = {}};
  int next = 0xa0;
  for (std::byte& byte : header.submission_id) byte = static_cast<std::byte>(next++);
  return header;
}

std::string MapOf(const std::vector<std::pair<std::string, core::Serial>>& rows) {
  std::string bytes;
  auto writer = SerialMapWriter::Create(Header(), Secret(), [&bytes](std::string_view part) {
    bytes += part;
    return absl::OkStatus();
  });
  EXPECT_OK(writer);
  for (const auto& [row_id, serial] : rows) EXPECT_OK((*writer)->Append(row_id, serial));
  EXPECT_OK((*writer)->Finish());
  return bytes;
}

std::string ManyRows(uint64_t count) {
  std::vector<std::pair<std::string, core::Serial>> rows;
  for (uint64_t i = 0; i < count; ++i) rows.emplace_back(absl::StrFormat("row-%d", i), SerialOf(i));
  return MapOf(rows);
}

// Reads all rows; the status of the first failure.
absl::Status ReadAll(const TempDir& dir, std::string_view bytes, int64_t* row_count = nullptr) {
  const std::string path = dir.Write("map", bytes);
  auto reader = SerialMapReader::Open(path, Secret());
  if (!reader.ok()) return reader.status();
  while (true) {
    const auto row = (*reader)->Next();
    if (!row.ok()) {
      EXPECT_EQ((*reader)->Next().status(), row.status()) << "a failure stays";
      return row.status();
    }
    if (!row->has_value()) break;
  }
  if (row_count != nullptr) *row_count = (*reader)->row_count();
  return absl::OkStatus();
}

TEST(SerialMapTest, EqualsTheGoldenVector) {
  core::Serial first, second;
  first.fill(std::byte{0x11});
  second.fill(std::byte{0x22});
  const core::Bytes golden = testing::ReadHexVector("serial_map.hex");
  EXPECT_EQ(core::ToHex(core::AsBytes(MapOf({{"a1", first}, {"환자 7", second}}))),
            core::ToHex(golden));
  const TempDir dir;
  ASSERT_OK_AND_ASSIGN(const auto reader,
                       SerialMapReader::Open(dir.Write("map", core::AsText(golden)), Secret()));
  EXPECT_EQ(reader->header().project.value(), "demo");
  EXPECT_EQ(reader->header().submission_id, Header().submission_id);
  ASSERT_OK_AND_ASSIGN(auto row, reader->Next());
  EXPECT_EQ(row->row_id, "a1");
  EXPECT_EQ(row->serial, first);
  ASSERT_OK_AND_ASSIGN(row, reader->Next());
  EXPECT_EQ(row->row_id, "환자 7");
  EXPECT_EQ(row->serial, second);
  ASSERT_OK_AND_ASSIGN(row, reader->Next());
  EXPECT_FALSE(row.has_value());
  EXPECT_EQ(reader->row_count(), 2);
}

TEST(SerialMapTest, KeepsManyRowsInOrder) {
  const TempDir dir;
  constexpr uint64_t kCount = 20'000;  // some 560 KiB, nine chunks
  const std::string path = dir.Write("map", ManyRows(kCount));
  ASSERT_OK_AND_ASSIGN(const auto reader, SerialMapReader::Open(path, Secret()));
  for (uint64_t i = 0; i < kCount; ++i) {
    const auto row = reader->Next();
    ASSERT_OK(row);
    ASSERT_TRUE(row->has_value());
    ASSERT_EQ((*row)->row_id, absl::StrFormat("row-%d", i));
    ASSERT_EQ((*row)->serial, SerialOf(i));
  }
  EXPECT_FALSE(reader->Next()->has_value());
}

TEST(SerialMapTest, TakesEveryRowIdUpToTheLimit) {
  const TempDir dir;
  const std::string longest(kMaxRowIdBytes, 'x');
  int64_t row_count = 0;
  EXPECT_OK(ReadAll(dir, MapOf({{"", SerialOf(1)}, {longest, SerialOf(2)}, {longest, SerialOf(3)}}),
                    &row_count));
  EXPECT_EQ(row_count, 3);
  EXPECT_OK(ReadAll(dir, MapOf({}), &row_count));
  EXPECT_EQ(row_count, 0);
  auto writer = SerialMapWriter::Create(Header(), Secret(),
                                        [](std::string_view) { return absl::OkStatus(); });
  ASSERT_OK(writer);
  EXPECT_THAT((*writer)->Append(longest + "x", SerialOf(1)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("65537 bytes")));
}

TEST(SerialMapTest, HoldsNeitherRowIdsNorSerialsInTheClear) {
  core::Serial serial;
  serial.fill(std::byte{0x5a});
  const std::string map = MapOf({{"patient-4711", serial}});
  EXPECT_EQ(map.find("patient"), std::string::npos);
  EXPECT_EQ(map.find("ZZZZ"), std::string::npos);
}

TEST(SerialMapTest, NoBitCanChange) {
  const TempDir dir;
  const std::string map = MapOf({{"a1", SerialOf(1)}, {"a2", SerialOf(2)}});
  for (size_t i = 0; i < map.size(); ++i) {
    std::string changed = map;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    EXPECT_FALSE(ReadAll(dir, changed).ok()) << "byte " << i;
  }
}

TEST(SerialMapTest, NoticesEveryCutAndEverythingBehindTheEnd) {
  const TempDir dir;
  const std::string map = ManyRows(6'000);
  for (size_t size : {size_t{5}, size_t{20}, size_t{49}, size_t{50}, size_t{52}, size_t{70'000},
                      map.size() - 28, map.size() - 27, map.size() - 1}) {
    EXPECT_FALSE(ReadAll(dir, map.substr(0, size)).ok()) << size << " bytes";
  }
  EXPECT_THAT(ReadAll(dir, map.substr(0, map.size() - 28)),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("cut short")))
      << "whole chunks, but the last one missing";
  EXPECT_THAT(ReadAll(dir, map + "x"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("something follows")));
}

TEST(SerialMapTest, NoticesChunksThatMoved) {
  const TempDir dir;
  const std::string map = ManyRows(6'000);
  constexpr size_t kHeaderBytes = 10 + 4 + 36;
  const auto chunk_at = [&map](size_t offset) {
    return size_t{4} + core::LoadLittleEndian<uint32_t>(core::AsBytes(map).subspan(offset, 4));
  };
  const size_t first = chunk_at(kHeaderBytes);
  const size_t second = chunk_at(kHeaderBytes + first);
  const std::string header = map.substr(0, kHeaderBytes);
  const std::string a = map.substr(kHeaderBytes, first);
  const std::string b = map.substr(kHeaderBytes + first, second);
  const std::string rest = map.substr(kHeaderBytes + first + second);
  ASSERT_OK(ReadAll(dir, header + a + b + rest));
  for (const std::string& moved :
       {header + b + a + rest, header + a + rest, header + a + a + b + rest, header + rest}) {
    EXPECT_THAT(ReadAll(dir, moved),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("changed or moved")));
  }
}

TEST(SerialMapTest, TellsAnotherSecretFromDamageAndFromAnotherFile) {
  const TempDir dir;
  const std::string path = dir.Write("map", MapOf({{"a1", SerialOf(1)}}));
  EXPECT_THAT(SerialMapReader::Open(path, Secret(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("another holder secret; take the secret file of project 'demo'")));
  EXPECT_THAT(SerialMapReader::Open(dir.Write("csv", "row_id,serial\na,b\n"), Secret()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a serial map")));
  EXPECT_THAT(SerialMapReader::Open(dir.Write("empty", ""), Secret()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a serial map")));
  EXPECT_THAT(SerialMapReader::Open(dir.File("none"), Secret()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
}

}  // namespace
}  // namespace ieum::client
