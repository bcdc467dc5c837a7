// What a second table gives away about the release candidate, or the candidate about it: an earlier
// release of the project, a holder's own file, a table of the population.
#ifndef IEUM_CORE_DISCLOSURE_TABLE_COMPARISON_H_
#define IEUM_CORE_DISCLOSURE_TABLE_COMPARISON_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/disclosure/equivalence_classes.h"

namespace ieum::core {

// Rows of both tables in common classes.
struct CommonClasses {
  std::vector<std::string> columns;      // that both have, among the quasi-identifiers
  std::vector<uint32_t> candidate_rows;  // [class_count] rows of the candidate
  std::vector<uint32_t> other_rows;      // [class_count] rows of the other table
  std::vector<uint32_t> class_of;        // [candidate's row_count]
};
// Over the candidate's quasi-identifiers that `other` has too, values compared as text.
// INVALID_ARGUMENT: there is none, or more than 2^32 - 2 rows together.
absl::StatusOr<CommonClasses> GroupTogether(const CandidateTable& candidate,
                                            const CandidateTable& other);

// Who has both releases subtracts one from the other: a class that grew or shrank by a few rows
// shows those few. Source: the differencing rule of output checking, e.g. Handbook on statistical
// disclosure control for outputs (Griffiths et al. 2019), ch. 3.
struct Differencing {
  uint64_t classes_grown = 0;  // by 1 up to threshold - 1 rows
  uint64_t rows_appeared = 0;  // in those classes
  uint64_t classes_shrunk = 0;
  uint64_t rows_vanished = 0;
  uint64_t classes_equal = 0;  // neither grown nor shrunk
};
Differencing MeasureDifferencing(const CommonClasses& classes, uint32_t threshold);

// A holder tries to find its own persons in the release: the attack it could make.
struct LinkBack {
  uint64_t rows_on_one = 0;   // release rows that fit exactly one row of the holder's file
  uint64_t one_to_one = 0;    // of those, rows that are also alone in their release class
  uint64_t rows_on_none = 0;  // release rows that fit no row: persons the holder does not have
  double expected_hits = 0;   // correct guesses if every row fitting some is guessed at random
};
LinkBack RehearseLinkBack(const CommonClasses& classes);

// What the release says about a person of the holder's file being in it: delta of a class is its
// release rows over its holder's rows, at most 1. A person of a class with delta 1 is in the
// release for certain. Source: M. Nergiz, M. Atzori, C. Clifton, Hiding the presence of individuals
// from shared databases, SIGMOD 2007. The holder's file is taken as the public one.
struct MembershipRisk {
  uint64_t holder_rows = 0;
  double greatest = 0;
  double mean = 0;            // over the holder's rows
  uint64_t rows_above = 0;    // the holder's rows in classes above the delta asked for
  uint64_t rows_certain = 0;  // delta 1
};
MembershipRisk MeasureMembership(const CommonClasses& classes, double most);

// Persons of the population in each class of the candidate, of a table of the population; classes
// as of GroupRows over the quasi-identifiers that both tables have.
std::vector<double> PopulationSizes(const CommonClasses& classes,
                                    const EquivalenceClasses& candidate_classes);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_TABLE_COMPARISON_H_
