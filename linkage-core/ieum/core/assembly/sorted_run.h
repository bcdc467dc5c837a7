// Rows of one holder in the order of their joint keys, laid down in blocks between sorting and
// merging. The blocks never leave the process that made them, so their form is nobody else's.
#ifndef IEUM_CORE_ASSEMBLY_SORTED_RUN_H_
#define IEUM_CORE_ASSEMBLY_SORTED_RUN_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/jointkey/joint_key.h"

namespace ieum::core {

// One holder's row with the joint key that the linkage map gives it.
struct KeyedRow {
  JointKey key;
  Serial serial;
  ByteView payload;  // of whoever gave the row
};

struct SortedRun {
  uint32_t number = 0;
  uint32_t holder = 0;
  uint32_t block_count = 0;
  uint64_t row_count = 0;
};

// Where blocks lie. One thread at a time.
class SortedRunStorage {
 public:
  virtual ~SortedRunStorage() = default;
  virtual absl::Status Put(uint32_t run, uint32_t block, ByteView bytes) = 0;
  // A block that was put. DATA_LOSS if it is not there as it was.
  virtual absl::StatusOr<Bytes> Get(uint32_t run, uint32_t block) = 0;
};

// Bytes of a block that another row would not be added to.
inline constexpr size_t kSortedBlockBytes = size_t{256} << 10;

// Appends to a block.
void AppendRow(const KeyedRow& row, Bytes& block);
// The row at `offset` of a block, which the view is of, and the offset after it. DATA_LOSS if the
// block ends within a row.
absl::StatusOr<KeyedRow> TakeRow(ByteView block, size_t& offset);

}  // namespace ieum::core

#endif  // IEUM_CORE_ASSEMBLY_SORTED_RUN_H_
