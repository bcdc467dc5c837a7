// A joiner's store.
#ifndef IEUM_TESTS_UNIT_SERVER_STORAGE_JOINER_STORE_FIXTURE_H_
#define IEUM_TESTS_UNIT_SERVER_STORAGE_JOINER_STORE_FIXTURE_H_

#include <memory>

#include "ieum/server/storage/joiner_store.h"
#include "ieum/server/storage/open_store.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {

// A joiner's store beside the matcher's of the fixture, under a keystore of its own.
class JoinerStoreFixture : public StoreFixture {
 protected:
  JoinerStoreFixture() {
    // One keystore is bound to one store, so the matcher's is left alone.
    Close();
    keystore_.reset();
    const auto root =
        server::NewPassphraseRootKey(Passphrase(), server::kMinScryptLog2N, random_).value();
    EXPECT_OK(server::Keystore::Create(dir_.File("joiner-keystore"), *root, random_));
    OpenJoiner();
  }
  ~JoinerStoreFixture() override {
    if (joiner_ != nullptr) {
      EXPECT_OK(joiner_->Close());
    }
  }
  void OpenJoiner() {
    if (joiner_ != nullptr) {
      EXPECT_OK(joiner_->Close());
    }
    joiner_.reset();
    keystore_.reset();
    keystore_ = server::Keystore::Open(
                    dir_.File("joiner-keystore"),
                    [this](const server::RootKeyParameters& parameters) {
                      return server::FindPassphraseRootKey(Passphrase(), parameters, random_);
                    },
                    clock_, random_)
                    .value();
    joiner_ = server::JoinerStore::Open({.data_dir = dir_.File("joiner"),
                                         .min_free_disk_bytes = min_free_disk_bytes_,
                                         .holder_limits = holder_limits_},
                                        *keystore_, clock_, random_)
                  .value();
  }
  server::ProjectRecord MakeProject() { return joiner_->projects().Create(TestTerms()).value(); }

  std::unique_ptr<server::JoinerStore> joiner_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_SERVER_STORAGE_JOINER_STORE_FIXTURE_H_
