#include "ieum/client/release/csv_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "ieum/core/base/bytes.h"
#include "support/hex_vector.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

class CsvTableTest : public ::testing::Test {
 protected:
  CsvTableTest() { Write(ieum::testing::ReadHexVector("release_file.hex")); }

  void Write(core::ByteView bytes) {
    std::ofstream(path_, std::ios::binary) << core::AsText(bytes);
  }

  absl::StatusOr<std::string> Csv(bool byte_order_mark, std::stop_token stop = {}) const {
    IEUM_ASSIGN_OR_RETURN(const auto reader, core::ReleaseFileReader::Open(path_));
    std::string text;
    IEUM_RETURN_IF_ERROR(WriteCsv(
        *reader, byte_order_mark,
        [&text](std::string_view piece) {
          text += piece;
          return absl::OkStatus();
        },
        {}, stop));
    return text;
  }

  const TempDir dir_;
  const std::string path_ = dir_.File("a.release");
};

constexpr char kHeader[] =
    "release_key,has_insurer-b,hospital-a.age,hospital-a.cost,hospital-a.sex,insurer-b.claims,"
    "insurer-b.tier,insurer-b.memo,confidence_band\r\n";

TEST_F(CsvTableTest, WritesTheExample) {
  ASSERT_OK_AND_ASSIGN(const std::string text, Csv(false));
  EXPECT_THAT(text, ::testing::StartsWith(kHeader));
  EXPECT_THAT(text, HasSubstr(",0,7,-0.05,F,,,,certain\r\n"));
  EXPECT_THAT(text, HasSubstr(",0,90,,F,,,,likely\r\n"));
  EXPECT_THAT(text, HasSubstr(",1,42,12.50,M,3,gold,\"감기, \"\"심함\"\"\",likely\r\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

TEST_F(CsvTableTest, BeginsWithAByteOrderMarkIfAsked) {
  ASSERT_OK_AND_ASSIGN(const std::string without, Csv(false));
  ASSERT_OK_AND_ASSIGN(const std::string with, Csv(true));
  EXPECT_EQ(with, "\xEF\xBB\xBF" + without);
}

TEST_F(CsvTableTest, StopsAndFindsDamage) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(Csv(false, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("nothing was written")));
  core::Bytes damaged = ieum::testing::ReadHexVector("release_file.hex");
  damaged[damaged.size() - 500] ^= std::byte{1};
  Write(damaged);
  EXPECT_FALSE(Csv(false).ok());
}

}  // namespace
}  // namespace ieum::client
