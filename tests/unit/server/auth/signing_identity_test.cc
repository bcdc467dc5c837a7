#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/server/auth/tls.h"
#include "support/status_matchers.h"
#include "support/test_ca.h"

namespace ieum::testing {
namespace {

using server::Role;
using server::ServerIdentity;
using ::testing::AllOf;
using ::testing::HasSubstr;

class SigningIdentityTest : public ::testing::Test {
 protected:
  // A server that accepts clients of one authority and has a certificate of another.
  absl::StatusOr<server::SigningIdentity> Load(const TestCa& clients, const TestCa& own,
                                               const LeafOptions& leaf) {
    const core::ChannelOptions files = own.IssueTo(dir_, "server", leaf);
    identity_ = ServerIdentity::Load({.ca = dir_.Write("clients.pem", clients.certificate()),
                                      .cert = files.certificate_file,
                                      .key = files.key_file},
                                     clock_, log_)
                    .value();
    return identity_->signing_identity(Role::kMatcher);
  }

  TempDir dir_;
  TestCa ca_;
  const core::Clock& clock_ = core::SystemClock();
  const server::Log log_{clock_, STDERR_FILENO};
  std::unique_ptr<ServerIdentity> identity_;
};

TEST_F(SigningIdentityTest, SignsAsTheCertificate) {
  for (const KeyAlgorithm algorithm : {KeyAlgorithm::kEcP256, KeyAlgorithm::kRsa2048}) {
    LeafOptions leaf = ServerLeaf();
    leaf.algorithm = algorithm;
    const auto signer = Load(ca_, ca_, leaf);
    ASSERT_OK(signer);
    EXPECT_EQ(signer->certificate.uri(), "ieum://linkage-center/matcher/server");
    const core::ByteView message = core::AsBytes("message");
    EXPECT_TRUE(signer->certificate.HasSigned(message, signer->key.Sign(message)));
  }
}

TEST_F(SigningIdentityTest, SaysWhyItCannotAndWhatNext) {
  const TestCa other;
  EXPECT_THAT(Load(ca_, other, ServerLeaf()),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("this server cannot sign bundles: its certificate is not "
                                       "accepted"),
                             HasSubstr("an authority of its --tls-ca"))));
  EXPECT_THAT(Load(ca_, ca_, ServerLeaf("joiner")),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("is of the role 'joiner'"), HasSubstr("'matcher'"))));
}

}  // namespace
}  // namespace ieum::testing
