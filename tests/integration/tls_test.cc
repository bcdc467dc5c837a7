// Who is let in at all: TLS 1.3 with a certificate of the right CA, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matcher_host.h"
#include "support/raw_tls.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

// One server for all tests: a refused stranger must not harm those who come after.
class TlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { host_ = new MatcherHost(); }
  static void TearDownTestSuite() {
    delete host_;
    host_ = nullptr;
  }
  void TearDown() override { EXPECT_OK(host_->Operator().GetHealth()) << "still serves others"; }

  static MatcherHost& host() { return *host_; }
  // Asks for health, which every role may, with any certificate.
  static absl::Status Ask(const std::string& trusted_ca, const PemPair& identity) {
    ApiClient api(RawTlsChannel(host().address(), trusted_ca, identity), host().address());
    return api.GetHealth().status();
  }
  static absl::Status AskWith(const LeafOptions& leaf) {
    return Ask(host().ca().certificate(), host().ca().Issue(leaf));
  }
  // TLS does not say why: the connection ends.
  static auto Refused() {
    return AnyOf(StatusIs(absl::StatusCode::kUnavailable, ::testing::_),
                 StatusIs(absl::StatusCode::kUnauthenticated, ::testing::_));
  }

 private:
  static MatcherHost* host_;
};
MatcherHost* TlsTest::host_ = nullptr;

TEST_F(TlsTest, LetsInACertificateInOrder) {
  EXPECT_OK(AskWith(ClientLeaf("holder", "hospital-a")));
}

TEST_F(TlsTest, RefusesACertificateOfAnotherCa) {
  // The other CA has the same name, as a forger's would.
  const TestCa other;
  EXPECT_THAT(Ask(host().ca().certificate(), other.Issue(ClientLeaf("operator", "linkage-center"))),
              Refused());
}

TEST_F(TlsTest, RefusesACallerWithoutCertificate) {
  EXPECT_THAT(Ask(host().ca().certificate(), {}), Refused());
}

TEST_F(TlsTest, RefusesACertificateThatHasExpired) {
  LeafOptions leaf = ClientLeaf("operator", "linkage-center");
  leaf.valid_from = -absl::Hours(2);
  leaf.valid_until = -absl::Minutes(1);
  EXPECT_THAT(AskWith(leaf), Refused());
}

TEST_F(TlsTest, RefusesACertificateThatIsNotValidYet) {
  LeafOptions leaf = ClientLeaf("operator", "linkage-center");
  leaf.valid_from = absl::Hours(1);
  EXPECT_THAT(AskWith(leaf), Refused());
}

TEST_F(TlsTest, RefusesAServersCertificateAsAClients) {
  LeafOptions leaf = ClientLeaf("operator", "linkage-center");
  leaf.for_server = true;
  EXPECT_THAT(AskWith(leaf), Refused());
}

TEST_F(TlsTest, WantsExactlyOneIeumName) {
  EXPECT_THAT(AskWith({.uris = {"https://example.org/me"}}),
              StatusIs(absl::StatusCode::kUnauthenticated,
                       HasSubstr("ieum://<institution>/<role>/<name>")));
  EXPECT_THAT(AskWith({.local_host_names = true}),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("0 URI names")));
  EXPECT_THAT(AskWith({.uris = {"ieum://hospital-a/holder/x", "ieum://linkage-center/operator/x"}}),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("2 URI names")));
}

TEST_F(TlsTest, WantsAnIeumNameOfTheRightForm) {
  for (const char* uri : {"ieum://hospital-a/admin/x", "ieum://hospital-a/holder",
                          "ieum:///holder/x", "ieum://hospital-a/holder/x/y",
                          "ieum://Hospital/holder/x", "ieum://hospital-a/operator /x"}) {
    EXPECT_THAT(AskWith({.uris = {uri}}), StatusIs(absl::StatusCode::kUnauthenticated,
                                                   HasSubstr("ieum://<institution>/<role>/<name>")))
        << uri;
  }
}

TEST_F(TlsTest, RefusesTls12) {
  const PemPair identity = host().ca().Issue(ClientLeaf("operator", "linkage-center"));
  const int port = host().relay().port();
  const std::string& ca = host().ca().certificate();
  EXPECT_OK(ProbeTls(port, ca, identity, TlsVersion::k13)) << "else the next line proves nothing";
  EXPECT_THAT(ProbeTls(port, ca, identity, TlsVersion::k12),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("refused")));
}

TEST_F(TlsTest, RefusesPlaintext) {
  ApiClient api(PlaintextChannel(host().address()), host().address());
  EXPECT_THAT(api.GetHealth(), Refused());
}

TEST_F(TlsTest, ClientsFindOutThatTheServerIsAnother) {
  const TestCa other;
  EXPECT_THAT(Ask(other.certificate(), host().ca().Issue(ClientLeaf("holder", "hospital-a"))),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("does not prove")));
}

}  // namespace
}  // namespace ieum::testing
