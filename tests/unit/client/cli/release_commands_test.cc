// ieum release show, csv, sqlite, dictionary on files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/parse_args.h"
#include "ieum/core/base/bytes.h"
#include "support/hex_vector.h"
#include "support/seeded_random.h"

namespace ieum::client {
namespace {

using ::ieum::testing::ReadTestFile;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

class ReleaseCommandsTest : public ::testing::Test {
 protected:
  ReleaseCommandsTest() {
    std::ofstream(in_, std::ios::binary)
        << core::AsText(ieum::testing::ReadHexVector("release_file.hex"));
  }

  // Runs "ieum release …"; what it printed is in out_.
  absl::Status Run(const std::vector<std::string>& words) {
    std::vector<const char*> argv = {"ieum", "release"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    const auto command = ParseArgs(static_cast<int>(argv.size()), argv.data());
    if (!command.ok()) return command.status();
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> err(std::tmpfile(), &std::fclose);
    ieum::testing::SeededRandom random(1);
    const CommandContext context{.out = out.get(), .err = err.get(), .random = random, .stop = {}};
    const absl::Status status =
        std::visit([&](const auto& options) { return RunCommand(options, context); }, *command);
    out_.assign(static_cast<size_t>(std::ftell(out.get())), '\0');
    std::rewind(out.get());
    out_.resize(std::fread(out_.data(), 1, out_.size(), out.get()));
    return status;
  }

  const TempDir dir_;
  const std::string in_ = dir_.File("a.release");
  std::string out_;
};

TEST_F(ReleaseCommandsTest, ShowPrintsWhatAResearcherMustKnow) {
  ASSERT_OK(Run({"show", "--in", in_, "--output", "json"}));
  const auto json = nlohmann::json::parse(out_);
  EXPECT_EQ(json["project"], "demo");
  EXPECT_EQ(json["rows"], 3);
  EXPECT_EQ(json["dictionary"].size(), 9U);
  EXPECT_EQ(json["holders"][1]["released_rows"], 1);
  EXPECT_EQ(json["bias"][3]["group"], "basic");
  ASSERT_OK(Run({"show", "--in", in_}));
  EXPECT_THAT(out_, HasSubstr("hospital-a.age"));
}

TEST_F(ReleaseCommandsTest, WritesFilesAndReplacesThemOnlyIfForced) {
  constexpr auto kExists = absl::StatusCode::kAlreadyExists;
  for (const char* name : {"csv", "sqlite"}) {
    const std::string out = dir_.File(std::string("linked.") + name);
    ASSERT_OK(Run({name, "--in", in_, "--out", out}));
    EXPECT_THAT(out_, HasSubstr("release digest"));
    EXPECT_THAT(Run({name, "--in", in_, "--out", out}), StatusIs(kExists, HasSubstr("--force")));
    EXPECT_OK(Run({name, "--in", in_, "--out", out, "--force"}));
    EXPECT_THAT(Run({name, "--in", in_, "--out", in_, "--force"}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("reads")));
  }
  const std::string csv = ReadTestFile(dir_.File("linked.csv"));
  ASSERT_OK(Run({"csv", "--in", in_, "--out", dir_.File("marked.csv"), "--bom"}));
  EXPECT_EQ(ReadTestFile(dir_.File("marked.csv")), "\xEF\xBB\xBF" + csv);
}

TEST_F(ReleaseCommandsTest, WritesTheDictionary) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  ASSERT_OK(Run({"dictionary", "--in", in_, "--out", dir_.File("d.json")}));
  EXPECT_EQ(nlohmann::json::parse(ReadTestFile(dir_.File("d.json")))["columns"].size(), 9U);
  ASSERT_OK(Run({"dictionary", "--in", in_, "--out", dir_.File("d.csv"), "--bom"}));
  EXPECT_THAT(ReadTestFile(dir_.File("d.csv")), ::testing::StartsWith("\xEF\xBB\xBF"
                                                                      "column,"));
  EXPECT_THAT(Run({"dictionary", "--in", in_, "--out", dir_.File("d.txt")}),
              StatusIs(kInvalid, HasSubstr(".csv nor in .json")));
  EXPECT_THAT(Run({"dictionary", "--in", in_, "--out", dir_.File("e.json"), "--bom"}),
              StatusIs(kInvalid, HasSubstr("byte order mark")));
}

TEST_F(ReleaseCommandsTest, ADamagedReleaseLeavesNoFile) {
  std::string bytes = ReadTestFile(in_);
  bytes[bytes.size() - 10] = static_cast<char>(bytes[bytes.size() - 10] ^ 1);
  std::ofstream(in_, std::ios::binary) << bytes;
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"show"},
                                             {"csv", "--out", dir_.File("x.csv")},
                                             {"sqlite", "--out", dir_.File("x.sqlite")},
                                             {"dictionary", "--out", dir_.File("x.json")}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--in", in_});
    EXPECT_THAT(Run(all),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("open the bundle again")));
  }
  const auto left = std::distance(std::filesystem::directory_iterator(dir_.path()), {});
  EXPECT_EQ(left, 1);
}

}  // namespace
}  // namespace ieum::client
