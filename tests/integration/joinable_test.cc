// Joinable serials that leave a real matcher as a bundle: those that a join takes, among decoys,
// for the holder that the manifest lets have them, and for nobody else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ieum/core/jointkey/joinable_file.h"
#include "ieum/core/manifest/draft.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

constexpr uint32_t kRows = 1'000;
constexpr uint32_t kShared = 400;
constexpr uint64_t kDecoys = 25;  // percent

std::string ManifestText(int64_t minimum_matched_rows) {
  core::ManifestDraft draft{.project = "flu",
                            .title = "a test",
                            .profile_json = SyntheticProfileJson(),
                            .purpose = "to test",
                            .legal_basis = "made-up persons"};
  const auto add = [&draft](const std::string& institution, core::PartyRole role) {
    draft.parties.push_back({.institution = core::InstitutionId::Parse(institution).value(),
                             .role = role,
                             .country = "KR",
                             .unit = {}});
  };
  add("hospital-a", core::PartyRole::kHolder);
  add("insurer-b", core::PartyRole::kHolder);
  add("linkage-center", core::PartyRole::kMatcher);
  draft.extraction.emplace();
  draft.extraction->holders.push_back(core::InstitutionId::Parse("hospital-a").value());
  draft.extraction->decoy_percent = kDecoys;
  draft.minimum_file_rows = 1;
  draft.minimum_matched_rows = minimum_matched_rows;
  draft.end_date = "2099-12-31";
  draft.test = true;
  return core::DraftText(draft).value();
}

class JoinableTest : public ::testing::Test {
 protected:
  void Match(int64_t minimum_matched_rows) {
    host_.CreateProjectOf("flu", ManifestText(minimum_matched_rows));
    host_.Submit("flu", "hospital-a", party_);
    host_.Submit("flu", "insurer-b",
                 MakeParty(SyntheticProfile(), Persons(kRows - kShared, kRows), 2));
    host_.Match("flu");
  }
  ProgramResult Export(const std::string& holder, const std::string& to, const std::string& out) {
    const core::ChannelOptions who = host_.Channel("operator", "linkage-center");
    return RunProgram({IEUMCTL_PROGRAM, "export", "--joinable", "--project", "flu", "--holder",
                       holder, "--to", to, "--out", dir_.File(out + ".bundle"), "--server",
                       who.server, "--ca", who.ca_file, "--cert", who.certificate_file, "--key",
                       who.key_file});
  }
  // What the holder finds in the bundle.
  core::JoinableSerials Open(const std::string& out) {
    const ProgramResult opened =
        RunProgram({IEUM_PROGRAM, "bundle", "open", "--kind", "joinable-serials", "--in",
                    dir_.File(out + ".bundle"), "--ca", holder_.ca_file, "--key", holder_.key_file,
                    "--out", dir_.File(out)});
    EXPECT_EQ(opened.exit_status, 0) << opened.err;
    const auto source = core::OpenByteSource(dir_.File(out)).value();
    return core::ReadJoinableFile(*source, out).value();
  }

  MatcherHost host_;
  const TempDir dir_;
  const SyntheticParty party_ = MakeParty(SyntheticProfile(), Persons(0, kRows), 1);
  const core::ChannelOptions holder_ =
      host_.ca().IssueTo(dir_, "hospital", ClientLeaf("holder", "hospital-a"));
};

TEST_F(JoinableTest, TheHolderGetsJoinableSerialsAmongDecoys) {
  Match(100);
  const ProgramResult exported = Export("hospital-a", holder_.certificate_file, "first");
  ASSERT_EQ(exported.exit_status, 0) << exported.err;
  EXPECT_THAT(exported.out, HasSubstr("joinable-serials"));
  const core::JoinableSerials first = Open("first");
  EXPECT_EQ(first.holder.value(), "hospital-a");
  uint64_t shared = 0;
  for (uint32_t i = kRows - kShared; i < kRows; ++i) shared += first.Contains(party_.serials[i]);
  // Nearly all of the persons whom both have, and a quarter as many more of the others.
  EXPECT_GT(shared, kShared * 97 / 100);
  EXPECT_NEAR(static_cast<double>(first.serials.size()), kShared * (100 + kDecoys) / 100, 20);
  for (const auto& serial : first.serials) {
    EXPECT_NE(std::find(party_.serials.begin(), party_.serials.end(), serial),
              party_.serials.end());
  }
  // Asking again tells nothing more.
  ASSERT_EQ(Export("hospital-a", holder_.certificate_file, "again").exit_status, 0);
  EXPECT_EQ(Open("again").serials, first.serials);
}

TEST_F(JoinableTest, NobodyElseGetsThem) {
  Match(100);
  const core::ChannelOptions insurer =
      host_.ca().IssueTo(dir_, "insurer", ClientLeaf("holder", "insurer-b"));
  const ProgramResult not_named = Export("insurer-b", insurer.certificate_file, "b");
  EXPECT_NE(not_named.exit_status, 0);
  EXPECT_THAT(not_named.err, HasSubstr("does not let 'insurer-b' learn"));
  const ProgramResult other = Export("hospital-a", insurer.certificate_file, "c");
  EXPECT_NE(other.exit_status, 0);
  EXPECT_THAT(other.err, HasSubstr("the joinable serials of 'hospital-a' go to a certificate of"));
}

TEST_F(JoinableTest, OfFewNothingIsSaid) {
  Match(kShared + 100);
  const ProgramResult few = Export("hospital-a", holder_.certificate_file, "few");
  EXPECT_NE(few.exit_status, 0);
  EXPECT_THAT(few.err, HasSubstr("minimum_matched_rows"));
}

// That nothing is sent without a second person shows access_matrix_test, for every method.
TEST(JoinableTwoPersonsTest, IsProposedWithTheRequestThatWillBeSent) {
  MatcherHost host(2, {});
  const TempDir dir;
  LeafOptions leaf = ClientLeaf("operator", "linkage-center");
  leaf.unit = "linkage";
  const core::ChannelOptions who = host.ca().IssueTo(dir, "operator", leaf);
  const core::ChannelOptions holder =
      host.ca().IssueTo(dir, "hospital", ClientLeaf("holder", "hospital-a"));
  const ProgramResult proposed = RunProgram({IEUMCTL_PROGRAM,
                                             "export",
                                             "--joinable",
                                             "--propose",
                                             "decision 20",
                                             "--project",
                                             "flu",
                                             "--holder",
                                             "hospital-a",
                                             "--to",
                                             holder.certificate_file,
                                             "--out",
                                             dir.File("x.bundle"),
                                             "--server",
                                             host.address(),
                                             "--ca",
                                             who.ca_file,
                                             "--cert",
                                             who.certificate_file,
                                             "--key",
                                             who.key_file});
  EXPECT_EQ(proposed.exit_status, 0) << proposed.err;
  EXPECT_THAT(proposed.out, HasSubstr("proposed intent"));
}

}  // namespace
}  // namespace ieum::testing
