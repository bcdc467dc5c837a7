#include "ieum/core/pki/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/test_ca.h"

namespace ieum::core {
namespace {

using ::ieum::testing::ClientLeaf;
using ::ieum::testing::LeafOptions;
using ::ieum::testing::PemPair;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TestCa;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kUnauthenticated = absl::StatusCode::kUnauthenticated;

absl::StatusOr<Certificate> Verify(const TestCa& ca, const PemPair& leaf,
                                   absl::Time now = absl::Now()) {
  return Certificate::Verify(leaf.certificate, ca.certificate(), now, "me.pem");
}

TEST(CertificateTest, KnowsItsOwnerAndWhatItsOwnerSigned) {
  const TestCa ca;
  for (const auto& algorithm : {testing::KeyAlgorithm::kEcP256, testing::KeyAlgorithm::kRsa2048}) {
    LeafOptions options = ClientLeaf("holder", "hospital-a", "kim");
    options.algorithm = algorithm;
    const PemPair leaf = ca.Issue(options);
    ASSERT_OK_AND_ASSIGN(const Certificate certificate, Verify(ca, leaf));
    EXPECT_EQ(certificate.name().institution.value(), "hospital-a");
    EXPECT_EQ(certificate.name().role, "holder");
    EXPECT_EQ(certificate.name().name, "kim");
    ASSERT_OK_AND_ASSIGN(const SigningKey key, SigningKey::Load(leaf.key, certificate, "me.key"));
    Bytes signature = key.Sign(AsBytes("message"));
    EXPECT_TRUE(certificate.HasSigned(AsBytes("message"), signature));
    EXPECT_FALSE(certificate.HasSigned(AsBytes("massage"), signature));
    EXPECT_FALSE(certificate.HasSigned(AsBytes("message"), {}));
    for (size_t i = 0; i < signature.size(); ++i) {
      signature[i] ^= std::byte{1};
      EXPECT_FALSE(certificate.HasSigned(AsBytes("message"), signature)) << "byte " << i;
      signature[i] ^= std::byte{1};
    }
  }
}

TEST(CertificateTest, TrustsOnlyItsAuthorityAndOnlyWhileValid) {
  const TestCa ca, other;
  const PemPair leaf = ca.Issue(ClientLeaf("holder", "hospital-a"));
  EXPECT_THAT(Certificate::Verify(leaf.certificate, other.certificate(), absl::Now(), "me.pem"),
              StatusIs(kUnauthenticated, HasSubstr("me.pem is not accepted")));
  EXPECT_OK(Certificate::Verify(leaf.certificate, ca.certificate() + other.certificate(),
                                absl::Now(), "me.pem"));
  EXPECT_THAT(Verify(ca, leaf, absl::Now() + absl::Hours(24 * 31)),
              StatusIs(kUnauthenticated, HasSubstr("expired")));
  EXPECT_THAT(Verify(ca, leaf, absl::Now() - absl::Hours(2)),
              StatusIs(kUnauthenticated, HasSubstr("not yet valid")));
  LeafOptions server = ClientLeaf("holder", "hospital-a");
  server.for_server = true;
  EXPECT_THAT(Verify(ca, ca.Issue(server)), StatusIs(kUnauthenticated, HasSubstr("not accepted")));
}

TEST(CertificateTest, WantsExactlyOneNameInOrder) {
  const TestCa ca;
  const std::vector<std::vector<std::string>> names = {
      {},
      {"ieum://a/holder/x", "ieum://b/holder/x"},
      {"ieum://a/holder"},
      {"ieum://A/holder/x"},
      {"ieum://a/holder/x/y"},
      {"https://a/holder/x"},
  };
  for (const auto& uris : names) {
    LeafOptions options;
    options.uris = uris;
    EXPECT_THAT(Verify(ca, ca.Issue(options)),
                StatusIs(kUnauthenticated, HasSubstr("want exactly one")))
        << uris.size();
  }
}

TEST(CertificateTest, RefusesWhatIsNotPemAndKeysOfOthers) {
  const TestCa ca;
  const PemPair leaf = ca.Issue(ClientLeaf("holder", "hospital-a"));
  const PemPair other = ca.Issue(ClientLeaf("holder", "hospital-a"));
  ASSERT_OK_AND_ASSIGN(const Certificate certificate, Verify(ca, leaf));
  EXPECT_THAT(SigningKey::Load(other.key, certificate, "me.key"),
              StatusIs(kInvalid, HasSubstr("me.key is not the key of the certificate")));
  EXPECT_THAT(SigningKey::Load("nothing", certificate, "me.key"),
              StatusIs(kInvalid, HasSubstr("no private key in PEM form")));
  for (const std::string& pem : {std::string(), std::string("nothing"), leaf.key,
                                 leaf.certificate.substr(0, leaf.certificate.size() / 2)}) {
    EXPECT_THAT(Certificate::Verify(pem, ca.certificate(), absl::Now(), "me.pem"),
                StatusIs(kInvalid, HasSubstr("me.pem is not a certificate in PEM form")));
  }
  EXPECT_THAT(Certificate::Verify(leaf.certificate, "nothing", absl::Now(), "me.pem"),
              StatusIs(kInvalid, HasSubstr("authorities")));
}

}  // namespace
}  // namespace ieum::core
