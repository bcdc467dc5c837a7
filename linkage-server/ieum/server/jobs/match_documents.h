// The match report of a run in every form that it is given out in.
#ifndef IEUM_SERVER_JOBS_MATCH_DOCUMENTS_H_
#define IEUM_SERVER_JOBS_MATCH_DOCUMENTS_H_

#include <vector>

#include "ieum/core/matching/model_matching.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// The report that `ieum link` writes, with the project's holders as datasets. holds_duplicates:
// [holder_count], as declared.
MatchDocuments DocumentsOf(const ProjectRecord& project, const std::vector<bool>& holds_duplicates,
                           const core::ModelMatching& matched);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOBS_MATCH_DOCUMENTS_H_
