// Runs of sorted rows in memory.
#ifndef IEUM_TESTS_UNIT_CORE_ASSEMBLY_MEMORY_RUNS_H_
#define IEUM_TESTS_UNIT_CORE_ASSEMBLY_MEMORY_RUNS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/assembly/row_sorter.h"
#include "ieum/core/base/status.h"

namespace ieum::core::testing {

class MemoryRuns final : public SortedRunStorage {
 public:
  absl::Status Put(uint32_t run, uint32_t block, ByteView bytes) override {
    if (!blocks_.emplace(std::pair(run, block), Bytes(bytes.begin(), bytes.end())).second) {
      return Internal("a block was put twice");
    }
    return absl::OkStatus();
  }
  absl::StatusOr<Bytes> Get(uint32_t run, uint32_t block) override {
    const auto found = blocks_.find({run, block});
    if (found == blocks_.end()) return DataLoss("a block is missing");
    return found->second;
  }
  size_t block_count() const { return blocks_.size(); }

 private:
  std::map<std::pair<uint32_t, uint32_t>, Bytes> blocks_;
};

// A row of a holder's, whose key and serial have these last bytes.
struct TestRow {
  uint32_t holder;
  uint32_t person;
  uint32_t serial;
  std::string payload;
};

inline std::array<std::byte, 16> Numbered(uint32_t number) {
  std::array<std::byte, 16> bytes{};
  for (int i = 0; i < 4; ++i) {
    bytes[static_cast<size_t>(15 - i)] = static_cast<std::byte>(number >> (8 * i));
  }
  return bytes;
}

// Sorts the rows of each holder within `memory_bytes`.
inline absl::StatusOr<std::vector<SortedRun>> Sorted(const std::vector<TestRow>& rows,
                                                     uint32_t holder_count, size_t memory_bytes,
                                                     MemoryRuns& storage) {
  std::vector<SortedRun> runs;
  for (uint32_t holder = 0; holder < holder_count; ++holder) {
    RowSorter sorter(holder, memory_bytes, static_cast<uint32_t>(runs.size()), storage);
    for (const TestRow& row : rows) {
      if (row.holder != holder) continue;
      IEUM_RETURN_IF_ERROR(sorter.Add({.key = JointKey(Numbered(row.person)),
                                       .serial = Numbered(row.serial),
                                       .payload = AsBytes(row.payload)}));
    }
    IEUM_ASSIGN_OR_RETURN(const std::vector<SortedRun> of_holder, sorter.Finish());
    runs.insert(runs.end(), of_holder.begin(), of_holder.end());
  }
  return runs;
}

}  // namespace ieum::core::testing

#endif  // IEUM_TESTS_UNIT_CORE_ASSEMBLY_MEMORY_RUNS_H_
