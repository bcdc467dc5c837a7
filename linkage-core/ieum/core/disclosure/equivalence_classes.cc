#include "ieum/core/disclosure/equivalence_classes.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace ieum::core {
namespace {

constexpr uint32_t kNone = 0xFFFF'FFFF;
// Below this many cells a table with a cell for each (class, code) is faster than hashing.
constexpr uint64_t kMostDirectCells = uint64_t{1} << 22;

// Finaliser of SplitMix64 (Steele, Lea, Flood 2014); spreads keys that differ in few bits.
uint64_t Mixed(uint64_t key) {
  key ^= key >> 30;
  key *= 0xBF58'476D'1CE4'E5B9;
  key ^= key >> 27;
  key *= 0x94D0'49BB'1331'11EB;
  return key ^ (key >> 31);
}

}  // namespace

void ClassRefiner::Refine(std::span<const uint32_t> rows, std::span<const uint32_t> codes,
                          size_t code_count, size_t class_count, std::vector<uint32_t>& ids,
                          std::vector<uint32_t>& sizes) {
  sizes.clear();
  if (rows.empty()) return;
  const auto place = [&](uint32_t& found, size_t i) {
    if (found == kNone) {
      found = static_cast<uint32_t>(sizes.size());
      sizes.push_back(0);
    }
    ids[i] = found;
    ++sizes[found];
  };
  if (uint64_t{class_count} * code_count <= kMostDirectCells) {
    direct_.assign(class_count * code_count, kNone);
    for (size_t i = 0; i < rows.size(); ++i) {
      place(direct_[size_t{ids[i]} * code_count + codes[rows[i]]], i);
    }
    return;
  }
  const size_t capacity = std::bit_ceil(rows.size() + rows.size() / 2);
  slots_.assign(capacity, {0, kNone});
  for (size_t i = 0; i < rows.size(); ++i) {
    const uint64_t key = uint64_t{ids[i]} << 32 | codes[rows[i]];
    size_t at = Mixed(key) & (capacity - 1);
    while (slots_[at].id != kNone && slots_[at].key != key) at = (at + 1) & (capacity - 1);
    slots_[at].key = key;
    place(slots_[at].id, i);
  }
}

EquivalenceClasses GroupRows(const CandidateTable& table, std::span<const size_t> columns) {
  EquivalenceClasses classes;
  classes.class_of.assign(table.row_count, 0);
  if (table.row_count == 0) return classes;
  classes.sizes.assign(1, static_cast<uint32_t>(table.row_count));
  std::vector<uint32_t> rows(table.row_count);
  std::iota(rows.begin(), rows.end(), 0U);
  ClassRefiner refiner;
  for (const size_t c : columns) {
    refiner.Refine(rows, table.columns[c].codes, table.columns[c].code_count(),
                   classes.class_count(), classes.class_of, classes.sizes);
  }
  return classes;
}

KAnonymity MeasureKAnonymity(const EquivalenceClasses& classes) {
  KAnonymity found;
  found.row_count = classes.class_of.size();
  found.class_count = classes.class_count();
  if (found.row_count == 0) return found;
  found.smallest = *std::min_element(classes.sizes.begin(), classes.sizes.end());
  double equal_pairs = 0;
  for (const uint32_t size : classes.sizes) {
    const auto above =
        std::upper_bound(KAnonymity::kBucketStarts.begin(), KAnonymity::kBucketStarts.end(), size);
    const auto bucket = static_cast<size_t>(above - KAnonymity::kBucketStarts.begin()) - 1;
    ++found.classes_by_size[bucket];
    found.rows_by_size[bucket] += size;
    equal_pairs += static_cast<double>(size) * (size - 1.0);
  }
  const auto rows = static_cast<double>(found.row_count);
  found.distinction = static_cast<double>(found.class_count) / rows;
  if (found.row_count > 1) found.separation = 1 - equal_pairs / (rows * (rows - 1));
  return found;
}

uint64_t RowsBelow(const EquivalenceClasses& classes, uint32_t k) {
  uint64_t rows = 0;
  for (const uint32_t size : classes.sizes) rows += size < k ? size : 0;
  return rows;
}

RowsByClass SortByClass(const EquivalenceClasses& classes) {
  RowsByClass sorted;
  sorted.rows.resize(classes.class_of.size());
  sorted.starts.resize(classes.class_count() + 1);
  for (size_t c = 0; c < classes.class_count(); ++c) {
    sorted.starts[c + 1] = sorted.starts[c] + classes.sizes[c];
  }
  std::vector<size_t> next(sorted.starts.begin(), sorted.starts.end());
  for (size_t row = 0; row < classes.class_of.size(); ++row) {
    sorted.rows[next[classes.class_of[row]]++] = static_cast<uint32_t>(row);
  }
  return sorted;
}

}  // namespace ieum::core
