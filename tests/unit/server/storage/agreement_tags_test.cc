#include "ieum/server/storage/agreement_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using server::AgreementTag;
using ::testing::AllOf;
using ::testing::HasSubstr;

AgreementTag Tag(std::string_view text) { return core::Sha256(core::AsBytes(text)); }

// By way of the submission store, which is the only one that asks.
class AgreementTagsTest : public StoreFixture {
 protected:
  // No test project: these need tags.
  static server::ProjectTerms Terms() {
    server::ProjectTerms terms = TestTerms();
    terms.test = false;
    terms.profile =
        core::ReadProfileHeader(R"({"profile":"t","version":1,"preset":"record","threshold":8000,)"
                                R"("segments":[{"name":"all","bits":128,"weight":1}]})")
            .value();
    return terms;
  }
  AgreementTagsTest() { Create(Terms()); }

  absl::Status Submit(uint32_t holder, const std::optional<AgreementTag>& tag,
                      uint32_t sequence = 0) {
    const core::SubmissionId id = TestSubmissionId(static_cast<int>(holder) + 1);
    return store_->submissions().AddChunk(
        TestProjectId(), holder,
        TestChunk(id, sequence, 10, static_cast<int>(holder), Terms().profile), tag);
  }
  bool HasSubmission(uint32_t holder) {
    return store_->submissions().Find(Project(), holder).value().has_value();
  }
};

TEST_F(AgreementTagsTest, WhoEncodesAlikeIsLetIn) {
  EXPECT_OK(Submit(0, Tag("secret")));
  EXPECT_OK(Submit(1, Tag("secret")));
  EXPECT_OK(Submit(0, Tag("secret"), 1));
}

TEST_F(AgreementTagsTest, WhoEncodesOtherwiseIsNamedAndNothingIsStored) {
  ASSERT_OK(Submit(0, Tag("secret")));
  Open();
  EXPECT_THAT(Submit(1, Tag("another")),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("'hospital-a'"), HasSubstr("Nothing was stored"))));
  EXPECT_FALSE(HasSubmission(1));
  EXPECT_OK(Submit(1, Tag("secret"))) << "the refused tag is not remembered";
}

TEST_F(AgreementTagsTest, AHolderStaysWithItsTag) {
  ASSERT_OK(Submit(0, Tag("secret")));
  EXPECT_THAT(Submit(0, Tag("another"), 1),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another agreement tag")));
  EXPECT_EQ(View(0).record.next_sequence, 1U);
  // Withdrawing everything takes the tag back, so that all may begin with another secret.
  ASSERT_OK(store_->submissions().Withdraw(TestProjectId(), 0, TestSubmissionId(1)));
  EXPECT_OK(Submit(0, Tag("another")));
}

TEST_F(AgreementTagsTest, OnlyTestsMayDoWithout) {
  EXPECT_THAT(Submit(0, std::nullopt), StatusIs(absl::StatusCode::kFailedPrecondition,
                                                HasSubstr("without an agreement tag")));
  EXPECT_FALSE(HasSubmission(0));
}

TEST_F(AgreementTagsTest, OfTwoFirstTagsAtOnceOneIsRefused) {
  absl::Status outcome[2];
  {
    std::jthread first([&] { outcome[0] = Submit(0, Tag("one")); });
    std::jthread second([&] { outcome[1] = Submit(1, Tag("two")); });
  }
  EXPECT_NE(outcome[0].ok(), outcome[1].ok()) << outcome[0] << outcome[1];
  EXPECT_NE(HasSubmission(0), HasSubmission(1));
}

}  // namespace
}  // namespace ieum::testing
