#include "ieum/server/storage/relay_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using server::ParcelKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RelayStoreTest : public StoreFixture {
 protected:
  RelayStoreTest() { Create(); }

  absl::Status Leave(uint32_t holder, ParcelKind kind, std::string_view content,
                     bool replace = false) {
    return store_->relay().Leave(Project(), holder, kind, core::AsBytes(content), replace);
  }
  // "holder:content" of each.
  std::vector<std::string> Collect(ParcelKind kind, const server::ProjectRecord& project) {
    std::vector<std::string> texts;
    const std::vector<server::Parcel> parcels = store_->relay().Collect(project, kind).value();
    for (const server::Parcel& parcel : parcels) {
      texts.push_back(absl::StrFormat("%d:%s", parcel.holder, parcel.content));
    }
    return texts;
  }
  std::vector<std::string> Collect(ParcelKind kind) { return Collect(kind, Project()); }
};

TEST_F(RelayStoreTest, ParcelsAreThereByHolderAndAfterARestart) {
  EXPECT_THAT(Collect(ParcelKind::kOffer), IsEmpty());
  ASSERT_OK(Leave(1, ParcelKind::kOffer, "offer of b"));
  ASSERT_OK(Leave(0, ParcelKind::kOffer, "offer of a"));
  ASSERT_OK(Leave(1, ParcelKind::kSealedShares, "shares of b"));
  Open();
  EXPECT_THAT(Collect(ParcelKind::kOffer), ElementsAre("0:offer of a", "1:offer of b"));
  EXPECT_THAT(Collect(ParcelKind::kSealedShares), ElementsAre("1:shares of b"));
}

TEST_F(RelayStoreTest, AProjectSeesItsOwnParcelsOnly) {
  ASSERT_OK(Leave(0, ParcelKind::kOffer, "mine"));
  server::ProjectTerms terms = TestTerms();
  terms.id = TestProjectId("study-2");
  EXPECT_THAT(Collect(ParcelKind::kOffer, Create(terms)), IsEmpty());
}

TEST_F(RelayStoreTest, AnotherParcelInItsPlaceMustBeMeant) {
  ASSERT_OK(Leave(0, ParcelKind::kSealedShares, "shares"));
  EXPECT_OK(Leave(0, ParcelKind::kSealedShares, "shares")) << "the same again";
  EXPECT_THAT(Leave(0, ParcelKind::kSealedShares, "others"),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("another parcel")));
  EXPECT_THAT(Collect(ParcelKind::kSealedShares), ElementsAre("0:shares"));
  EXPECT_OK(Leave(0, ParcelKind::kSealedShares, "others", /*replace=*/true));
  EXPECT_THAT(Collect(ParcelKind::kSealedShares), ElementsAre("0:others"));
}

TEST_F(RelayStoreTest, AnotherOfferStartsTheAgreementAnewForAll) {
  for (const uint32_t holder : {0U, 1U}) {
    ASSERT_OK(Leave(holder, ParcelKind::kOffer, "offer"));
    ASSERT_OK(Leave(holder, ParcelKind::kSealedShares, "shares"));
  }
  // The same offer, even if it is to replace, starts nothing anew.
  ASSERT_OK(Leave(1, ParcelKind::kOffer, "offer", /*replace=*/true));
  EXPECT_THAT(Collect(ParcelKind::kSealedShares), ElementsAre("0:shares", "1:shares"));
  ASSERT_OK(Leave(1, ParcelKind::kOffer, "another", /*replace=*/true));
  EXPECT_THAT(Collect(ParcelKind::kOffer), ElementsAre("1:another"));
  EXPECT_THAT(Collect(ParcelKind::kSealedShares), IsEmpty());
}

TEST_F(RelayStoreTest, ParcelsHaveASize) {
  EXPECT_THAT(Leave(0, ParcelKind::kOffer, ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 to 65536 bytes")));
  const std::string most(server::kMaxParcelBytes, 'x');
  EXPECT_THAT(Leave(0, ParcelKind::kOffer, most + "x"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not 65537")));
  EXPECT_OK(Leave(0, ParcelKind::kOffer, most));
}

TEST_F(RelayStoreTest, ParcelsGoWithTheKeyOfTheirProject) {
  ASSERT_OK(Leave(0, ParcelKind::kOffer, "offer"));
  const server::ProjectRecord project = Project();
  ASSERT_OK(store_->database().EraseProjectKey(project.number));
  EXPECT_THAT(Collect(ParcelKind::kOffer, project), IsEmpty());
}

}  // namespace
}  // namespace ieum::testing
