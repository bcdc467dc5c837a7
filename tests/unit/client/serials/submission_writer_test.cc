#include "ieum/client/serials/submission_writer.h"

#include <sys/stat.h>

#include <cmath>
#include <map>
#include <set>

#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

constexpr uint32_t kRowBytes = 16;
constexpr uint32_t kKeys = 2;

struct Written {
  std::string encoded;  // bytes of the file
  std::string map;
  std::vector<core::Serial> serials;  // in the order of the encoded file
  std::vector<uint64_t> rows;         // as the encodings say
};

uint64_t KeyAt(const core::ChunkView& chunk, size_t index) {
  return core::LoadLittleEndian<uint64_t>(chunk.blocking_keys, index * sizeof(uint64_t));
}

class SubmissionWriterTest : public ::testing::Test {
 protected:
  SubmissionWriterTest() {
    SeededRandom random(1);
    secret_ = HolderSecret::Generate(random);
  }

  core::SubmissionHeader Header() const {
    return {*core::ProjectId::Parse("demo"),
            core::SubmissionId{},
            core::Sha256Digest{},
            kRowBytes,
            kKeys,
            core::Sha256Digest{}};
  }

  // Rows 0 to count - 1: encoding and keys say which row it is.
  Written Write(uint64_t count, uint64_t per_batch, uint64_t seed) {
    SeededRandom random(seed);
    Written written;
    const std::string path = dir_.File("out");
    auto writer = SubmissionWriter::Create(
        path, Header(), 100, secret_,
        [&written](std::string_view part) {
          written.map += part;
          return absl::OkStatus();
        },
        random);
    EXPECT_OK(writer);
    for (uint64_t first = 0; first < count; first += per_batch) {
      std::vector<std::string> names;
      core::Bytes encodings;
      std::vector<uint64_t> keys;
      for (uint64_t row = first; row < std::min(count, first + per_batch); ++row) {
        names.push_back(absl::StrFormat("id-%d", row));
        core::AppendLittleEndian(encodings, row);
        core::AppendLittleEndian(encodings, ~row);
        keys.push_back(row + 1'000'000);
        keys.push_back(row + 2'000'000);
      }
      const std::vector<std::string_view> ids(names.begin(), names.end());
      EXPECT_OK((*writer)->Append(ids, encodings, keys));
    }
    bool map_named = false;
    const auto trailer = (*writer)->Finish(
        [&] {
          map_named = true;
          struct stat info {};
          EXPECT_NE(::stat(path.c_str(), &info), 0) << "the map comes first";
          return absl::OkStatus();
        },
        {});
    EXPECT_OK(trailer);
    EXPECT_TRUE(map_named);
    EXPECT_EQ(trailer->row_count, count);
    written.encoded = testing::ReadTestFile(path);
    ReadEncoded(path, written);
    ::unlink(path.c_str());
    return written;
  }

  void ReadEncoded(const std::string& path, Written& written) {
    auto reader = core::SubmissionFileReader::Open(path);
    ASSERT_OK(reader);
    while (true) {
      const auto bytes = (*reader)->Next();
      ASSERT_OK(bytes);
      if (!bytes->has_value()) return;
      const auto chunk = core::ParseChunk(**bytes);
      ASSERT_OK(chunk);
      for (uint32_t i = 0; i < chunk->row_count; ++i) {
        const auto row = core::LoadLittleEndian<uint64_t>(chunk->encodings, size_t{i} * kRowBytes);
        EXPECT_EQ(core::LoadLittleEndian<uint64_t>(chunk->encodings, size_t{i} * kRowBytes + 8),
                  ~row);
        EXPECT_EQ(KeyAt(*chunk, size_t{i} * kKeys), row + 1'000'000);
        EXPECT_EQ(KeyAt(*chunk, size_t{i} * kKeys + 1), row + 2'000'000);
        written.serials.push_back(chunk->serials[i]);
        written.rows.push_back(row);
      }
    }
  }

  TempDir dir_;
  HolderSecret secret_;
};

TEST_F(SubmissionWriterTest, TheMapLeadsFromEveryRowToItsEncoding) {
  const Written written = Write(1'234, 100, 5);
  std::map<core::Serial, uint64_t> row_of;
  for (size_t i = 0; i < written.rows.size(); ++i) row_of[written.serials[i]] = written.rows[i];
  EXPECT_EQ(row_of.size(), 1'234U) << "serials are unique";
  const std::string path = dir_.Write("map", written.map);
  ASSERT_OK_AND_ASSIGN(const auto map, SerialMapReader::Open(path, secret_));
  for (uint64_t row = 0; row < 1'234; ++row) {
    const auto entry = map->Next();
    ASSERT_OK(entry);
    ASSERT_TRUE(entry->has_value());
    ASSERT_EQ((*entry)->row_id, absl::StrFormat("id-%d", row)) << "in the order of the file";
    ASSERT_EQ(row_of.at((*entry)->serial), row);
  }
  EXPECT_FALSE((*map).Next()->has_value());
}

TEST_F(SubmissionWriterTest, TheSameRandomNumbersGiveTheSameFilesHoweverRowsAreBatched) {
  const Written one = Write(3'000, 1'024, 6);
  const Written same = Write(3'000, 7, 6);
  EXPECT_EQ(one.encoded, same.encoded);
  EXPECT_EQ(one.map, same.map);
  EXPECT_NE(Write(3'000, 7, 8).encoded, one.encoded);
}

double Correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double n = static_cast<double>(x.size());
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    sx += x[i], sy += y[i], sxx += x[i] * x[i], syy += y[i] * y[i], sxy += x[i] * y[i];
  }
  return (sxy - sx * sy / n) / std::sqrt((sxx - sx * sx / n) * (syy - sy * sy / n));
}

// The correlation of two independent sequences of 10,000 has a standard deviation of 0.01: six of
// those are left with probability 2 · 10^-9, for each of the three pairs.
TEST_F(SubmissionWriterTest, PositionSerialAndRowAreIndependent) {
  constexpr uint64_t kSeed = 77;
  const Written written = Write(10'000, 1'024, kSeed);
  std::vector<double> position, serial, row;
  for (size_t i = 0; i < written.rows.size(); ++i) {
    position.push_back(static_cast<double>(i));
    uint64_t first = 0;  // the eight bytes by which serials are sorted
    for (size_t byte = 0; byte < 8; ++byte) {
      first = (first << 8) | std::to_integer<uint64_t>(written.serials[i][byte]);
    }
    serial.push_back(static_cast<double>(first));
    row.push_back(static_cast<double>(written.rows[i]));
  }
  EXPECT_LT(std::abs(Correlation(position, row)), 0.06) << "seed " << kSeed;
  EXPECT_LT(std::abs(Correlation(position, serial)), 0.06) << "seed " << kSeed;
  EXPECT_LT(std::abs(Correlation(serial, row)), 0.06) << "seed " << kSeed;
  EXPECT_GT(std::abs(Correlation(row, row)), 0.99) << "the measure measures";
}

TEST_F(SubmissionWriterTest, AStopAndAFailingMapLeaveNoEncodedFile) {
  SeededRandom random(9);
  const std::string path = dir_.File("stopped");
  const auto make = [&] {
    auto writer = SubmissionWriter::Create(
        path, Header(), 100, secret_, [](std::string_view) { return absl::OkStatus(); }, random);
    EXPECT_OK(writer);
    const std::string_view ids[] = {"a"};
    EXPECT_OK((*writer)->Append(ids, core::Bytes(kRowBytes), std::vector<uint64_t>(kKeys)));
    return *std::move(writer);
  };
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(make()->Finish([] { return absl::OkStatus(); }, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
  EXPECT_THAT(make()->Finish([] { return core::ResourceExhausted("disk"); }, {}),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("disk")));
  for (const char* suffix : {"", ".part"}) {
    struct stat info {};
    EXPECT_NE(::stat((path + suffix).c_str(), &info), 0) << suffix;
  }
}

}  // namespace
}  // namespace ieum::client
