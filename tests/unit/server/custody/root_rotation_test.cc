#include "ieum/server/custody/root_rotation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

class RootRotationTest : public StoreFixture {
 protected:
  void SetUp() override {
    log_ = server::AuditLog::Open(store_->unsealed_database(),
                                  {.key_file = dir_.File("audit-key"),
                                   .name = "linkage-center/matcher/m1",
                                   .store_has_content = false},
                                  clock_, random_)
               .value();
  }
  std::unique_ptr<server::RootRotation> OpenRotation() {
    return server::RootRotation::Open(store_->unsealed_database(), *keystore_, *log_).value();
  }
  void Rotate() {
    const core::Sha256Digest before = keystore_->root_digest();
    ASSERT_OK(keystore_->Rotate(
        server::NewPassphraseRootKey(Passphrase(), server::kMinScryptLog2N, random_).value()));
    ASSERT_NE(keystore_->root_digest(), before);
  }
  std::vector<std::string> Acts() {
    std::vector<std::string> acts;
    EXPECT_OK(log_->Read(0, 100, [&](const core::AuditEntry& entry) {
      acts.push_back(entry.act);
      return absl::OkStatus();
    }));
    return acts;
  }

  std::unique_ptr<server::AuditLog> log_;
};

TEST_F(RootRotationTest, TheFirstRootKeyIsAgreedToAndAnotherOneIsNot) {
  EXPECT_FALSE(OpenRotation()->pending());
  EXPECT_FALSE(OpenRotation()->pending()) << "the same at the next start";
  EXPECT_TRUE(Acts().empty());
  Rotate();
  EXPECT_TRUE(OpenRotation()->pending());
  const auto rotation = OpenRotation();
  EXPECT_TRUE(rotation->pending()) << "starting again is no agreement";
  EXPECT_EQ(Acts(), (std::vector<std::string>{"Keystore/Rotate", "Keystore/Rotate"}));
  EXPECT_THAT(rotation->Agree(core::Sha256Digest{}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       ::testing::HasSubstr(core::ToHex(rotation->root()))));
  EXPECT_TRUE(rotation->pending());
  EXPECT_OK(rotation->Agree(keystore_->root_digest()));
  EXPECT_FALSE(rotation->pending());
  EXPECT_FALSE(OpenRotation()->pending());
}

TEST_F(RootRotationTest, ChangesOfProjectsAreNoRotation) {
  EXPECT_FALSE(OpenRotation()->pending());
  Create();
  EXPECT_FALSE(OpenRotation()->pending());
}

}  // namespace
}  // namespace ieum::testing
