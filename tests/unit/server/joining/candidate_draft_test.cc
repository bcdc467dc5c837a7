#include "ieum/server/joining/candidate_draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/manifest/draft.h"
#include "support/status_matchers.h"
#include "support/synthetic_party.h"

namespace ieum::testing::candidate_draft_test {
namespace {

using ::testing::HasSubstr;

core::Manifest ManifestOf(bool time_series) {
  core::ManifestDraft draft{.project = "flu",
                            .title = "a test",
                            .profile_json = SyntheticProfileJson(),
                            .purpose = "to test",
                            .legal_basis = "made-up persons"};
  const auto add = [&draft](const char* institution, core::PartyRole role) {
    draft.parties.push_back({.institution = core::InstitutionId::Parse(institution).value(),
                             .role = role,
                             .country = "KR",
                             .unit = {}});
  };
  add("hospital-a", core::PartyRole::kHolder);
  add("insurer-b", core::PartyRole::kHolder);
  add("linkage-center", core::PartyRole::kMatcher);
  add("join-center", core::PartyRole::kJoiner);
  add("university-c", core::PartyRole::kResearcher);
  draft.time_series = time_series;
  draft.end_date = "2099-12-31";
  draft.test = true;
  return core::ReadManifest(core::DraftText(draft).value()).value();
}

TEST(DescribeCandidateTest, KeysStayOnlyWhereTheManifestLetsThem) {
  const server::CandidateOrder order{.recipient = "university-c", .time_series = true};
  EXPECT_THAT(server::DescribeCandidate(ManifestOf(false), {}, order, 1, absl::UnixEpoch()),
              StatusIs(absl::StatusCode::kPermissionDenied,
                       HasSubstr("rule: 'time_series' lets keys stay")));
}

}  // namespace
}  // namespace ieum::testing::candidate_draft_test
