// Sorts one holder's rows by joint key within a memory limit: the first half of an external merge
// sort (Knuth, The Art of Computer Programming 3, 5.4). The second is row_merger.h.
#ifndef IEUM_CORE_ASSEMBLY_ROW_SORTER_H_
#define IEUM_CORE_ASSEMBLY_ROW_SORTER_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ieum/core/assembly/sorted_run.h"

namespace ieum::core {

// One thread at a time.
class RowSorter final {
 public:
  // Holds at most about `memory_bytes`, and one row more. Runs are numbered from `first_run`.
  // `storage` outlives this object.
  RowSorter(uint32_t holder, size_t memory_bytes, uint32_t first_run, SortedRunStorage& storage);

  // Copies the row. Errors of the storage.
  absl::Status Add(const KeyedRow& row);
  // All runs, in order. Call once, last.
  absl::StatusOr<std::vector<SortedRun>> Finish();

 private:
  absl::Status PutRun();
  absl::Status PutBlock(SortedRun& run, Bytes& block);

  const uint32_t holder_;
  const size_t memory_bytes_;
  const uint32_t first_run_;
  SortedRunStorage& storage_;
  Bytes rows_;                   // one after another, as AppendRow writes them
  std::vector<size_t> offsets_;  // of each row
  std::vector<SortedRun> runs_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_ASSEMBLY_ROW_SORTER_H_
