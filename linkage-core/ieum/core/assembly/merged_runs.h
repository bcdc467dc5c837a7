// Rows of several sorted runs as one, in the order of joint key, holder and serial.
#ifndef IEUM_CORE_ASSEMBLY_MERGED_RUNS_H_
#define IEUM_CORE_ASSEMBLY_MERGED_RUNS_H_

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "ieum/core/assembly/sorted_run.h"

namespace ieum::core {

// Holds a block of each run. Runs in any order give the same. One thread at a time.
class MergedRuns final {
 public:
  // Errors of the storage, which outlives the object.
  static absl::StatusOr<MergedRuns> Open(std::span<const SortedRun> runs,
                                         SortedRunStorage& storage);
  ~MergedRuns();
  MergedRuns(MergedRuns&&) noexcept;
  MergedRuns& operator=(MergedRuns&&) noexcept;

  // Goes to the next row, the first one at first; false after the last.
  absl::StatusOr<bool> Next();
  // The row gone to, valid until Next(). REQUIRES: Next() gave true.
  const KeyedRow& row() const;
  // Whose row it is.
  uint32_t holder() const;

 private:
  struct State;
  explicit MergedRuns(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_ASSEMBLY_MERGED_RUNS_H_
