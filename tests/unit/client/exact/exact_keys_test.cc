#include "ieum/client/exact/exact_keys.h"

#include <gtest/gtest.h>

#include <memory>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

StringArena Arena(std::initializer_list<const char*> texts) {
  StringArena arena;
  for (const char* text : texts) arena.Append(text);
  return arena;
}

class ExactKeysTest : public ::testing::Test {
 protected:
  absl::StatusOr<ExactKeys> KeysOf(const std::string& csv, bool skip_invalid = false) {
    IEUM_ASSIGN_OR_RETURN(const std::string json, BuiltInExactProfile("statutory"));
    IEUM_ASSIGN_OR_RETURN(const ExactProfile profile, ExactProfile::FromJson(json));
    ExactSalts salts{Salt{core::SecretBytes::CopyOf(core::AsBytes("abcd"))}, {}};
    IEUM_ASSIGN_OR_RETURN(const auto maker, ExactKeyMaker::Create(profile, salts));
    RecordReaderOptions options;
    options.path = folder_.Write("a.csv", csv);
    options.skip_invalid = skip_invalid;
    IEUM_ASSIGN_OR_RETURN(const auto reader, OpenForExactKeys(profile, options));
    return MakeExactKeys(*reader, *maker, {}, stop_.get_token());
  }

  testing::TempDir folder_;
  std::stop_source stop_;
};

TEST_F(ExactKeysTest, AFileGetsKeysInItsOrder) {
  ASSERT_OK_AND_ASSIGN(const ExactKeys keys, KeysOf("row_id,name,birth_date,phone,memo\n"
                                                    "1,홍길동,1980-12-12,010-1234-1234,x\n"
                                                    "2,홍길동,,010-1234-1234,x\n"
                                                    "3,홍 길동,19801212,01012341234,y\n"));
  ASSERT_EQ(keys.keys.size(), 3);
  EXPECT_EQ(keys.row_ids[2], "3");
  EXPECT_EQ(keys.keys[0], "9a4005ebbdc5b5dcf399e1905c4291b48bdafb8549308eca84610b14f556cb42");
  EXPECT_EQ(keys.keys[1], "");
  EXPECT_EQ(keys.keys[2], keys.keys[0]);
  EXPECT_EQ(keys.rows_without_key, 1);
  EXPECT_EQ(keys.rows_with_repeated_key, 1);
}

TEST_F(ExactKeysTest, BadRowsAreNamedOrSkipped) {
  const std::string csv =
      "row_id,name,birth_date,phone,memo\n"
      "1,홍길동,1980-13-12,010-1234-1234,x\n"
      "2,홍길동,1980-12-12,010-1234-1234,801212-1234567\n"
      "3,홍길동,1980-12-12,010-1234-1234,x\n";
  EXPECT_THAT(KeysOf(csv), StatusIs(absl::StatusCode::kInvalidArgument,
                                    AllOf(HasSubstr("row 1"), HasSubstr("field 'birth_date'"),
                                          Not(HasSubstr("1980")))));
  ASSERT_OK_AND_ASSIGN(const ExactKeys keys, KeysOf(csv, /*skip_invalid=*/true));
  EXPECT_EQ(keys.keys.size(), 1);
  EXPECT_THAT(KeysOf("row_id,name,birth_date,phone,memo\n"
                     "2,홍길동,1980-12-12,010-1234-1234,801212-1234567\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("resident registration")));
  EXPECT_THAT(KeysOf("row_id,name\n1,홍길동\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("birth_date")));
}

TEST_F(ExactKeysTest, StopsOnRequest) {
  stop_.request_stop();
  EXPECT_THAT(KeysOf("row_id,name,birth_date,phone\n1,홍길동,1980-12-12,010-1234-1234\n"),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
}

TEST(LinkByKeyTest, EqualKeysAreOnePersonAndTheFirstRowOfAPartyHasIt) {
  const StringArena a = Arena({"k1", "k2", "k1", ""});
  const StringArena b = Arena({"", "k2", "k3", "k1"});
  const StringArena c = Arena({"k3"});
  const StringArena* parties[] = {&a, &b, &c};
  const auto entities = LinkByKey(parties);
  EXPECT_THAT(entities[0], ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(entities[1], ElementsAre(4, 1, 5, 0));
  EXPECT_THAT(entities[2], ElementsAre(5));
}

TEST(LinkByKeyTest, RowsWithoutKeyNeverMeet) {
  const StringArena a = Arena({"", ""});
  const StringArena b = Arena({"", ""});
  const StringArena* parties[] = {&a, &b};
  EXPECT_THAT(LinkByKey(parties), ElementsAre(ElementsAre(0, 1), ElementsAre(2, 3)));
  const StringArena* none[] = {&a};
  EXPECT_EQ(LinkByKey(std::span(none).first(0)).size(), 0u);
}

}  // namespace
}  // namespace ieum::client
