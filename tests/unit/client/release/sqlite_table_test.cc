#include "ieum/client/release/sqlite_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "ieum/core/base/bytes.h"
#include "support/hex_vector.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

class SqliteTableTest : public ::testing::Test {
 protected:
  SqliteTableTest() { Write(ieum::testing::ReadHexVector("release_file.hex")); }

  void Write(core::ByteView bytes) {
    std::ofstream(dir_.File("a.release"), std::ios::binary) << core::AsText(bytes);
  }

  absl::Status Export(std::stop_token stop = {}) const {
    IEUM_ASSIGN_OR_RETURN(const auto reader, core::ReleaseFileReader::Open(dir_.File("a.release")));
    return WriteSqlite(*reader, out_, {}, stop);
  }

  // Rows as lines of cells; NULL as such.
  std::string Query(const char* sql) const {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open_v2(out_.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    std::string text;
    const auto add = [](void* to, int count, char** cells, char**) {
      for (int i = 0; i < count; ++i) {
        if (i > 0) *static_cast<std::string*>(to) += "|";
        *static_cast<std::string*>(to) += cells[i] == nullptr ? "NULL" : cells[i];
      }
      *static_cast<std::string*>(to) += "\n";
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(database, sql, add, &text, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
    return text;
  }

  const TempDir dir_;
  const std::string out_ = dir_.File("linked.sqlite");
};

TEST_F(SqliteTableTest, WritesTheExample) {
  ASSERT_OK(Export());
  EXPECT_EQ(Query("PRAGMA integrity_check"), "ok\n");
  EXPECT_EQ(Query(R"(SELECT "has_insurer-b", "hospital-a.age", "hospital-a.cost", "hospital-a.sex",
                     "insurer-b.claims", "insurer-b.memo", confidence_band FROM linked)"),
            "0|7|-0.05|F|NULL|NULL|certain\n"
            "0|90|NULL|F|NULL|NULL|likely\n"
            "1|42|12.5|M|3|감기, \"심함\"|likely\n");
  EXPECT_EQ(Query("SELECT DISTINCT length(release_key) FROM linked"), "28\n");
  EXPECT_EQ(Query(R"(SELECT typeof("hospital-a.age"), typeof("hospital-a.cost") FROM linked
                     WHERE "has_insurer-b")"),
            "integer|real\n");
  EXPECT_EQ(
      Query(R"(SELECT "column", unit, transforms FROM dictionary WHERE holder = 'hospital-a')"),
      "hospital-a.age|NULL|top_code at 90\nhospital-a.cost|0.01|NULL\n"
      "hospital-a.sex|NULL|NULL\n");
  EXPECT_EQ(
      Query(R"(SELECT code, label FROM codes WHERE "column" = 'hospital-a.sex' ORDER BY rowid)"),
      "M|male\nF|female\n");
  EXPECT_EQ(Query("SELECT value FROM provenance WHERE name = 'run'"), "3\n");
  EXPECT_EQ(Query("SELECT * FROM holders"), "hospital-a|3|1|3\ninsurer-b|2|1|1\n");
  EXPECT_EQ(Query(R"(SELECT "group", row_count, released_rows FROM bias WHERE released_rows = 0)"),
            "basic|1|0\n");
  EXPECT_EQ(Query("SELECT DISTINCT strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite%'"),
            "1\n");
  struct stat info {};
  ASSERT_EQ(::stat(out_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(SqliteTableTest, LeavesNothingBehindWhenItFails) {
  std::ofstream(out_) << "before";
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(Export(stop.get_token()), StatusIs(absl::StatusCode::kCancelled, HasSubstr("stop")));
  core::Bytes damaged = ieum::testing::ReadHexVector("release_file.hex");
  // In the digest of the trailer: found only when all rows were read.
  damaged[damaged.size() - 10] ^= std::byte{1};
  Write(damaged);
  EXPECT_FALSE(Export().ok());
  EXPECT_EQ(ieum::testing::ReadTestFile(out_), "before");
  EXPECT_FALSE(std::filesystem::exists(out_ + ".part"));
}

TEST_F(SqliteTableTest, SaysWhereItCannotWrite) {
  ASSERT_OK_AND_ASSIGN(const auto reader, core::ReleaseFileReader::Open(dir_.File("a.release")));
  EXPECT_THAT(WriteSqlite(*reader, dir_.File("none/linked.sqlite"), {}, {}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("linked.sqlite.part")));
}

}  // namespace
}  // namespace ieum::client
