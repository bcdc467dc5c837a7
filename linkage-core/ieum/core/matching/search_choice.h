// How far a run looks for candidates, and how much of them it keeps.
#ifndef IEUM_CORE_MATCHING_SEARCH_CHOICE_H_
#define IEUM_CORE_MATCHING_SEARCH_CHOICE_H_

#include <span>

#include "ieum/core/matching/candidate_finder.h"
#include "ieum/core/matching/model_matching.h"

namespace ieum::core {

// Keeps more candidates of a row where persons may have several rows, fewer where memory is
// limited, and then looks at windows of rows.
CandidateSearch SearchOf(std::span<const PartyRows> parties, const ModelMatchingOptions& options);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_SEARCH_CHOICE_H_
