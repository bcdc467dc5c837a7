#include "ieum/server/storage/candidate_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/server/storage/joiner_store_fixture.h"

namespace ieum::testing {
namespace {

using server::CandidateRecord;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CandidateStoreTest : public JoinerStoreFixture {
 protected:
  server::CandidateStore& candidates() { return joiner_->candidates(); }
  CandidateRecord Candidate(uint32_t number) const {
    CandidateRecord record{.number = number,
                           .description = "{\"a\": 1}",
                           .bias_columns = {"hospital-a.sex", "hospital-a.age"},
                           .tell_row_counts = true,
                           .row_count = 41,
                           .made = clock_.Now()};
    record.digest[3] = std::byte{7};
    return record;
  }
};

TEST_F(CandidateStoreTest, KeepsThemOverAStart) {
  const server::ProjectRecord project = MakeProject();
  EXPECT_THAT(candidates().List(project).value(), IsEmpty());
  const CandidateRecord first = Candidate(1);
  ASSERT_OK(candidates().Add(project, first));
  CandidateRecord plain{.number = 2, .description = "{}"};
  ASSERT_OK(candidates().Add(project, plain));
  OpenJoiner();
  const auto all = candidates().List(project).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].number, 1U);
  EXPECT_EQ(all[0].description, first.description);
  EXPECT_EQ(all[0].bias_columns, first.bias_columns);
  EXPECT_TRUE(all[0].tell_row_counts);
  EXPECT_EQ(all[0].row_count, 41U);
  EXPECT_EQ(all[0].digest, first.digest);
  EXPECT_EQ(all[0].made, first.made);
  EXPECT_FALSE(all[1].tell_row_counts);
  EXPECT_THAT(all[1].bias_columns, IsEmpty());
  EXPECT_EQ(candidates().Find(project, 2).value().number, 2U);
  EXPECT_THAT(candidates().Find(project, 3),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no release candidate 3")));
}

TEST_F(CandidateStoreTest, ANumberIsTakenOnceAndOnlyWhileTheProjectLives) {
  const server::ProjectRecord project = MakeProject();
  ASSERT_OK(candidates().Add(project, Candidate(1)));
  EXPECT_THAT(candidates().Add(project, Candidate(1)),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("made by another call")));
  ASSERT_OK(joiner_->projects().Advance(project.terms.id, server::ProjectEvent::kStop, {}, 0));
  EXPECT_THAT(candidates().Add(project, Candidate(2)),
              StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_));
}

}  // namespace
}  // namespace ieum::testing
