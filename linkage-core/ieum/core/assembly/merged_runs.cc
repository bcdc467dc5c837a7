#include "ieum/core/assembly/merged_runs.h"

#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Reads one run, a block at a time.
class RunReader final {
 public:
  RunReader(const SortedRun& run, SortedRunStorage& storage) : run_(run), storage_(&storage) {}

  // Goes to the next row; false after the last.
  absl::StatusOr<bool> Next() {
    if (offset_ == block_.size()) {
      if (next_block_ == run_.block_count) return false;
      IEUM_ASSIGN_OR_RETURN(block_, storage_->Get(run_.number, next_block_));
      ++next_block_;
      offset_ = 0;
    }
    IEUM_ASSIGN_OR_RETURN(row_, TakeRow(block_, offset_));
    return true;
  }

  const KeyedRow& row() const { return row_; }
  uint32_t holder() const { return run_.holder; }
  auto order() const { return std::tie(row_.key, run_.holder, row_.serial, run_.number); }

 private:
  SortedRun run_;
  SortedRunStorage* storage_;
  Bytes block_ = {};
  size_t offset_ = 0;
  uint32_t next_block_ = 0;
  KeyedRow row_{.key = JointKey({}), .serial = {}, .payload = {}};
};

struct Later {
  bool operator()(const RunReader* a, const RunReader* b) const { return b->order() < a->order(); }
};

}  // namespace

struct MergedRuns::State {
  std::vector<RunReader> readers;
  std::priority_queue<RunReader*, std::vector<RunReader*>, Later> queue{};
  RunReader* current = nullptr;  // not in the queue
};

MergedRuns::MergedRuns(std::unique_ptr<State> state) : state_(std::move(state)) {}
MergedRuns::~MergedRuns() = default;
MergedRuns::MergedRuns(MergedRuns&&) noexcept = default;
MergedRuns& MergedRuns::operator=(MergedRuns&&) noexcept = default;

absl::StatusOr<MergedRuns> MergedRuns::Open(std::span<const SortedRun> runs,
                                            SortedRunStorage& storage) {
  auto state = std::make_unique<State>();
  state->readers.reserve(runs.size());
  for (const SortedRun& run : runs) {
    RunReader& reader = state->readers.emplace_back(run, storage);
    IEUM_ASSIGN_OR_RETURN(const bool has_row, reader.Next());
    if (has_row) state->queue.push(&reader);
  }
  return MergedRuns(std::move(state));
}

absl::StatusOr<bool> MergedRuns::Next() {
  State& state = *state_;
  if (state.current != nullptr) {
    IEUM_ASSIGN_OR_RETURN(const bool has_row, state.current->Next());
    if (has_row) state.queue.push(state.current);
    state.current = nullptr;
  }
  if (state.queue.empty()) return false;
  state.current = state.queue.top();
  state.queue.pop();
  return true;
}

const KeyedRow& MergedRuns::row() const { return state_->current->row(); }
uint32_t MergedRuns::holder() const { return state_->current->holder(); }

}  // namespace ieum::core
