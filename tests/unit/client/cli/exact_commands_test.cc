// ieum exact … and ieum link --exact, with files of their own.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::ReadTestFile;
using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHeader[] = "row_id,entity_id,name,birth_date,sex,phone,district\n";
// In b: p1 as in a, p2 with a typing error, p3 without telephone, p9 only here.
constexpr char kA[] =
    "a1,p1,홍길동,1980-12-12,M,010-1234-1234,서울특별시 중구\n"
    "a2,p2,김민준,1990-03-02,M,010-5555-1234,부산광역시 북구\n"
    "a3,p3,이서연,1985-11-30,F,010-8765-4321,경상북도 칠곡군\n"
    "a4,p1,홍 길동,19801212,M,01012341234,서울특별시 중구\n";
constexpr char kB[] =
    "b1,p2,김민쥰,1990-03-02,M,010-5555-1234,부산광역시 북구\n"
    "b2,p3,이서연,1985-11-30,F,,경상북도 칠곡군\n"
    "b3,p1,홍길동,1980-12-12,M,+82 10 1234 1234,서울특별시 중구\n"
    "b4,p9,박지후,2001-01-15,M,010-2222-3333,경상북도 칠곡군\n";

class ExactCommandsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    a_ = folder_.Write("a.csv", std::string(kHeader) + kA);
    b_ = folder_.Write("b.csv", std::string(kHeader) + kB);
    salt_ = folder_.Write("salt", "abcd\n");
    ASSERT_EQ(::chmod(salt_.c_str(), 0600), 0);
    SecretNewOptions secret;
    secret.out.out_file = folder_.File("holder.secret");
    secret.out.no_passphrase = true;
    ASSERT_OK(Run(secret));
  }

  template <typename Options>
  absl::Status Run(const Options& options) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> err(std::tmpfile(), &std::fclose);
    const absl::Status status = RunCommand(options, {out.get(), err.get(), random_, stop_});
    out_ = Content(out.get());
    err_ = Content(err.get());
    return status;
  }

  static std::string Content(std::FILE* file) {
    std::string text(static_cast<size_t>(std::ftell(file)), '\0');
    std::rewind(file);
    EXPECT_EQ(std::fread(text.data(), 1, text.size(), file), text.size());
    return text;
  }

  nlohmann::json Json() { return nlohmann::json::parse(out_, nullptr, false); }

  ExactHashOptions Hash() {
    ExactHashOptions options;
    options.exact = {"statutory", salt_, ""};
    options.in_file = a_;
    options.out_file = folder_.File("keys.csv");
    options.output = OutputFormat::kJson;
    return options;
  }

  LinkOptions Link() {
    LinkOptions options;
    options.profile = "korean-person";
    options.secret_file = folder_.File("holder.secret");
    options.parties = {{"a", a_}, {"b", b_}};
    options.out_file = folder_.File("groups.csv");
    options.exact = {"statutory", salt_, ""};
    options.output = OutputFormat::kJson;
    return options;
  }

  testing::TempDir folder_;
  testing::SeededRandom random_{17};
  std::stop_token stop_;
  std::string a_, b_, salt_;
  std::string out_, err_;
};

TEST_F(ExactCommandsTest, HashWritesTheKeysThatTheGuideGives) {
  ASSERT_OK(Run(Hash()));
  const std::string keys = ReadTestFile(folder_.File("keys.csv"));
  EXPECT_THAT(keys, HasSubstr("row_id,key\na1,9a4005ebbdc5b5dcf399e1905c4291b48bdafb8549308eca8461"
                              "0b14f556cb42\na2,"));
  EXPECT_EQ(Json()["keys"], 4);
  EXPECT_EQ(Json()["rows_with_repeated_key"], 1);
  EXPECT_THAT(err_, HasSubstr("shorter than 16 bytes"));
  struct stat info {};
  ASSERT_EQ(::stat(folder_.File("keys.csv").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);

  EXPECT_THAT(Run(Hash()), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--force")));
  ExactHashOptions other = Hash();
  other.force = true;
  other.in_file = b_;
  other.output = OutputFormat::kTable;
  ASSERT_OK(Run(other));
  EXPECT_THAT(out_, HasSubstr("rows without, a field is missing   1"));
  EXPECT_THAT(ReadTestFile(folder_.File("keys.csv")), Not(HasSubstr("b2,")));
}

TEST_F(ExactCommandsTest, WithoutSaltItSaysHowToMakeOne) {
  ExactHashOptions options = Hash();
  options.exact.salt_file.clear();
  EXPECT_THAT(Run(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("ieum exact salt --out")));
  ASSERT_OK(Run(ExactSaltOptions{folder_.File("new.salt")}));
  options.exact.salt_file = folder_.File("new.salt");
  ASSERT_OK(Run(options));
  EXPECT_THAT(err_, Not(HasSubstr("shorter")));
  EXPECT_THAT(Run(ExactSaltOptions{folder_.File("new.salt")}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("not overwritten")));
}

TEST_F(ExactCommandsTest, HashNeverReplacesItsInputsAndRefusesResidentNumbers) {
  ExactHashOptions options = Hash();
  options.force = true;
  for (const std::string& input : {a_, salt_}) {
    options.out_file = input;
    EXPECT_THAT(Run(options),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("command reads")));
  }
  options = Hash();
  options.in_file = folder_.Write(
      "bad.csv", "row_id,name,birth_date,phone,memo\n1,홍길동,1980-12-12,010-1,801212-1234567\n");
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kInvalidArgument,
                                     AllOf(HasSubstr("row 1, column 'memo'"), HasSubstr("resident"),
                                           Not(HasSubstr("1234567")))));
}

TEST_F(ExactCommandsTest, ShowPrintsAProfileThatIsReadBack) {
  ASSERT_OK(Run(ExactShowOptions{"statutory"}));
  EXPECT_THAT(err_, HasSubstr("digest "));
  const std::string digest = err_;
  const std::string file = folder_.Write("exact.json", out_);
  ASSERT_OK(Run(ExactShowOptions{file}));
  EXPECT_EQ(err_, digest);
  EXPECT_THAT(Run(ExactShowOptions{"nothing"}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("there is: statutory")));
  EXPECT_THAT(Run(ExactShowOptions{folder_.Write("bad.json", "{}")}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bad.json")));
}

TEST_F(ExactCommandsTest, LinkShowsWhatEachMethodFinds) {
  LinkOptions options = Link();
  options.columns.truth_column = "entity_id";
  ASSERT_OK(Run(options));
  const nlohmann::json keys = Json()["exact_keys"];
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0]["with_key"], 4);
  EXPECT_EQ(keys[0]["repeated"], 1);
  EXPECT_EQ(keys[1]["without_key"], 1);
  const nlohmann::json found = Json()["comparison"];
  ASSERT_EQ(found.size(), 5u);
  EXPECT_EQ(found[0]["method"], "exact");
  EXPECT_EQ(found[0]["pairs"], 1);
  EXPECT_EQ(found[0]["correct"], 1);
  // True pairs: p1 twice in a and once in b, p2, p3.
  EXPECT_NEAR(found[0]["recall"].get<double>(), 0.25, 1e-9);
  EXPECT_EQ(found[1]["method"], "fuzzy");
  EXPECT_EQ(found[1]["pairs"], 3);
  EXPECT_EQ(found[1]["correct"], 3);
  EXPECT_EQ(found[3]["method"], "exact only");
  EXPECT_EQ(found[4]["method"], "fuzzy only");
  const int64_t both = found[2]["pairs"];
  EXPECT_EQ(found[3]["pairs"].get<int64_t>() + both, 1);
  EXPECT_EQ(found[4]["pairs"].get<int64_t>() + both, 3);
}

TEST_F(ExactCommandsTest, LinkWithoutTruthCountsPairsOnly) {
  ASSERT_OK(Run(Link()));
  EXPECT_EQ(Json()["comparison"][0]["pairs"], 1);
  EXPECT_FALSE(Json()["comparison"][0].contains("recall"));
  LinkOptions plain = Link();
  plain.exact = {};
  plain.output = OutputFormat::kTable;
  ASSERT_OK(Run(plain));
  EXPECT_THAT(out_, Not(HasSubstr("fuzzy only")));
}

TEST_F(ExactCommandsTest, LinkChecksTheComparisonBeforeItStarts) {
  LinkOptions options = Link();
  options.exact.salt_file.clear();
  EXPECT_THAT(Run(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no --salt-file")));
  options = Link();
  options.exact.profile.clear();
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no --exact")));
  options = Link();
  options.parties[1].path = "-";
  EXPECT_THAT(Run(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("standard input")));
  options = Link();
  options.out_file = salt_;
  EXPECT_THAT(Run(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("command reads")));
  EXPECT_EQ(ReadTestFile(salt_), "abcd\n");
}

}  // namespace
}  // namespace ieum::client
