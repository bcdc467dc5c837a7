// Rows that look alike: equivalence classes over quasi-identifiers, and k-anonymity.
#ifndef IEUM_CORE_DISCLOSURE_EQUIVALENCE_CLASSES_H_
#define IEUM_CORE_DISCLOSURE_EQUIVALENCE_CLASSES_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/disclosure/candidate_table.h"

namespace ieum::core {

// Rows in classes; classes are numbered by their first row. Without rows there is no class.
struct EquivalenceClasses {
  std::vector<uint32_t> class_of;  // [row_count]
  std::vector<uint32_t> sizes;     // [class_count], each at least 1

  size_t class_count() const { return sizes.size(); }
};

// Splits classes by the codes of one more column. Keeps scratch memory of about 24 bytes per row
// between calls. One thread at a time.
class ClassRefiner final {
 public:
  // ids[i] becomes the number, by first appearance, of (ids[i], codes[rows[i]]); sizes: of each new
  // class. ids: [rows.size()], all below class_count; codes below code_count.
  void Refine(std::span<const uint32_t> rows, std::span<const uint32_t> codes, size_t code_count,
              size_t class_count, std::vector<uint32_t>& ids, std::vector<uint32_t>& sizes);

 private:
  struct Slot {
    uint64_t key;
    uint32_t id;
  };
  std::vector<uint32_t> direct_;
  std::vector<Slot> slots_;
};

// Classes of rows that agree in all of `columns`; a missing value agrees with missing values only,
// so that a suppressed cell protects nobody by itself. No columns: all rows are one class.
EquivalenceClasses GroupRows(const CandidateTable& table, std::span<const size_t> columns);

// Source: L. Sweeney, k-anonymity, IJUFKS 10(5), 2002. Distinction and separation: R. Motwani and
// Y. Xu, Efficient algorithms for masking and finding quasi-identifiers, VLDB 2007.
struct KAnonymity {
  // Class sizes 1, 2, 3, 4, 5-9, 10-19, 20-49, 50-99, 100-999, 1000 and more.
  static constexpr std::array<uint32_t, 10> kBucketStarts = {1, 2, 3, 4, 5, 10, 20, 50, 100, 1000};
  size_t row_count = 0;
  size_t class_count = 0;
  uint32_t smallest = 0;  // k; 0 without rows
  std::array<uint64_t, kBucketStarts.size()> classes_by_size{};
  std::array<uint64_t, kBucketStarts.size()> rows_by_size{};
  double distinction = 0;  // share of classes in rows
  double separation = 0;   // share of pairs of rows that differ
};
KAnonymity MeasureKAnonymity(const EquivalenceClasses& classes);

// Rows in classes of fewer than k.
uint64_t RowsBelow(const EquivalenceClasses& classes, uint32_t k);

// The rows class by class: rows[starts[c]] up to rows[starts[c + 1]] are those of class c,
// ascending.
struct RowsByClass {
  std::vector<uint32_t> rows;  // [row_count]
  std::vector<size_t> starts;  // [class_count + 1]

  std::span<const uint32_t> of(size_t c) const {
    return std::span(rows).subspan(starts[c], starts[c + 1] - starts[c]);
  }
};
RowsByClass SortByClass(const EquivalenceClasses& classes);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_EQUIVALENCE_CLASSES_H_
