// Runs commands as main would, with files of their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "cli/command.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/format/submission_file.h"
#include "ieum/core/jointkey/joint_key.h"
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
using ::testing::StartsWith;

constexpr char kA[] =
    "row_id,entity_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,"
    "date_of_birth\n"
    "a1,1,michaela,neumann,8,stanley street,miami,winston hills,4223,nsw,19151111\n"
    "\"a,2\",2,courtney,painter,12,pinkerton circuit,bega flats,richlands,4560,vic,19161214\n"
    "a3,3,blake,howie,1,cutlack street,belmont park,berkeley vale,3083,qld,19240331\n";
constexpr char kB[] =
    "row_id,entity_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,"
    "date_of_birth\n"
    "b1,2,courtnay,painter,12,pinkerton cct,bega flats,richlands,4560,vic,19161214\n"
    "b2,9,annabel,grierson,97,mclachlan crescent,rangeview,colyton,2464,sa,19630925\n"
    "b3,1,michaela,neuman,8,stanley st,miami,winston hils,4223,nsw,19151111\n";

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string LastCell(const std::string& line) { return line.substr(line.rfind(',') + 1); }

class CommandsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    a_ = folder_.Write("a.csv", kA);
    b_ = folder_.Write("b.csv", kB);
    secret_ = folder_.File("holder.secret");
    ASSERT_OK(Run(SecretNewOptions{{.out_file = secret_, .no_passphrase = true}}));
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

  nlohmann::json Json() { return nlohmann::json::parse(out_, nullptr, false); }

  LinkOptions Link() {
    LinkOptions options;
    options.profile = "febrl-person";
    options.secret_file = secret_;
    options.parties = {{"a", a_}, {"b", b_}};
    options.out_file = folder_.File("groups.csv");
    options.output = OutputFormat::kJson;
    return options;
  }

  EncodeOptions Encode() {
    EncodeOptions options;
    options.profile = "febrl-person";
    options.secret_file = secret_;
    options.project = "trial";
    options.in_file = a_;
    options.out_file = folder_.File("a.ieum");
    options.serials_file = folder_.File("a.serials.csv");
    options.output = OutputFormat::kJson;
    return options;
  }

  static std::string Content(std::FILE* file) {
    std::string text(static_cast<size_t>(std::ftell(file)), '\0');
    std::rewind(file);
    EXPECT_EQ(std::fread(text.data(), 1, text.size(), file), text.size());
    return text;
  }

  testing::TempDir folder_;
  testing::SeededRandom random_{11};
  std::stop_token stop_;
  std::string a_, b_, secret_;
  std::string out_, err_;
};

TEST_F(CommandsTest, ProfileListShowNewAndDigestAgree) {
  ASSERT_OK(Run(ProfileListOptions{OutputFormat::kJson}));
  const nlohmann::json list = Json();
  ASSERT_GE(list["profiles"].size(), 2u);
  const std::string name = list["profiles"][0]["name"];
  const std::string digest = list["profiles"][0]["digest"];

  ASSERT_OK(Run(ProfileNewOptions{name, folder_.File("p.json"), false}));
  EXPECT_THAT(Run(ProfileNewOptions{name, folder_.File("p.json"), false}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--force")));
  ASSERT_OK(Run(ProfileDigestOptions{folder_.File("p.json")}));
  EXPECT_EQ(out_, digest + "\n");
  ASSERT_OK(Run(ProfileShowOptions{name}));
  const std::string shown = folder_.Write("shown.json", out_);
  ASSERT_OK(Run(ProfileDigestOptions{shown}));
  EXPECT_EQ(out_, digest + "\n");
}

TEST_F(CommandsTest, AProfileThatIsNowhereIsNamedWithThoseThereAre) {
  EXPECT_THAT(Run(ProfileShowOptions{"no-such-profile"}),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr("no-such-profile"), HasSubstr("febrl-person"))));
}

TEST_F(CommandsTest, LinkGivesEveryRowAKeyInInputOrder) {
  LinkOptions options = Link();
  options.columns.truth_column = "entity_id";
  ASSERT_OK(Run(options));
  const std::vector<std::string> lines = Lines(ReadTestFile(options.out_file));
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(lines[0], "dataset,row_id,joint_key");
  EXPECT_THAT(lines[1], StartsWith("a,a1,"));
  EXPECT_THAT(lines[2], StartsWith("a,\"a,2\","));
  EXPECT_THAT(lines[4], StartsWith("b,b1,"));
  std::set<std::string> keys;
  for (size_t i = 1; i < lines.size(); ++i) {
    EXPECT_OK(core::JointKey::Parse(LastCell(lines[i])));
    keys.insert(LastCell(lines[i]));
  }
  EXPECT_EQ(keys.size(), 4u);
  EXPECT_EQ(LastCell(lines[1]), LastCell(lines[6]));
  EXPECT_EQ(LastCell(lines[2]), LastCell(lines[4]));
  const nlohmann::json report = Json();
  EXPECT_EQ(report["records"], 6);
  EXPECT_EQ(report["compared_pairs"], 9);
  EXPECT_EQ(report["matches"], 2);
  EXPECT_EQ(report["f1"], 1.0);
  EXPECT_EQ(report["steps"][0]["step"], "encode a");
}

TEST_F(CommandsTest, LinkRepeatsItself) {
  LinkOptions options = Link();
  ASSERT_OK(Run(options));
  const std::string first = ReadTestFile(options.out_file);
  options.thread_count = 3;
  ASSERT_OK(Run(options));
  EXPECT_EQ(ReadTestFile(options.out_file), first);
}

TEST_F(CommandsTest, LinkWithoutSecretSaysHowToMakeOne) {
  LinkOptions options = Link();
  options.secret_file = "";
  EXPECT_THAT(Run(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("ieum secret new --out")));
  EXPECT_FALSE(std::filesystem::exists(options.out_file));
}

TEST_F(CommandsTest, LinkAndScoreRefuseATruthColumnThatWouldBeEncoded) {
  LinkOptions options = Link();
  options.columns.truth_column = "surname";
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("surname")));
}

TEST_F(CommandsTest, ABadRowLeavesNoOutputAndItsValueUnsaid) {
  LinkOptions options = Link();
  options.parties[1].path = folder_.Write(
      "bad.csv", std::string(kB) + "b4,7,kim,901010-1234567,1,x,y,z,1,nsw,19630925\n");
  EXPECT_THAT(Run(options),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("row 4"), HasSubstr("surname"), Not(HasSubstr("1234567")))));
  EXPECT_FALSE(std::filesystem::exists(options.out_file));
  options.skip_invalid = true;
  ASSERT_OK(Run(options));
  EXPECT_EQ(Json()["invalid_rows"], 1);
  EXPECT_THAT(err_, AllOf(HasSubstr("dataset 'b'"), HasSubstr("row 4"), Not(HasSubstr("1234567"))));
}

TEST_F(CommandsTest, CommandsNeverReplaceAFileTheyRead) {
  LinkOptions link = Link();
  link.out_file = folder_.path() + "/./a.csv";
  EXPECT_THAT(Run(link), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("reads")));
  link.out_file = secret_;
  EXPECT_THAT(Run(link), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("reads")));
  EncodeOptions encode = Encode();
  encode.serials_file = a_;
  encode.force = true;
  EXPECT_THAT(Run(encode), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("reads")));
  EXPECT_EQ(ReadTestFile(a_), kA);
}

TEST_F(CommandsTest, LinkRefusesADatasetWithoutAnyGoodRow) {
  LinkOptions options = Link();
  options.skip_invalid = true;
  options.parties[1].path =
      folder_.Write("bad.csv", std::string(kB).substr(0, std::string(kB).find('\n') + 1) +
                                   "b4,7,kim,901010-1234567,1,x,y,z,1,nsw,19630925\n");
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kInvalidArgument,
                                     HasSubstr("dataset 'b' has no row left")));
  EXPECT_FALSE(std::filesystem::exists(options.out_file));
}

TEST_F(CommandsTest, ScoreOfLinksOwnGroupsEqualsLinksScore) {
  LinkOptions options = Link();
  ASSERT_OK(Run(options));
  ScoreOptions score;
  score.parties = options.parties;
  score.truth_column = "entity_id";
  score.groups_file = options.out_file;
  ASSERT_OK(Run(score));
  EXPECT_THAT(out_, ::testing::ContainsRegex("F1 +1\\.0000"));
}

TEST_F(CommandsTest, ScoreCountsPairsThatAreWrongOrMissing) {
  ScoreOptions score;
  score.parties = {{"a", a_}, {"b", b_}};
  score.truth_column = "entity_id";
  score.output = OutputFormat::kJson;
  // One pair right, one wrong, one not found; two rows without key.
  score.groups_file =
      folder_.Write("g.csv", "dataset,row_id,joint_key\na,a1,K1\nb,b3,K1\na,a3,K2\nb,b2,K2\n");
  ASSERT_OK(Run(score));
  const nlohmann::json report = Json();
  EXPECT_EQ(report["records_without_key"], 2);
  EXPECT_EQ(report["precision"], 0.5);
  EXPECT_EQ(report["recall"], 0.5);
}

TEST_F(CommandsTest, ScoreRefusesGroupsThatDoNotFitTheFiles) {
  ScoreOptions score;
  score.parties = {{"a", a_}, {"b", b_}};
  score.truth_column = "entity_id";
  const std::pair<const char*, const char*> cases[] = {
      {"c,a1,K1\n", "row 1: 'dataset'"},
      {"a,a1,K1\na,zz,K1\n", "row 2: 'row_id' is not"},
      {"a,a1,K1\na,a1,K2\n", "row 2: 'row_id' repeats"},
      {"a,a1,\n", "row 1: 'joint_key' is empty"},
  };
  for (const auto& [rows, says] : cases) {
    score.groups_file = folder_.Write("g.csv", std::string("dataset,row_id,joint_key\n") + rows);
    EXPECT_THAT(Run(score), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(says)));
  }
}

TEST_F(CommandsTest, EncodeWritesEncodingsAndTheirSerialMap) {
  const EncodeOptions options = Encode();
  ASSERT_OK(Run(options));
  EXPECT_EQ(Json()["rows"], 3);
  ASSERT_OK_AND_ASSIGN(const auto file, core::SubmissionFileReader::Open(options.out_file));
  EXPECT_EQ(file->header().project.value(), "trial");
  EXPECT_EQ(file->trailer().row_count, 3u);
  EXPECT_EQ(Json()["submission_digest"], core::ToHex(file->trailer().submission_digest));
  ASSERT_OK_AND_ASSIGN(const auto bytes, file->Next());
  ASSERT_TRUE(bytes.has_value());
  ASSERT_OK_AND_ASSIGN(const core::ChunkView chunk, core::ParseChunk(*bytes));
  SerialsExportOptions export_options;
  export_options.serials_file = options.serials_file;
  export_options.secret_file = secret_;
  export_options.out_file = folder_.File("exported.csv");
  ASSERT_OK(Run(export_options));
  const std::vector<std::string> lines = Lines(ReadTestFile(export_options.out_file));
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "row_id,serial");
  EXPECT_EQ(lines[1].rfind("a1,", 0), 0u) << "in the order of the input";
  EXPECT_EQ(lines[2].rfind("\"a,2\",", 0), 0u);
  std::set<std::string> exported, submitted;
  for (size_t row = 0; row < 3; ++row) {
    exported.insert(LastCell(lines[row + 1]));
    submitted.insert(core::ToHex(chunk.serials[row]));
  }
  EXPECT_EQ(exported, submitted);
  for (const std::string& path : {options.serials_file, export_options.out_file}) {
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << path;
  }
  EXPECT_EQ(ReadTestFile(options.serials_file).find("a,2"), std::string::npos) << "encrypted";
  EXPECT_THAT(Run(export_options),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--force")));
}

TEST_F(CommandsTest, ResultsTakesTheMapOfItsProjectAndSecretOnly) {
  const EncodeOptions options = Encode();
  ASSERT_OK(Run(options));
  ResultsOptions results;
  results.project = "trial";
  EXPECT_THAT(Run(results), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--keys FILE")));
  results.keys_file = a_;
  results.server.server = "127.0.0.1:1";
  EXPECT_THAT(Run(results),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("exclude each other")));
  results.server = {};
  results.serials_files = {a_};
  results.secret_file = secret_;
  results.out_file = folder_.File("keys.csv");
  EXPECT_THAT(Run(results),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a serial map")));
  results.serials_files = {options.serials_file};
  results.project = "other";
  EXPECT_THAT(Run(results), StatusIs(absl::StatusCode::kInvalidArgument,
                                     HasSubstr("is of project 'trial', not of 'other'")));
  results.project = "trial";
  results.secret_file = folder_.File("other.secret");
  ASSERT_OK(Run(SecretNewOptions{{.out_file = results.secret_file, .no_passphrase = true}}));
  EXPECT_THAT(Run(results), StatusIs(absl::StatusCode::kFailedPrecondition,
                                     HasSubstr("made with another holder secret")));
  results.secret_file = secret_;
  EXPECT_THAT(Run(results),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a joint key file")));
}

TEST_F(CommandsTest, EncodeNeverReplacesFilesUnlessForced) {
  EncodeOptions options = Encode();
  ASSERT_OK(Run(options));
  const std::string before = ReadTestFile(options.serials_file);
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--force")));
  std::filesystem::remove(options.out_file);
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("serials")));
  EXPECT_EQ(ReadTestFile(options.serials_file), before);
  options.force = true;
  ASSERT_OK(Run(options));
  EXPECT_NE(ReadTestFile(options.serials_file), before);
}

TEST_F(CommandsTest, EncodeOfABadFileLeavesNothingBehind) {
  EncodeOptions options = Encode();
  options.in_file = folder_.Write("bad.csv", std::string(kA) + "a1,1,x,y,1,x,y,z,1,nsw,19630925\n");
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("row 4")));
  options.in_file = folder_.Write("header.csv", Lines(kA)[0] + "\n");
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no row")));
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    files += entry.path().extension() == ".csv" ? 0 : 1;
  }
  EXPECT_EQ(files, 1u) << "only the secret";
  EXPECT_FALSE(std::filesystem::exists(options.serials_file));
}

TEST_F(CommandsTest, CheckReportsAGoodFile) {
  CheckOptions options;
  options.profile = "febrl-person";
  options.in_file = a_;
  options.output = OutputFormat::kJson;
  ASSERT_OK(Run(options));
  const nlohmann::json report = Json();
  EXPECT_EQ(report["rows"], 3);
  EXPECT_EQ(report["invalid_rows"], 0);
  EXPECT_EQ(report["distinct_share"], 1.0);
  EXPECT_EQ(report["fields"][0]["field"], "given_name");
  EXPECT_EQ(report["fields"][0]["missing"], 0);
  for (const nlohmann::json& segment : report["segments"]) {
    EXPECT_GT(segment["mean_fill"], 0.05) << segment;
    EXPECT_LT(segment["mean_fill"], 0.7) << segment;
  }
}

TEST_F(CommandsTest, CheckCountsWhatIsWrongAndPrintsNoValue) {
  CheckOptions options;
  options.profile = "febrl-person";
  options.in_file =
      folder_.Write("bad.csv", std::string(kA) +
                                   "a4,1,michaela,neumann,8,stanley street,miami,winston "
                                   "hills,4223,nsw,19151111\n"
                                   "a4,9,zzyzx,y,1,x,y,z,1,nsw,19630925\n"
                                   "a6,9,,901010-1234567,1,x,y,z,1,nsw,19630925\n"
                                   "a7,9,,qqq,1,x,y,z,1,nsw,19639999\n"
                                   "a8,9,short\n");
  options.output = OutputFormat::kJson;
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3 of 8 rows")));
  const nlohmann::json report = Json();
  EXPECT_EQ(report["invalid_rows"], 3);
  EXPECT_EQ(report["invalid_by_rule"].size(), 3u);
  EXPECT_EQ(report["invalid_examples"].size(), 3u);
  // a1 and a4 have the same values; a2, a3 and a7 stand out.
  EXPECT_EQ(report["distinct_share"], 0.6);
  EXPECT_EQ(report["fields"][0]["missing"], 1);
  EXPECT_EQ(report["fields"][2]["field"], "date_of_birth");
  EXPECT_EQ(report["fields"][2]["invalid"], 1);
  EXPECT_THAT(out_,
              AllOf(Not(HasSubstr("zzyzx")), Not(HasSubstr("1234567")), Not(HasSubstr("qqq"))));
}

TEST_F(CommandsTest, StopEndsCommandsWithoutOutput) {
  std::stop_source source;
  source.request_stop();
  stop_ = source.get_token();
  EXPECT_THAT(Run(Link()), StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
  EXPECT_THAT(Run(Encode()), StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
  EXPECT_FALSE(std::filesystem::exists(Encode().serials_file));
  EXPECT_FALSE(std::filesystem::exists(Link().out_file));
}

}  // namespace
}  // namespace ieum::client
