// ieum dedupe, as main would run it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.h"
#include "cli/parse_args.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::ReadTestFile;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

// Persons 1 and 2 twice, with typing errors.
constexpr char kRows[] =
    "row_id,entity_id,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,"
    "date_of_birth\n"
    "a1,1,michaela,neumann,8,stanley street,miami,winston hills,4223,nsw,19151111\n"
    "\"a,2\",2,courtney,painter,12,pinkerton circuit,bega flats,richlands,4560,vic,19161214\n"
    "a3,3,blake,howie,1,cutlack street,belmont park,berkeley vale,3083,qld,19240331\n"
    "b1,2,courtnay,painter,12,pinkerton cct,bega flats,richlands,4560,vic,19161214\n"
    "b2,9,annabel,grierson,97,mclachlan crescent,rangeview,colyton,2464,sa,19630925\n"
    "b3,1,michaela,neuman,8,stanley st,miami,winston hils,4223,nsw,19151111\n";

class DedupeCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.profile = "febrl-person";
    options_.secret_file = folder_.File("holder.secret");
    options_.in_file = folder_.Write("rows.csv", kRows);
    options_.out_file = folder_.File("groups.csv");
    options_.output = OutputFormat::kJson;
    ASSERT_OK(Run(SecretNewOptions{{.out_file = options_.secret_file, .no_passphrase = true}}));
  }

  template <typename Options>
  absl::Status Run(const Options& options) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> err(std::tmpfile(), &std::fclose);
    const absl::Status status = RunCommand(options, {out.get(), err.get(), random_, {}});
    out_.resize(static_cast<size_t>(std::ftell(out.get())));
    std::rewind(out.get());
    EXPECT_EQ(std::fread(out_.data(), 1, out_.size(), out.get()), out_.size());
    return status;
  }

  ieum::testing::TempDir folder_;
  ieum::testing::SeededRandom random_{1};
  DedupeOptions options_;
  std::string out_;
};

TEST_F(DedupeCommandTest, RowsOfOnePersonHaveOneKey) {
  options_.columns.truth_column = "entity_id";
  ASSERT_OK(Run(options_));
  const nlohmann::json report = nlohmann::json::parse(out_);
  EXPECT_EQ(report["records"], 6);
  EXPECT_EQ(report["compared_pairs"], 15);
  EXPECT_EQ(report["repeated_persons"], 2);
  EXPECT_EQ(report["persons"], 4);
  EXPECT_EQ(report["true_pairs"], 2);
  EXPECT_EQ(report["correct_pairs"], 2);
  EXPECT_EQ(report["f1"], 1.0);
  EXPECT_THAT(ReadTestFile(options_.out_file),
              MatchesRegex("row_id,joint_key\na1,([0-9A-Z]+)\n\"a,2\",([0-9A-Z]+)\na3,[0-9A-Z]+\n"
                           "b1,[0-9A-Z]+\nb2,[0-9A-Z]+\nb3,[0-9A-Z]+\n"));
}

TEST_F(DedupeCommandTest, AThresholdNobodyReachesLeavesEverybodyAlone) {
  options_.match_weight = 500'000;
  ASSERT_OK(Run(options_));
  EXPECT_EQ(nlohmann::json::parse(out_)["persons"], 6);
}

TEST_F(DedupeCommandTest, RefusesTwoWishesForOneThreshold) {
  options_.match_weight = 0;
  options_.precision = 0.9;
  EXPECT_THAT(Run(options_),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("leave one of them out")));
}

TEST_F(DedupeCommandTest, DoesNotWriteOverItsInput) {
  options_.out_file = options_.in_file;
  EXPECT_EQ(Run(options_).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadTestFile(options_.in_file), kRows);
}

TEST(DedupeArgumentsTest, TakesTheOptionsOfALinkageByTheModel) {
  const char* const arguments[] = {
      "ieum",     "dedupe", "--profile",  "p.json",      "--secret-file", "s",           "--in",
      "rows.csv", "--out",  "groups.csv", "--precision", "0.99",          "--exhaustive"};
  ASSERT_OK_AND_ASSIGN(const Command command,
                       ParseArgs(static_cast<int>(std::size(arguments)), arguments));
  const auto& options = std::get<DedupeOptions>(command);
  EXPECT_EQ(options.in_file, "rows.csv");
  EXPECT_EQ(options.precision, 0.99);
  EXPECT_TRUE(options.exhaustive);
}

}  // namespace
}  // namespace ieum::client
