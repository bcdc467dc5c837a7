#include "ieum/core/matching/row_index.h"

#include <algorithm>
#include <array>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::core {
namespace {

// Sorts by key and keeps the order of equal ones: digit by digit from the lowest, which takes a
// quarter of the time of a comparing sort.
void SortByKey(std::vector<IndexEntry>& entries) {
  constexpr int kDigitBits = 10;
  constexpr size_t kDigits = size_t{1} << kDigitBits;
  static_assert(kIndexKeyBits % (2 * kDigitBits) == 0, "an even number of passes ends in place");
  std::vector<IndexEntry> other(entries.size());
  for (int shift = 0; shift < kIndexKeyBits; shift += kDigitBits) {
    std::array<size_t, kDigits + 1> next{};
    const auto digit = [&](const IndexEntry& entry) {
      return static_cast<size_t>(entry.key >> shift) % kDigits;
    };
    for (const IndexEntry& entry : entries) ++next[digit(entry) + 1];
    for (size_t d = 1; d < kDigits; ++d) next[d] += next[d - 1];
    for (const IndexEntry& entry : entries) other[next[digit(entry)]++] = entry;
    entries.swap(other);
  }
}

// Appends the rows of the maker that have a key, in their order.
void AppendKeys(const KeyMaker& rows, const KeyColumn& column, uint32_t first_row,
                std::vector<IndexEntry>& entries) {
  constexpr int64_t kRowsPerPiece = 4'096;
  std::vector<uint64_t> keys(static_cast<size_t>(std::min(kRowsPerPiece, rows.row_count())));
  for (int64_t begin = 0; begin < rows.row_count(); begin += kRowsPerPiece) {
    const RowRange range{begin, std::min(begin + kRowsPerPiece, rows.row_count())};
    const std::span<uint64_t> piece = std::span(keys).first(static_cast<size_t>(range.size()));
    rows.MakeKeys(column, range, piece);
    for (size_t i = 0; i < piece.size(); ++i) {
      if (piece[i] == 0) continue;
      entries.push_back({IndexKey(piece[i]),
                         first_row + static_cast<uint32_t>(begin) + static_cast<uint32_t>(i)});
    }
  }
}

}  // namespace

absl::Status MemoryRowIndex::Find(size_t list, std::span<const uint64_t> keys,
                                  std::vector<IndexEntry>& found) const {
  const std::vector<IndexEntry>& entries = lists_[list];
  auto next = entries.begin();
  for (const uint64_t key : keys) {
    next = std::lower_bound(next, entries.end(), IndexEntry{key, 0});
    for (; next != entries.end() && next->key == key; ++next) found.push_back(*next);
  }
  return absl::OkStatus();
}

std::vector<IndexEntry> ColumnEntries(const KeyMaker& rows, const KeyColumn& column,
                                      uint32_t first_row) {
  std::vector<IndexEntry> entries;
  entries.reserve(static_cast<size_t>(rows.row_count()));
  AppendKeys(rows, column, first_row, entries);
  SortByKey(entries);
  return entries;
}

std::vector<IndexEntry> ValueEntries(std::span<const KeyMaker* const> parties, int segment) {
  const KeyColumn column{.equal_segments = {segment}, .sampled_bits = {}};
  std::vector<IndexEntry> entries;
  for (const KeyMaker* party : parties) AppendKeys(*party, column, 0, entries);
  SortByKey(entries);
  size_t kept = 0;
  for (size_t i = 0; i < entries.size();) {
    const size_t begin = i;
    while (i < entries.size() && entries[i].key == entries[begin].key) ++i;
    entries[kept++] = {entries[begin].key, static_cast<uint32_t>(i - begin)};
  }
  entries.resize(kept);
  return entries;
}

std::vector<IndexEntry> EntriesOf(const RowIndexShape& shape, size_t list,
                                  std::span<const KeyMaker* const> makers,
                                  std::span<const uint32_t> first_rows) {
  const size_t first_value_list = shape.value_list(0);
  if (list >= first_value_list) {
    return ValueEntries(makers, static_cast<int>(list - first_value_list));
  }
  const size_t party = list % shape.party_count;
  return ColumnEntries(*makers[party], shape.columns[list / shape.party_count], first_rows[party]);
}

absl::StatusOr<MemoryRowIndex> MakeRowIndex(const RowIndexShape& shape,
                                            std::span<const KeyMaker* const> makers,
                                            std::span<const uint32_t> first_rows, int thread_count,
                                            std::stop_token stop) {
  std::vector<std::vector<IndexEntry>> lists(shape.list_count());
  IEUM_RETURN_IF_ERROR(
      ParallelFor(static_cast<int64_t>(lists.size()), thread_count, stop, [&](int64_t list, int) {
        lists[static_cast<size_t>(list)] =
            EntriesOf(shape, static_cast<size_t>(list), makers, first_rows);
        return absl::OkStatus();
      }));
  return MemoryRowIndex(std::move(lists));
}

}  // namespace ieum::core
