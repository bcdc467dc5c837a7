#include "ieum/core/assembly/row_sorter.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Joint key and serial stand one behind the other, behind the length (sorted_run.cc).
constexpr size_t kOrderOffset = sizeof(uint32_t);
constexpr size_t kOrderBytes = 32;

}  // namespace

RowSorter::RowSorter(uint32_t holder, size_t memory_bytes, uint32_t first_run,
                     SortedRunStorage& storage)
    : holder_(holder), memory_bytes_(memory_bytes), first_run_(first_run), storage_(storage) {}

absl::Status RowSorter::Add(const KeyedRow& row) {
  offsets_.push_back(rows_.size());
  AppendRow(row, rows_);
  if (rows_.size() + offsets_.size() * sizeof(size_t) < memory_bytes_) return absl::OkStatus();
  return PutRun();
}

absl::Status RowSorter::PutBlock(SortedRun& run, Bytes& block) {
  if (block.empty()) return absl::OkStatus();
  IEUM_RETURN_IF_ERROR(storage_.Put(run.number, run.block_count, block));
  ++run.block_count;
  block.clear();
  return absl::OkStatus();
}

absl::Status RowSorter::PutRun() {
  if (offsets_.empty()) return absl::OkStatus();
  std::sort(offsets_.begin(), offsets_.end(), [this](size_t a, size_t b) {
    return std::memcmp(rows_.data() + a + kOrderOffset, rows_.data() + b + kOrderOffset,
                       kOrderBytes) < 0;
  });
  SortedRun run{.number = first_run_ + static_cast<uint32_t>(runs_.size()),
                .holder = holder_,
                .row_count = offsets_.size()};
  Bytes block;
  for (const size_t offset : offsets_) {
    size_t end = offset;
    IEUM_ASSIGN_OR_RETURN(const KeyedRow row, TakeRow(rows_, end));
    if (block.size() + (end - offset) > kSortedBlockBytes) {
      IEUM_RETURN_IF_ERROR(PutBlock(run, block));
    }
    AppendRow(row, block);
  }
  IEUM_RETURN_IF_ERROR(PutBlock(run, block));
  runs_.push_back(run);
  rows_.clear();
  offsets_.clear();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SortedRun>> RowSorter::Finish() {
  IEUM_RETURN_IF_ERROR(PutRun());
  return std::move(runs_);
}

}  // namespace ieum::core
