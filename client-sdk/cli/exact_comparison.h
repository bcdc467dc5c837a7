// What linking by today's exact key would have found in the same files, beside what fuzzy linkage
// found.
#ifndef IEUM_CLIENT_CLI_EXACT_COMPARISON_H_
#define IEUM_CLIENT_CLI_EXACT_COMPARISON_H_

#include <functional>
#include <stop_token>
#include <vector>

#include "absl/status/status.h"
#include "cli/exact_source.h"
#include "cli/report.h"
#include "ieum/client/local/local_linker.h"

namespace ieum::client {

// INVALID_ARGUMENT: a file is standard input, which cannot be read twice; or as OpenForExactKeys.
absl::Status CheckCanCompare(const LocalLinkOptions& linker, const ExactSource& exact);

// Reads the files of `linker` again, makes an exact key for each row of `linkage`, links by them,
// and adds two tables: the keys of each dataset, and pairs found by exact keys, by fuzzy linkage,
// by both, and by one alone; with `scored` (the linkage has known persons) also how many of them
// are correct, precision, recall and F1. Rows that the exact profile refuses have no key. Errors as
// MakeExactKeys.
absl::Status AddExactComparison(const LocalLinkOptions& linker, const LocalLinkage& linkage,
                                const ExactSource& exact, bool scored, std::stop_token stop,
                                Report& report);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_EXACT_COMPARISON_H_
