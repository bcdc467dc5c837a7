#include "ieum/server/jobs/run_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using server::ModelWishes;
using server::RunRequest;
using ::testing::HasSubstr;

class RunRequestTest : public StoreFixture {
 protected:
  absl::Status Check(const RunRequest& request) {
    if (!project_.has_value()) project_ = Create();
    return server::CheckRunRequest(*project_, request);
  }
  void ExpectRefused(const RunRequest& request, const char* why) {
    EXPECT_THAT(Check(request), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)));
  }

 private:
  std::optional<server::ProjectRecord> project_;
};

RunRequest With(const ModelWishes& wishes) {
  RunRequest request;
  request.wishes = wishes;
  return request;
}

TEST_F(RunRequestTest, TakesWishesThatGoTogether) {
  EXPECT_OK(Check({}));
  EXPECT_OK(Check(With({.match_weight = -5, .exhaustive = true, .optimal = true})));
  EXPECT_OK(Check(With({.precision = 500'000, .min_completeness = 1})));
  EXPECT_OK(Check(With({.precision = 1'000'000, .min_completeness = 999'999})));
  RunRequest little;
  little.memory_bytes = int64_t{256} << 20;
  EXPECT_OK(Check(little));
  little.scoring = server::Scoring::kProfile;
  EXPECT_OK(Check(little));
}

TEST_F(RunRequestTest, RefusesWhatIsOutOfRange) {
  ExpectRefused(With({.precision = 499'999}), "from 0.5 to 1.0");
  ExpectRefused(With({.precision = 1'000'001}), "from 0.5 to 1.0");
  ExpectRefused(With({.min_completeness = 1'000'000}), "between 0 and 1");
  RunRequest request;
  for (const int64_t bytes : {int64_t{-1}, (int64_t{256} << 20) - 1}) {
    request.memory_bytes = bytes;
    ExpectRefused(request, "less than 256MiB");
  }
}

TEST_F(RunRequestTest, RefusesTwoThresholds) {
  ExpectRefused(With({.match_weight = 0, .precision = 900'000}), "both choose the threshold");
}

TEST_F(RunRequestTest, RefusesAnAssignmentWithDuplicates) {
  RunRequest request = With({.optimal = true});
  request.duplicate_holders = 1;
  ExpectRefused(request, "a party holds duplicates");
}

TEST_F(RunRequestTest, RefusesWishesThatHaveNoEffectByProfile) {
  for (const auto& [wishes, name] :
       {std::pair(ModelWishes{.match_weight = 0}, "the match weight"),
        std::pair(ModelWishes{.precision = 900'000}, "the precision"),
        std::pair(ModelWishes{.exhaustive = true}, "comparing exhaustively"),
        std::pair(ModelWishes{.min_completeness = 900'000}, "the least completeness"),
        std::pair(ModelWishes{.optimal = true}, "solving optimally")}) {
    RunRequest request = With(wishes);
    request.scoring = server::Scoring::kProfile;
    ExpectRefused(request, (std::string(name) + " is of the fitted model").c_str());
  }
}

}  // namespace
}  // namespace ieum::testing
