#include "ieum/core/join/sliced_join.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/join/join_pass.h"

namespace ieum::core {
namespace {

absl::Status CheckChoice(const ChosenRows& chosen, int64_t row_count) {
  if (!chosen) return absl::OkStatus();
  for (size_t i = 0; i < chosen->size(); ++i) {
    if ((*chosen)[i] >= row_count) {
      return InvalidArgument("row %d was chosen for the join; there are %d rows", (*chosen)[i],
                             row_count);
    }
    if (i > 0 && (*chosen)[i] <= (*chosen)[i - 1]) {
      return InvalidArgument("the rows chosen for the join do not ascend at %d", i);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckInputs(const BitMatrix& left, const BitMatrix& right, const ScoringRule& rule,
                         const SlicedJoinOptions& options) {
  if (left.layout() != right.layout()) {
    return InvalidArgument("the two sides of the join have encodings of different layouts");
  }
  if (left.layout().segment_count() != 1) {
    return InvalidArgument("the sliced join compares encodings of 1 segment; these have %d",
                           left.layout().segment_count());
  }
  if (options.thread_count < 1 || options.partner_limit < 1) {
    return InvalidArgument(
        "%d threads and a partner limit of %d were asked for; want at least 1 of each",
        options.thread_count, options.partner_limit);
  }
  if (options.kernel != nullptr && !options.kernel->SupportedByThisCpu()) {
    return InvalidArgument("this processor cannot run kernel '%s'", options.kernel->name());
  }
  // What else a rule can get wrong, PairScorer knows.
  return PairScorer::Create(rule, left.layout(), BestKernel()).status();
}

}  // namespace

std::vector<AcceptedRow> JoinedPartners::Take(int64_t i) {
  const uint32_t list = list_of_choice_[static_cast<size_t>(i)];
  return list == kNoList ? std::vector<AcceptedRow>() : lists_.Take(list);
}

bool JoinedPartners::lost_some(int64_t i) const {
  const uint32_t list = list_of_choice_[static_cast<size_t>(i)];
  return list != kNoList && lists_.lost_some(list);
}

// Turning a record into planes costs about as much as comparing it with 100 others row by row.
bool SlicedJoinPays(int64_t left_row_count, int64_t right_row_count) {
  return std::min(left_row_count, right_row_count) >= 256;
}

absl::StatusOr<JoinedPartners> JoinSliced(const BitMatrix& left, const ChosenRows& chosen_left,
                                          const BitMatrix& right, const ScoringRule& rule,
                                          const SlicedJoinOptions& options,
                                          const std::function<void(int64_t)>& add_progress,
                                          std::stop_token stop) {
  IEUM_RETURN_IF_ERROR(CheckInputs(left, right, rule, options));
  IEUM_RETURN_IF_ERROR(CheckChoice(chosen_left, left.row_count()));
  const PlaneKernel& kernel = options.kernel != nullptr ? *options.kernel : BestPlaneKernel();
  const std::vector<uint16_t> bit_order = RarestBitsFirst(left, right);
  const SlicedSide::Options side_options{
      .plane_words = kernel.plane_words(), .thread_count = options.thread_count, .stop = stop};
  IEUM_ASSIGN_OR_RETURN(const SlicedSide left_side,
                        SlicedSide::Create(left, chosen_left, bit_order, side_options));
  IEUM_ASSIGN_OR_RETURN(const SlicedSide right_side,
                        SlicedSide::Create(right, std::nullopt, bit_order, side_options));

  PartnerLists lists(static_cast<size_t>(left_side.size()), options.partner_limit);
  const int64_t left_count =
      chosen_left ? static_cast<int64_t>(chosen_left->size()) : left.row_count();
  if (add_progress) {
    // Records without a bit are done.
    add_progress(left_count * right.row_count() - left_side.size() * right_side.size());
  }
  const JoinPass::Run run{.rule = &rule,
                          .kernel = &kernel,
                          .lists = &lists,
                          .thread_count = options.thread_count,
                          .add_progress = &add_progress,
                          .stop = stop};
  for (const JoinPass::Role left_role : {JoinPass::Role::kQueries, JoinPass::Role::kTargets}) {
    IEUM_RETURN_IF_ERROR(JoinPass(left_side, right_side, left_role, run).Compare());
  }

  std::vector<uint32_t> list_of_choice(static_cast<size_t>(left_count), JoinedPartners::kNoList);
  for (int64_t position = 0; position < left_side.size(); ++position) {
    list_of_choice[left_side.choice(position)] = static_cast<uint32_t>(position);
  }
  return JoinedPartners(std::move(lists), std::move(list_of_choice));
}

}  // namespace ieum::core
