// The commands `ieum profile …` as functions: what they print, write and refuse.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Json = nlohmann::json;

class ProfileCommandsTest : public ::testing::Test {
 protected:
  // What the command prints goes to out() and err().
  template <typename Options>
  absl::Status Run(const Options& options) {
    const auto close = [](std::FILE* file) { std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close)> out(std::tmpfile(), close);
    const std::unique_ptr<std::FILE, decltype(close)> err(std::tmpfile(), close);
    const absl::Status status =
        RunCommand(options, CommandContext{out.get(), err.get(), random_, {}});
    out_ = TextOf(out.get());
    err_ = TextOf(err.get());
    return status;
  }

  static std::string TextOf(std::FILE* file) {
    std::rewind(file);
    std::string text;
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
      text.push_back(static_cast<char>(c));
    }
    return text;
  }

  std::string Secret(const std::string& name) {
    const std::string path = dir_.File(name);
    EXPECT_OK(WritePlainSecretFile(path, HolderSecret::Generate(random_)));
    return path;
  }

  ::ieum::testing::TempDir dir_;
  ::ieum::testing::SeededRandom random_{7};
  std::string out_;
  std::string err_;
};

TEST_F(ProfileCommandsTest, ListSaysWhatEachProfileIsFor) {
  ASSERT_OK(Run(ProfileListOptions{}));
  EXPECT_THAT(out_, AllOf(HasSubstr("korean-person"), HasSubstr("for a matcher that is trusted"),
                          HasSubstr("grouped")));
  ASSERT_OK(Run(ProfileListOptions{.output = OutputFormat::kJson}));
  EXPECT_THAT(Json::parse(out_)["profiles"], SizeIs(BuiltInProfileNames().size()));
}

TEST_F(ProfileCommandsTest, ShowExplainsWhatToExpectOfSegments) {
  ASSERT_OK(Run(ProfileShowOptions{
      .source = "korean-person", .explained = true, .output = OutputFormat::kJson}));
  const Json shown = Json::parse(out_);
  EXPECT_EQ(shown["preset"], "grouped");
  EXPECT_EQ(shown["segments"][0]["segment"], "name");
  EXPECT_NEAR(shown["segments"][0]["fill"].get<double>(), 0.33, 0.001);
  EXPECT_EQ(shown["fields"][0]["normalizer"], "hangul_name");
  ASSERT_OK(Run(ProfileShowOptions{.source = "korean-person"}));
  EXPECT_EQ(Json::parse(out_)["profile"], "korean-person");
}

TEST_F(ProfileCommandsTest, DigestIsTheSameInTextAndJson) {
  ASSERT_OK(Run(ProfileDigestOptions{.source = "korean-person"}));
  const std::string digest = out_.substr(0, 64);
  EXPECT_EQ(out_, digest + "\n");
  ASSERT_OK(Run(ProfileDigestOptions{.source = "korean-person", .output = OutputFormat::kJson}));
  EXPECT_EQ(Json::parse(out_)["digest"], digest);
}

TEST_F(ProfileCommandsTest, DiffSaysWhatChanges) {
  ASSERT_OK(Run(ProfileDiffOptions{.left = "korean-person", .right = "korean-person"}));
  EXPECT_THAT(err_, IsEmpty());
  ASSERT_OK_AND_ASSIGN(std::string text, BuiltInProfile("korean-person"));
  text.replace(text.find("8400"), 4, "8300");
  const std::string changed = dir_.Write("changed.json", text);
  ASSERT_OK(Run(ProfileDiffOptions{
      .left = "korean-person", .right = changed, .output = OutputFormat::kJson}));
  const Json difference = Json::parse(out_)["differences"];
  ASSERT_THAT(difference, SizeIs(1));
  EXPECT_EQ(difference[0]["member"], "threshold");
  EXPECT_EQ(difference[0]["changes"], "decision");
  EXPECT_THAT(err_, HasSubstr("must be\nencoded again"));
}

TEST_F(ProfileCommandsTest, TwoHoldersFindOutThatTheyEncodeAlike) {
  const std::string secret = Secret("s");
  const std::string answers = dir_.File("answers.json");
  ASSERT_OK(Run(ProfileTestOptions{
      .profile = "korean-person", .secret_file = secret, .project = "flu", .out_file = answers}));
  EXPECT_THAT(err_, HasSubstr("nothing in it is secret"));
  ASSERT_OK(Run(ProfileTestOptions{.profile = "korean-person",
                                   .secret_file = secret,
                                   .project = "flu",
                                   .compare_file = answers,
                                   .output = OutputFormat::kJson}));
  EXPECT_EQ(Json::parse(out_)["equal"], "yes");
  EXPECT_EQ(Json::parse(out_)["secret_compared"], "yes");
  ASSERT_OK(Run(ProfileTestOptions{
      .profile = "korean-person", .compare_file = answers, .output = OutputFormat::kJson}));
  EXPECT_EQ(Json::parse(out_)["secret_compared"], "no");
}

TEST_F(ProfileCommandsTest, TestFailsWithWhatDiffers) {
  const std::string answers = dir_.File("answers.json");
  ASSERT_OK(Run(ProfileTestOptions{.profile = "korean-person",
                                   .secret_file = Secret("s"),
                                   .project = "flu",
                                   .out_file = answers}));
  EXPECT_THAT(Run(ProfileTestOptions{.profile = "korean-person",
                                     .secret_file = Secret("t"),
                                     .project = "flu",
                                     .compare_file = answers}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("the secrets differ")));
  EXPECT_THAT(Run(ProfileTestOptions{.profile = "company", .compare_file = answers}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("the profiles differ")));
  EXPECT_THAT(out_, HasSubstr("what both files have is equal  no"));
}

TEST_F(ProfileCommandsTest, TestRefusesASecretWithoutProjectAndAnExistingFile) {
  EXPECT_THAT(
      Run(ProfileTestOptions{.profile = "company", .secret_file = Secret("s")}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--secret-file and --project")));
  const std::string there = dir_.Write("there", "x");
  EXPECT_THAT(Run(ProfileTestOptions{.profile = "company", .out_file = there}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("there")));
  EXPECT_THAT(Run(ProfileTestOptions{.profile = "company", .compare_file = there}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no file of known answers")));
}

TEST_F(ProfileCommandsTest, SuggestPrintsNoValueAndWritesAProfileThatIsOne) {
  std::string csv = "성명,생년월일,성별\n";
  for (int i = 0; i < 3000; ++i) {
    csv += absl::StrFormat("%s%s%s,%d-%02d-%02d,%s\n", i % 3 == 0 ? "김" : "박",
                           i % 5 == 0 ? "민" : "서", i % 7 == 0 ? "준" : "연", 1940 + i % 70,
                           1 + i % 12, 1 + i % 28, i % 2 == 0 ? "남" : "여");
  }
  // Names tell too little here to stand alone, so they are put with the birth dates.
  const std::string in = dir_.Write("in.csv", csv);
  const std::string out = dir_.File("profile.json");
  ASSERT_OK(Run(ProfileSuggestOptions{.in_file = in, .name = "ours", .out_file = out}));
  EXPECT_THAT(out_, AllOf(HasSubstr("3,000"), HasSubstr("birth_date"), Not(HasSubstr("김")),
                          Not(HasSubstr("1940"))));
  ASSERT_OK_AND_ASSIGN(const std::string text, core::ReadFile(out, 1 << 20));
  ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, EncodingProfile::FromJson(text));
  EXPECT_EQ(profile.header.name, "ours");
  EXPECT_EQ(profile.header.preset, core::Preset::kRecord);
}

TEST_F(ProfileCommandsTest, SuggestFailsWhereThereIsNothingToPropose) {
  const std::string in = dir_.Write("in.csv", "amount,note\n1,a\n2,b\n");
  EXPECT_THAT(Run(ProfileSuggestOptions{.in_file = in}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no profile is proposed")));
  EXPECT_THAT(out_, HasSubstr("amount"));
  EXPECT_THAT(Run(ProfileSuggestOptions{.in_file = in, .out_file = in, .force = true}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("in.csv")));
}

}  // namespace
}  // namespace ieum::client
