#include "ieum/server/custody/retention.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/time/civil_time.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr std::array<std::string_view, 10> kAddingMethods = {
    "BundleService/FinishImport",       "BundleService/OpenImport",
    "BundleService/SendParts",          "MatchingService/StartRun",
    "PrecheckService/AskMatchRate",     "ProjectService/ReopenProject",
    "RelayService/LeaveParcel",         "ReleaseService/MakeCandidate",
    "SubmissionService/SealSubmission", "SubmissionService/SubmitChunks"};

}  // namespace

absl::Time RetentionEnd(const ProjectTerms& terms) {
  absl::CivilDay end;
  if (!absl::ParseCivilTime(terms.end_date, &end)) return absl::InfiniteFuture();
  constexpr int kKoreaSeconds = 9 * 60 * 60;
  return absl::FromCivil(end + 1 + terms.retention_days, absl::FixedTimeZone(kKoreaSeconds));
}

absl::Status CheckRetention(std::string_view method, const ProjectTerms& terms, absl::Time now) {
  if (now < RetentionEnd(terms)) return absl::OkStatus();
  if (std::find(kAddingMethods.begin(), kAddingMethods.end(), method) == kAddingMethods.end()) {
    return absl::OkStatus();
  }
  return core::FailedPrecondition(
      "the project ended on %s and is kept for %d days after, which are over; destroy it: ieumctl "
      "project destroy",
      terms.end_date, terms.retention_days);
}

}  // namespace ieum::server
