// Answers of the match-rate pre-check, kept for the life of the project.
#ifndef IEUM_SERVER_STORAGE_PRECHECK_STORE_H_
#define IEUM_SERVER_STORAGE_PRECHECK_STORE_H_

#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "ieum/server/storage/claims.h"
#include "ieum/server/storage/project_store.h"

namespace ieum::server {

// What two holders may know of each other.
struct PrecheckAnswer {
  bool too_few = false;  // then nothing else is known
  uint64_t count = 0;    // persons in common with noise, to tens
  uint64_t low = 0;      // the true number is from low to high with 95 % probability
  uint64_t high = 0;

  friend bool operator==(const PrecheckAnswer&, const PrecheckAnswer&) = default;
};

// Rules of an answer. Below either least number nothing is told. Noise is two-sided geometric,
// P(k) ~ exp(-kPrecheckEpsilon |k|) (Ghosh, Roughgarden and Sundararajan 2009): one person more or
// less changes the odds of any answer by a factor of e^kPrecheckEpsilon at most. It is drawn once.
inline constexpr uint64_t kPrecheckFewestRows = 1'000;
inline constexpr uint64_t kPrecheckFewestPersons = 100;
inline constexpr uint64_t kPrecheckRounding = 10;
inline constexpr double kPrecheckEpsilon = 0.5;
// Most different answers that two holders may have in the life of a project, one in each round; the
// manifest's pre_check_questions may allow fewer.
inline constexpr uint32_t kPrecheckAnswers = 3;

// The answer for so many persons in common, of holders with so many rows.
PrecheckAnswer AnswerPrecheck(uint64_t persons, uint64_t fewer_rows, core::Random& random);

// Thread-safe.
class PrecheckStore final {
 public:
  explicit PrecheckStore(const StoreContext& context) : context_(context) {}
  PrecheckStore(const PrecheckStore&) = delete;
  PrecheckStore& operator=(const PrecheckStore&) = delete;

  struct Given {
    PrecheckAnswer answer;
    uint32_t answers_left = 0;
  };
  // The answer about two holders (by index, in either order) of the results of round `round`: the
  // one that is kept, or else that of `find`, which is kept before it is returned.
  // RESOURCE_EXHAUSTED: the budget of the two is spent. Errors of `find`; as SealedDatabase::Write.
  absl::StatusOr<Given> Answer(const ProjectRecord& project, uint32_t holder, uint32_t other,
                               uint32_t round,
                               const std::function<absl::StatusOr<PrecheckAnswer>()>& find);

 private:
  const StoreContext context_;
  Claims claims_;  // by project number
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_PRECHECK_STORE_H_
