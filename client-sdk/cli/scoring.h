// A grouping compared with the known persons.
#ifndef IEUM_CLIENT_CLI_SCORING_H_
#define IEUM_CLIENT_CLI_SCORING_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "cli/report.h"
#include "ieum/client/batch/string_arena.h"

namespace ieum::client {

// Adds precision, recall and F1 over pairs of rows from different datasets, and the counts behind
// them. entities[d][row]: rows with equal numbers are declared the same person. truths[d]: known
// person of each row, [row_count]; an empty one is nobody else's. Errors as core's evaluation.
absl::Status AddScore(const std::vector<std::vector<uint32_t>>& entities,
                      const std::vector<const StringArena*>& truths, Report& report);

// The same over all pairs of rows of one dataset.
absl::Status AddScoreWithin(const std::vector<uint32_t>& entities, const StringArena& truth,
                            Report& report);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_SCORING_H_
