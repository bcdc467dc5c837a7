// What is kept of the rows of earlier rounds, so that new rows find what to be compared with.
#ifndef IEUM_CORE_MATCHING_ROW_INDEX_H_
#define IEUM_CORE_MATCHING_ROW_INDEX_H_

#include <compare>
#include <cstdint>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/blocking/key_column.h"

namespace ieum::core {

// A key and a number that belongs to it.
struct IndexEntry {
  uint64_t key;
  uint32_t number;
  friend auto operator<=>(const IndexEntry&, const IndexEntry&) = default;
};

// Of a row's 64-bit key an index holds the upper bits only: sorted, they lie closer together, and
// strangers that share them cost a comparison.
inline constexpr int kIndexKeyBits = 40;
constexpr uint64_t IndexKey(uint64_t row_key) { return row_key >> (64 - kIndexKeyBits); }

// Which lists an index has.
struct RowIndexShape {
  std::vector<KeyColumn> columns;
  uint32_t party_count = 0;
  size_t segment_count = 0;

  // Entries of one party's rows in one column: the number is the row.
  size_t column_list(size_t column, uint32_t party) const { return column * party_count + party; }
  // Entries of the filters of one segment: the number is how many rows of all parties have it.
  size_t value_list(size_t segment) const { return columns.size() * party_count + segment; }
  size_t list_count() const { return value_list(segment_count); }

  friend bool operator==(const RowIndexShape&, const RowIndexShape&) = default;
};

// Lists of entries, strictly ascending by key, then number. Share freely.
class RowIndex {
 public:
  virtual ~RowIndex() = default;
  // Appends the entries of a list whose key is one of `keys` (strictly ascending), in order.
  // DATA_LOSS, UNAVAILABLE: they cannot be read.
  virtual absl::Status Find(size_t list, std::span<const uint64_t> keys,
                            std::vector<IndexEntry>& found) const = 0;
};

// Lists held in memory.
class MemoryRowIndex final : public RowIndex {
 public:
  explicit MemoryRowIndex(std::vector<std::vector<IndexEntry>> lists) : lists_(std::move(lists)) {}
  absl::Status Find(size_t list, std::span<const uint64_t> keys,
                    std::vector<IndexEntry>& found) const override;

 private:
  std::vector<std::vector<IndexEntry>> lists_;  // [RowIndexShape::list_count()]
};

// Ascending entries of all rows of the maker that have a key; the first row is number `first_row`.
std::vector<IndexEntry> ColumnEntries(const KeyMaker& rows, const KeyColumn& column,
                                      uint32_t first_row);

// Ascending entries of all filters of a segment that these rows have.
std::vector<IndexEntry> ValueEntries(std::span<const KeyMaker* const> parties, int segment);

// A list that ColumnEntries or ValueEntries makes: list_count of them, one at a time.
// makers: [party_count], of the rows from first_rows[party] on.
std::vector<IndexEntry> EntriesOf(const RowIndexShape& shape, size_t list,
                                  std::span<const KeyMaker* const> makers,
                                  std::span<const uint32_t> first_rows);

// All of them, in memory. CANCELLED.
absl::StatusOr<MemoryRowIndex> MakeRowIndex(const RowIndexShape& shape,
                                            std::span<const KeyMaker* const> makers,
                                            std::span<const uint32_t> first_rows, int thread_count,
                                            std::stop_token stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_ROW_INDEX_H_
