#include "ieum/core/assembly/row_merger.h"

#include <algorithm>
#include <utility>

#include "ieum/core/assembly/merged_runs.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Rows of a person that are looked at; more are a mistake that no join combines.
constexpr size_t kMaxPersonBytes = size_t{64} << 20;

// All rows of one person, copied.
class Person final {
 public:
  explicit Person(size_t holder_count) : rows_(holder_count) {}

  bool empty() const { return byte_count_ == 0; }
  const JointKey& key() const { return key_; }

  absl::Status Add(uint32_t holder, const KeyedRow& row) {
    std::vector<Row>& rows = rows_[holder];
    // They come in the order of their serials.
    if (!rows.empty() && rows.back().serial == row.serial) {
      return InvalidArgument(
          "a serial stands twice in the payload of holder %d; each row has its own", holder);
    }
    key_ = row.key;
    rows.push_back(
        {.serial = row.serial, .payload = Bytes(row.payload.begin(), row.payload.end())});
    byte_count_ += sizeof(Row) + row.payload.size();
    if (byte_count_ > kMaxPersonBytes) {
      return ResourceExhausted(
          "the linkage map takes rows of more than %d MiB for one person; look at its largest "
          "groups: ieumctl report",
          kMaxPersonBytes >> 20);
    }
    return absl::OkStatus();
  }

  absl::Status Finish(const PersonJoin& join, const AssemblySink& sink, AssemblyFigures& figures) {
    std::vector<uint32_t> counts(rows_.size());
    for (size_t h = 0; h < rows_.size(); ++h) counts[h] = static_cast<uint32_t>(rows_[h].size());
    const auto holders =
        std::count_if(counts.begin(), counts.end(), [](uint32_t n) { return n > 0; });
    const PersonOutcome outcome = join.Decide(counts);
    ++figures.person_count;
    figures.joined_person_count += outcome == PersonOutcome::kJoined ? 1 : 0;
    figures.several_rows_person_count += outcome == PersonOutcome::kSeveralRows ? 1 : 0;
    figures.too_many_person_count += outcome == PersonOutcome::kTooMany ? 1 : 0;
    for (size_t h = 0; h < counts.size(); ++h) {
      figures.holders[h].row_count += counts[h];
      if (holders > 1) figures.holders[h].matched_row_count += counts[h];
      if (outcome == PersonOutcome::kJoined) figures.holders[h].joined_row_count += counts[h];
    }
    IEUM_RETURN_IF_ERROR(outcome == PersonOutcome::kJoined ? Join(join, counts, sink, figures)
                                                           : LeaveOver(sink));
    for (std::vector<Row>& rows : rows_) rows.clear();
    byte_count_ = 0;
    return absl::OkStatus();
  }

 private:
  struct Row {
    Serial serial;
    Bytes payload;
  };

  absl::Status Join(const PersonJoin& join, std::span<const uint32_t> counts,
                    const AssemblySink& sink, AssemblyFigures& figures) const {
    std::vector<ByteView> views(rows_.size());
    std::vector<const ByteView*> rows(rows_.size());
    return join.VisitCombinations(counts, [&](std::span<const uint32_t> chosen) {
      for (size_t h = 0; h < rows.size(); ++h) {
        const bool has_row = chosen[h] != PersonJoin::kNoRow;
        if (has_row) views[h] = rows_[h][chosen[h]].payload;
        rows[h] = has_row ? &views[h] : nullptr;
      }
      ++figures.joined_row_count;
      return sink.joined(key_, rows);
    });
  }

  absl::Status LeaveOver(const AssemblySink& sink) const {
    for (size_t h = 0; h < rows_.size(); ++h) {
      for (const Row& row : rows_[h]) {
        IEUM_RETURN_IF_ERROR(sink.left_over(
            static_cast<uint32_t>(h), {.key = key_, .serial = row.serial, .payload = row.payload}));
      }
    }
    return absl::OkStatus();
  }

  std::vector<std::vector<Row>> rows_;  // [holders]
  JointKey key_{{}};
  size_t byte_count_ = 0;
};

}  // namespace

absl::StatusOr<AssemblyFigures> JoinRuns(std::span<const SortedRun> runs, SortedRunStorage& storage,
                                         const PersonJoin& join, const AssemblySink& sink,
                                         std::stop_token stop) {
  IEUM_ASSIGN_OR_RETURN(MergedRuns rows, MergedRuns::Open(runs, storage));
  AssemblyFigures figures;
  figures.holders.resize(join.holder_count());
  Person person(join.holder_count());
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const bool has_row, rows.Next());
    if (!has_row) break;
    if (!person.empty() && person.key() != rows.row().key) {
      if (stop.stop_requested()) return Cancelled("the join was stopped");
      IEUM_RETURN_IF_ERROR(person.Finish(join, sink, figures));
    }
    IEUM_RETURN_IF_ERROR(person.Add(rows.holder(), rows.row()));
  }
  if (!person.empty()) IEUM_RETURN_IF_ERROR(person.Finish(join, sink, figures));
  return figures;
}

}  // namespace ieum::core
