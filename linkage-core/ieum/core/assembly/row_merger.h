// Joins the rows of all holders: merges their sorted runs, person by person.
#ifndef IEUM_CORE_ASSEMBLY_ROW_MERGER_H_
#define IEUM_CORE_ASSEMBLY_ROW_MERGER_H_

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ieum/core/assembly/person_join.h"
#include "ieum/core/assembly/sorted_run.h"

namespace ieum::core {

// Called in the order of joint keys, which says nothing about anybody; views end with the call.
struct AssemblySink {
  // rows: [holders], payloads; nullptr of a holder that has none.
  std::function<absl::Status(const JointKey&, std::span<const ByteView* const> rows)> joined;
  // A row of a person that is not in the set.
  std::function<absl::Status(uint32_t holder, const KeyedRow&)> left_over;
};

struct HolderFigures {
  uint64_t row_count = 0;
  uint64_t matched_row_count = 0;  // of persons whom another holder has too
  uint64_t joined_row_count = 0;   // that stand in the set, each counted once
  friend bool operator==(const HolderFigures&, const HolderFigures&) = default;
};

struct AssemblyFigures {
  uint64_t person_count = 0;
  uint64_t joined_person_count = 0;
  uint64_t joined_row_count = 0;  // of the set
  uint64_t several_rows_person_count = 0;
  uint64_t too_many_person_count = 0;
  std::vector<HolderFigures> holders = {};  // [holders]
  friend bool operator==(const AssemblyFigures&, const AssemblyFigures&) = default;
};

// Holds a block of each run, and the rows of one person. Runs in any order give the same.
// INVALID_ARGUMENT: a holder's serial stands twice. CANCELLED once `stop` is requested. Errors of
// the storage and of the sink. REQUIRES: run.holder < join.holder_count().
absl::StatusOr<AssemblyFigures> JoinRuns(std::span<const SortedRun> runs, SortedRunStorage& storage,
                                         const PersonJoin& join, const AssemblySink& sink,
                                         std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_ASSEMBLY_ROW_MERGER_H_
