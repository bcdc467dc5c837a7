// How long a project's data may be kept.
#ifndef IEUM_SERVER_CUSTODY_RETENTION_H_
#define IEUM_SERVER_CUSTODY_RETENTION_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// When all that is kept of the project must be destroyed: so many days as its manifest says after
// the day on which it ends at the latest, which lasts until midnight in Korea. The infinite future
// if the terms name no such day.
absl::Time RetentionEnd(const ProjectTerms& terms);

// FAILED_PRECONDITION if `method`, such as "MatchingService/StartRun", would add to what is kept of
// a project whose retention has ended. What reads, stops or destroys stays possible. Asked for
// every call that names a project; calls that name it in a stream ask by themselves.
absl::Status CheckRetention(std::string_view method, const ProjectTerms& terms, absl::Time now);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CUSTODY_RETENTION_H_
