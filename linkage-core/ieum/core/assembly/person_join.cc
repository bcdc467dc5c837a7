#include "ieum/core/assembly/person_join.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {

absl::StatusOr<PersonJoin> PersonJoin::Create(const ManifestJoin& join,
                                              const std::vector<InstitutionId>& holders) {
  size_t party = 0;
  if (!join.party.empty()) {
    const auto found = std::find(holders.begin(), holders.end(), join.party.front());
    if (found == holders.end()) {
      return InvalidArgument("the join is of '%s', which is no holder of the project",
                             join.party.front().value());
    }
    party = static_cast<size_t>(found - holders.begin());
  }
  return PersonJoin(join, holders.size(), party);
}

bool PersonJoin::IsIn(std::span<const uint32_t> row_counts) const {
  const auto present = static_cast<size_t>(
      std::count_if(row_counts.begin(), row_counts.end(), [](uint32_t n) { return n > 0; }));
  const bool enough = present >= 2 || join_.unmatched_to == UnmatchedTo::kResearchers;
  switch (join_.type) {
    case JoinType::kInner:
      return present == holder_count_;
    case JoinType::kLeft:
      return row_counts[party_] > 0 && enough;
    case JoinType::kFull:
      return enough;
    case JoinType::kStar:
      return row_counts[party_] > 0 && present >= 2;
    case JoinType::kAny:
      return present >= static_cast<size_t>(join_.at_least);
  }
  return false;
}

PersonOutcome PersonJoin::Decide(std::span<const uint32_t> row_counts) const {
  if (!IsIn(row_counts)) return PersonOutcome::kNotInJoin;
  uint64_t combinations = 1;
  for (const uint32_t count : row_counts) {
    if (count <= 1) continue;
    if (join_.several_rows == SeveralRows::kLeaveOut) return PersonOutcome::kSeveralRows;
    combinations *= count;
    if (combinations > kMaxCombinations) return PersonOutcome::kTooMany;
  }
  return PersonOutcome::kJoined;
}

absl::Status PersonJoin::VisitCombinations(
    std::span<const uint32_t> row_counts,
    const std::function<absl::Status(std::span<const uint32_t>)>& visit) const {
  std::vector<uint32_t> rows(row_counts.size());
  for (size_t holder = 0; holder < rows.size(); ++holder) {
    if (row_counts[holder] == 0) rows[holder] = kNoRow;
  }
  while (true) {
    IEUM_RETURN_IF_ERROR(visit(rows));
    size_t holder = rows.size();
    while (holder > 0) {
      --holder;
      if (rows[holder] == kNoRow) continue;
      if (++rows[holder] < row_counts[holder]) break;
      rows[holder] = 0;
    }
    const bool is_first_again = std::all_of(rows.begin(), rows.end(),
                                            [](uint32_t row) { return row == 0 || row == kNoRow; });
    if (is_first_again) return absl::OkStatus();
  }
}

}  // namespace ieum::core
