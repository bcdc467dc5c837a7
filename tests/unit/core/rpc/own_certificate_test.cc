#include "ieum/core/rpc/own_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/test_ca.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

core::OwnCertificate Own(const PemPair& pair) {
  return {.certificate_file = "me.pem",
          .certificate_pem = pair.certificate,
          .key_file = "me.key",
          .key_pem = pair.key};
}

TEST(OwnCertificate, AcceptsACertificateInOrder) {
  const TestCa ca;
  EXPECT_OK(core::CheckOwnCertificate(Own(ca.Issue(ClientLeaf("holder", "a"))), absl::Now()));
}

TEST(OwnCertificate, RefusesOneThatIsNotValidNow) {
  const TestCa ca;
  const core::OwnCertificate own = Own(ca.Issue(ClientLeaf("holder", "a")));
  EXPECT_THAT(core::CheckOwnCertificate(own, absl::Now() + absl::Hours(24 * 31)),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       AllOf(HasSubstr("me.pem has expired on 20"), HasSubstr("issuer"))));
  EXPECT_THAT(core::CheckOwnCertificate(own, absl::Now() - absl::Hours(2)),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       AllOf(HasSubstr("not valid before 20"), HasSubstr("clock"))));
}

TEST(OwnCertificate, WantsExactlyOneIeumName) {
  const TestCa ca;
  EXPECT_THAT(core::CheckOwnCertificate(Own(ca.Issue({.local_host_names = true})), absl::Now()),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("has 0 names")));
  const LeafOptions two = {
      .uris = {"ieum://a/holder/x", "https://example.org", "ieum://b/holder/x"}};
  EXPECT_THAT(core::CheckOwnCertificate(Own(ca.Issue(two)), absl::Now()),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("has 2 names")));
}

TEST(OwnCertificate, NamesTheFileThatIsWrongAndShowsNothingOfIt) {
  const TestCa ca;
  const core::OwnCertificate good = Own(ca.Issue(ClientLeaf("holder", "a")));
  core::OwnCertificate own = good;
  own.certificate_pem = "secret words";
  EXPECT_THAT(core::CheckOwnCertificate(own, absl::Now()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("me.pem"), Not(HasSubstr("secret words")))));
  own = good;
  own.key_pem = "secret words";
  EXPECT_THAT(core::CheckOwnCertificate(own, absl::Now()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("me.key"), Not(HasSubstr("secret words")))));
  own = good;
  own.key_pem = ca.Issue(ClientLeaf("holder", "a")).key;
  EXPECT_THAT(core::CheckOwnCertificate(own, absl::Now()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("does not belong to")));
}

}  // namespace
}  // namespace ieum::testing
