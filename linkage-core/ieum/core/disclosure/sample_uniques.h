// Rows that few columns suffice to single out: minimal sample uniques.
#ifndef IEUM_CORE_DISCLOSURE_SAMPLE_UNIQUES_H_
#define IEUM_CORE_DISCLOSURE_SAMPLE_UNIQUES_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/disclosure/candidate_table.h"

namespace ieum::core {

// A row is unique on a set of columns if no other row has the same values there; the set is a
// minimal sample unique (MSU) of the row if it is unique on no smaller part of it. Sources:
// M. Elliot, A. Manning, R. Ford, A computational algorithm for handling the special uniques
// problem, IJUFKS 10(5), 2002; score of a row: M. Elliot, A. Manning, K. Mayes, J. Gurd, M. Bane,
// SUDA: a program for detecting special uniques, UNECE/Eurostat 2005.
struct SampleUniques {
  static constexpr size_t kMaxSize = 4;
  // Of each set of up to kMaxSize columns.
  struct Subset {
    std::vector<size_t> columns;  // places in the table, ascending
    uint64_t unique_rows = 0;
    uint64_t minimal_rows = 0;  // rows of which it is an MSU
  };
  std::vector<Subset> subsets;  // by size, then by columns
  std::array<uint64_t, kMaxSize + 1>
      rows_by_smallest{};  // [size of a row's smallest MSU]; [0]: none
  // [row_count]: sum over the MSUs of the row of (ATT - s)(ATT - s - 1)...(ATT - M), where ATT is
  // the number of columns, s the size of the MSU and M = min(kMaxSize, ATT - 1).
  std::vector<float> scores;
  // [columns given]: share of all scores that come from MSUs with this column, 0 to 1; they do not
  // add up to 1.
  std::vector<double> contributions;
};

// At most this many columns, since the sets are (n over 4) many.
inline constexpr size_t kMaxUniqueColumns = 24;

// Takes memory of a bit per row and set of up to three columns, and about 60 bytes per row.
// INVALID_ARGUMENT: more than kMaxUniqueColumns columns.
absl::StatusOr<SampleUniques> FindSampleUniques(const CandidateTable& table,
                                                std::span<const size_t> columns);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_SAMPLE_UNIQUES_H_
