#include "ieum/server/storage/delivery_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/server/storage/joiner_store_fixture.h"

namespace ieum::testing {
namespace {

using server::DeliveryKind;
using server::DeliveryRecord;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DeliveryStoreTest : public JoinerStoreFixture {
 protected:
  server::DeliveryStore& deliveries() { return joiner_->deliveries(); }

  // Chunks with these texts, of one row each; not finished.
  DeliveryRecord Append(const server::ProjectRecord& project, DeliveryKind kind, uint32_t holder,
                        const std::vector<std::string>& texts) {
    DeliveryRecord delivery = deliveries().Begin(project, kind, holder).value();
    for (const std::string& text : texts) {
      EXPECT_OK(deliveries().Append(project, delivery, /*row_count=*/1, core::AsBytes(text)));
    }
    delivery.received = clock_.Now();
    return delivery;
  }
  std::vector<std::string> Chunks(const server::ProjectRecord& project, DeliveryKind kind,
                                  uint32_t holder) {
    std::vector<std::string> texts;
    const auto delivery = deliveries().Find(project, kind, holder).value();
    if (!delivery.has_value()) return texts;
    EXPECT_OK(deliveries().ReadChunks(project, *delivery, [&texts](core::ByteView chunk) {
      texts.emplace_back(core::AsText(chunk));
      return absl::OkStatus();
    }));
    return texts;
  }
};

TEST_F(DeliveryStoreTest, KeepsWhatWasFinishedOverAStart) {
  const server::ProjectRecord project = MakeProject();
  DeliveryRecord map = Append(project, DeliveryKind::kLinkageMap, 1, {"one", "two"});
  map.run_number = 7;
  map.bundle[0] = std::byte{9};
  ASSERT_OK(deliveries().Finish(project, map, {}));
  DeliveryRecord payload = Append(project, DeliveryKind::kPayload, 1, {"three"});
  payload.schema = "{}";
  payload.payload_digest[5] = std::byte{1};
  ASSERT_OK(deliveries().Finish(project, payload, {}));

  OpenJoiner();
  const auto all = deliveries().List(project).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].kind, DeliveryKind::kLinkageMap);
  EXPECT_EQ(all[0].holder, 1U);
  EXPECT_EQ(all[0].row_count, 2U);
  EXPECT_EQ(all[0].chunk_count, 2U);
  EXPECT_EQ(all[0].run_number, 7U);
  EXPECT_EQ(all[0].bundle, map.bundle);
  EXPECT_EQ(all[0].received, map.received);
  EXPECT_EQ(all[1].schema, "{}");
  EXPECT_EQ(all[1].payload_digest, payload.payload_digest);
  EXPECT_THAT(Chunks(project, DeliveryKind::kLinkageMap, 1), ElementsAre("one", "two"));
  EXPECT_THAT(Chunks(project, DeliveryKind::kPayload, 1), ElementsAre("three"));
  EXPECT_THAT(Chunks(project, DeliveryKind::kPayload, 0), IsEmpty());
}

TEST_F(DeliveryStoreTest, WhatWasNotFinishedCountsForNothingAndGoesWithTheNext) {
  const server::ProjectRecord project = MakeProject();
  (void)Append(project, DeliveryKind::kPayload, 0, {"left", "over", "rows"});
  OpenJoiner();
  EXPECT_THAT(Chunks(project, DeliveryKind::kPayload, 0), IsEmpty());
  ASSERT_OK(deliveries().Finish(project, Append(project, DeliveryKind::kPayload, 0, {"new"}), {}));
  EXPECT_THAT(Chunks(project, DeliveryKind::kPayload, 0), ElementsAre("new"));
  const auto figures = joiner_->database().Count(
      server::Column::kPayloads, joiner_->database().Find(project.number).value().project);
  EXPECT_EQ(figures->key_count, 1U);
}

TEST_F(DeliveryStoreTest, ALaterOneTakesThePlaceOfTheOneBefore) {
  const server::ProjectRecord project = MakeProject();
  ASSERT_OK(
      deliveries().Finish(project, Append(project, DeliveryKind::kPayload, 0, {"a", "b"}), {}));
  ASSERT_OK(deliveries().Finish(project, Append(project, DeliveryKind::kPayload, 1, {"c"}), {}));
  const DeliveryRecord next = Append(project, DeliveryKind::kPayload, 0, {"d"});
  EXPECT_THAT(Chunks(project, DeliveryKind::kPayload, 0), ElementsAre("a", "b"));
  ASSERT_OK(deliveries().Finish(project, next, {}));
  EXPECT_THAT(Chunks(project, DeliveryKind::kPayload, 0), ElementsAre("d"));
  EXPECT_THAT(Chunks(project, DeliveryKind::kPayload, 1), ElementsAre("c"));
}

TEST_F(DeliveryStoreTest, SaysIfAChunkIsMissing) {
  const server::ProjectRecord project = MakeProject();
  DeliveryRecord delivery = Append(project, DeliveryKind::kLinkageMap, 0, {"one", "two"});
  ++delivery.chunk_count;
  ASSERT_OK(deliveries().Finish(project, delivery, {}));
  EXPECT_THAT(
      deliveries().ReadChunks(project, delivery, [](core::ByteView) { return absl::OkStatus(); }),
      StatusIs(absl::StatusCode::kDataLoss, HasSubstr("2 chunks, its record says 3")));
  uint64_t count = 0;
  const auto checks = joiner_->ContentChecks();
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_FALSE(checks[0].second(count).ok());
}

TEST_F(DeliveryStoreTest, HasTheLimitsOfAHolder) {
  holder_limits_ = {.rows = 2, .chunks = 10};
  OpenJoiner();
  const server::ProjectRecord project = MakeProject();
  DeliveryRecord delivery = Append(project, DeliveryKind::kPayload, 0, {"one", "two"});
  EXPECT_THAT(
      deliveries().Append(project, delivery, 1, core::AsBytes("three")),
      StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("than one holder can have")));
}

TEST_F(DeliveryStoreTest, AStopEndsADeliveryUnderWay) {
  const server::ProjectRecord project = MakeProject();
  DeliveryRecord delivery = Append(project, DeliveryKind::kPayload, 0, {"one"});
  ASSERT_OK(joiner_->projects().Advance(project.terms.id, server::ProjectEvent::kStop, {}, 0));
  const auto stopped = StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_);
  EXPECT_THAT(deliveries().Append(project, delivery, 1, core::AsBytes("two")), stopped);
  EXPECT_THAT(deliveries().Finish(project, delivery, {}), stopped);
  EXPECT_THAT(deliveries().Begin(project, DeliveryKind::kPayload, 0), stopped);
  EXPECT_THAT(Chunks(project, DeliveryKind::kPayload, 0), IsEmpty());
}

TEST_F(DeliveryStoreTest, IsCountedForDestruction) {
  const server::ProjectRecord project = MakeProject();
  ASSERT_OK(
      deliveries().Finish(project, Append(project, DeliveryKind::kPayload, 0, {"a", "b"}), {}));
  const server::ContentCounts counts = joiner_->CountContent(project).value();
  EXPECT_EQ(counts.delivery_count, 1U);
  EXPECT_EQ(counts.chunk_count, 2U);
  EXPECT_EQ(counts.row_count, 2U);
  EXPECT_EQ(counts.run_count, 0U);
}

TEST_F(DeliveryStoreTest, IsOpenedAsTheRoleThatMadeIt) {
  ASSERT_OK(joiner_->Close());
  joiner_.reset();
  const auto opened = server::OpenStore({.data_dir = dir_.File("joiner"), .min_free_disk_bytes = 0},
                                        *keystore_, clock_, random_);
  ASSERT_OK(opened);
  EXPECT_EQ((*opened)->role(), server::StoreRole::kJoiner);
  EXPECT_OK((*opened)->Close());
}

}  // namespace
}  // namespace ieum::testing
