// What a join of the manifest makes of one person. Pure.
#ifndef IEUM_CORE_ASSEMBLY_PERSON_JOIN_H_
#define IEUM_CORE_ASSEMBLY_PERSON_JOIN_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ieum/core/manifest/manifest.h"

namespace ieum::core {

enum class PersonOutcome {
  kJoined,
  kNotInJoin,    // too few holders have the person, or not the one that must
  kSeveralRows,  // left out: a holder has several rows, which this join does not combine
  kTooMany,      // left out: more combinations than kMaxCombinations
};

// Immutable.
class PersonJoin final {
 public:
  // Joined rows of one person, at most; a hundred rows of a person at each of two holders would be
  // ten thousand, which is a mistake of the linkage, not a person.
  static constexpr uint64_t kMaxCombinations = 1000;
  // A holder that has no row in a combination.
  static constexpr uint32_t kNoRow = 0xffffffff;

  // `holders` in the order of the manifest. INVALID_ARGUMENT: the join is of a party that is none
  // of them.
  static absl::StatusOr<PersonJoin> Create(const ManifestJoin& join,
                                           const std::vector<InstitutionId>& holders);

  size_t holder_count() const { return holder_count_; }

  // row_counts: [holders], rows that each has of the person; one at least is not 0.
  PersonOutcome Decide(std::span<const uint32_t> row_counts) const;

  // Every combination of a person's rows, the last holder's changing fastest: [holders], the index
  // of the row among the holder's own of this person, or kNoRow. Stops at the first error.
  // REQUIRES: Decide is kJoined.
  absl::Status VisitCombinations(
      std::span<const uint32_t> row_counts,
      const std::function<absl::Status(std::span<const uint32_t>)>& visit) const;

 private:
  PersonJoin(ManifestJoin join, size_t holder_count, size_t party)
      : join_(std::move(join)), holder_count_(holder_count), party_(party) {}
  bool IsIn(std::span<const uint32_t> row_counts) const;

  ManifestJoin join_;
  size_t holder_count_;
  size_t party_;  // index of join_.party, if there is one
};

}  // namespace ieum::core

#endif  // IEUM_CORE_ASSEMBLY_PERSON_JOIN_H_
