#include "ieum/core/matching/round_candidates.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::core {
namespace {

// Blocks grow from round to round.
constexpr size_t kBlockGrowth = 2;

struct Meeting {
  uint32_t row;  // counted from the first of the range
  uint32_t partner;
};

// Keys of the rows of a range that have one, ascending; the number is the row within the range.
std::vector<IndexEntry> SortedKeys(const KeyMaker& keys, const KeyColumn& column, RowRange range) {
  std::vector<uint64_t> of_rows(static_cast<size_t>(range.size()));
  keys.MakeKeys(column, range, of_rows);
  std::vector<IndexEntry> entries;
  for (size_t i = 0; i < of_rows.size(); ++i) {
    if (of_rows[i] != 0) entries.push_back({IndexKey(of_rows[i]), static_cast<uint32_t>(i)});
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<uint64_t> DistinctKeys(std::span<const IndexEntry> entries) {
  std::vector<uint64_t> keys;
  for (const IndexEntry& entry : entries) {
    if (keys.empty() || keys.back() != entry.key) keys.push_back(entry.key);
  }
  return keys;
}

// What all indexes have of these keys, ascending.
absl::StatusOr<std::vector<IndexEntry>> FindAll(const std::vector<const RowIndex*>& indexes,
                                                size_t list, std::span<const uint64_t> keys) {
  std::vector<IndexEntry> found;
  for (const RowIndex* index : indexes) {
    const auto before = static_cast<ptrdiff_t>(found.size());
    IEUM_RETURN_IF_ERROR(index->Find(list, keys, found));
    std::inplace_merge(found.begin(), found.begin() + before, found.end());
  }
  return found;
}

// Rows [begin, end) of `entries` that have the key of the first.
std::span<const IndexEntry> TakeBlock(std::span<const IndexEntry>& entries) {
  size_t size = 0;
  while (size < entries.size() && entries[size].key == entries.front().key) ++size;
  const std::span<const IndexEntry> block = entries.first(size);
  entries = entries.subspan(size);
  return block;
}

absl::StatusOr<std::vector<Meeting>> MeetingsOf(const CandidateQuestion& question,
                                                const RowIndexShape& shape,
                                                const KnownColumn& known) {
  const std::vector<IndexEntry> own =
      SortedKeys(question.rows.keys(), shape.columns[known.column], question.range);
  IEUM_ASSIGN_OR_RETURN(const std::vector<IndexEntry> others,
                        FindAll(question.indexes, shape.column_list(known.column, question.party),
                                DistinctKeys(own)));
  const uint32_t largest = question.of_left_party ? known.largest.right : known.largest.left;
  const size_t limit = kBlockGrowth * std::max<size_t>(largest, 1);
  std::vector<Meeting> meetings;
  std::span<const IndexEntry> own_left = own;
  std::span<const IndexEntry> others_left = others;
  while (!others_left.empty()) {
    const std::span<const IndexEntry> partners = TakeBlock(others_left);
    while (own_left.front().key < partners.front().key) own_left = own_left.subspan(1);
    const std::span<const IndexEntry> rows = TakeBlock(own_left);
    if (partners.size() > limit) continue;
    for (const IndexEntry& row : rows) {
      for (const IndexEntry& partner : partners) meetings.push_back({row.number, partner.number});
    }
  }
  return meetings;
}

}  // namespace

absl::StatusOr<AddedRows> AddedRows::Create(const PartyRows& party, int64_t first_row,
                                            int thread_count, std::stop_token stop) {
  const BitMatrix& all = *party.encodings;
  AddedRows added;
  added.first_row_ = static_cast<uint32_t>(first_row);
  std::vector<uint32_t> numbers(static_cast<size_t>(all.row_count() - first_row));
  std::iota(numbers.begin(), numbers.end(), added.first_row_);
  IEUM_ASSIGN_OR_RETURN(BitMatrix rows,
                        BitMatrix::Create(all.layout(), static_cast<int64_t>(numbers.size())));
  rows.Gather(all, numbers, {});
  added.encodings_ = std::make_unique<BitMatrix>(std::move(rows));
  const auto key_count = static_cast<size_t>(party.holder_key_count);
  const PartyRows own = {.encodings = added.encodings_.get(),
                         .holder_keys = party.holder_keys.subspan(std::min(
                             party.holder_keys.size(), static_cast<size_t>(first_row) * key_count)),
                         .holder_key_count = party.holder_key_count};
  IEUM_ASSIGN_OR_RETURN(KeyMaker keys, KeyMaker::Create(own, thread_count, std::move(stop)));
  added.keys_ = std::make_unique<KeyMaker>(std::move(keys));
  return added;
}

absl::StatusOr<RoundCandidates> FindCandidates(const CandidateQuestion& question,
                                               const RowIndexShape& shape, int thread_count,
                                               std::stop_token stop) {
  std::vector<std::vector<Meeting>> meetings(question.columns.size());
  IEUM_RETURN_IF_ERROR(ParallelFor(static_cast<int64_t>(meetings.size()), thread_count, stop,
                                   [&](int64_t c, int) -> absl::Status {
                                     const auto column = static_cast<size_t>(c);
                                     IEUM_ASSIGN_OR_RETURN(
                                         meetings[column],
                                         MeetingsOf(question, shape, question.columns[column]));
                                     return absl::OkStatus();
                                   }));
  RoundCandidates candidates;
  const auto row_count = static_cast<size_t>(question.range.size());
  std::vector<size_t> next(row_count + 1, 0);
  for (const std::vector<Meeting>& column : meetings) {
    for (const Meeting& meeting : column) ++next[meeting.row + 1];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<uint32_t> partners(next.back());
  candidates.begins = next;
  for (std::vector<Meeting>& column : meetings) {
    for (const Meeting& meeting : column) partners[next[meeting.row]++] = meeting.partner;
    column = {};
  }
  // Columns find the same pairs again; each is kept once.
  size_t kept = 0;
  for (size_t row = 0; row < row_count; ++row) {
    const auto begin = partners.begin() + static_cast<ptrdiff_t>(candidates.begins[row]);
    const auto end = partners.begin() + static_cast<ptrdiff_t>(next[row]);
    std::sort(begin, end);
    const auto last = std::unique(begin, end);
    const auto place = partners.begin() + static_cast<ptrdiff_t>(kept);
    if (place != begin) std::copy(begin, last, place);
    candidates.begins[row] = kept;
    kept += static_cast<size_t>(last - begin);
  }
  candidates.begins[row_count] = kept;
  partners.resize(kept);
  candidates.partners = std::move(partners);
  return candidates;
}

absl::StatusOr<std::vector<uint32_t>> CountValues(const AddedRows& rows, const RowIndex& index,
                                                  const RowIndexShape& shape, int thread_count,
                                                  std::stop_token stop) {
  std::vector<uint32_t> counts(static_cast<size_t>(rows.row_count()) * shape.segment_count, 0);
  IEUM_RETURN_IF_ERROR(ParallelFor(
      static_cast<int64_t>(shape.segment_count), thread_count, std::move(stop),
      [&](int64_t s, int) -> absl::Status {
        const auto segment = static_cast<size_t>(s);
        const std::vector<IndexEntry> own =
            SortedKeys(rows.keys(), {.equal_segments = {static_cast<int>(s)}, .sampled_bits = {}},
                       {0, rows.row_count()});
        std::vector<IndexEntry> found;
        IEUM_RETURN_IF_ERROR(index.Find(shape.value_list(segment), DistinctKeys(own), found));
        std::span<const IndexEntry> left = own;
        for (const IndexEntry& value : found) {
          while (left.front().key < value.key) left = left.subspan(1);
          for (const IndexEntry& row : TakeBlock(left)) {
            counts[row.number * shape.segment_count + segment] = value.number;
          }
        }
        return absl::OkStatus();
      }));
  return counts;
}

}  // namespace ieum::core
