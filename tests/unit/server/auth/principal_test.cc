#include "ieum/server/auth/principal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<server::Principal> Parse(const std::vector<std::string_view>& uris) {
  return server::ParsePrincipal(uris);
}

TEST(PrincipalTest, ReadsInstitutionRoleAndName) {
  ASSERT_OK_AND_ASSIGN(const server::Principal principal,
                       Parse({"ieum://hospital-a/holder/kim-2"}));
  EXPECT_EQ(principal.institution.value(), "hospital-a");
  EXPECT_EQ(principal.role, server::Role::kHolder);
  EXPECT_EQ(principal.name.value(), "kim-2");
}

TEST(PrincipalTest, KnowsEveryRole) {
  for (const server::Role role : server::kAllRoles) {
    const std::string uri = "ieum://a/" + std::string(server::RoleName(role).text()) + "/b";
    ASSERT_OK_AND_ASSIGN(const server::Principal principal, Parse({uri}));
    EXPECT_EQ(principal.role, role);
  }
}

TEST(PrincipalTest, RefusesNoneOrSeveralNames) {
  EXPECT_THAT(Parse({}),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("has 0 URI names")));
  EXPECT_THAT(Parse({"https://a/holder/b"}),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("the form")));
  EXPECT_THAT(Parse({"ieum://a/holder/b", "ieum://a/operator/b"}),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("has 2 URI names")));
}

TEST(PrincipalTest, RefusesEveryOtherForm) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view uri :
       {"ieum://"sv, "ieum://a"sv, "ieum://a/holder"sv, "ieum://a/holder/"sv, "ieum:///holder/b"sv,
        "ieum://a/Holder/b"sv, "ieum://a/admin/b"sv, "ieum://a//b"sv, "ieum://a/holder/b/c"sv,
        "ieum://A/holder/b"sv, "ieum://a/holder/b?x"sv, "ieum://a/holder/b "sv,
        "ieum://a/holder/b\0"sv, "ieum://a/holder\0/b"sv, "ieum://user@a/holder/b"sv,
        "ieum://a:1/holder/b"sv, "ieum://a/hol%64er/b"sv}) {
    EXPECT_THAT(Parse({uri}), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("the form")))
        << uri;
  }
}

}  // namespace
}  // namespace ieum::testing
