// Whether a committee has approved exactly what is about to be released.
#ifndef IEUM_SERVER_JOINING_APPROVAL_CHECK_H_
#define IEUM_SERVER_JOINING_APPROVAL_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ieum/core/manifest/manifest.h"
#include "ieum/core/release/release_description.h"
#include "ieum/core/review/statement_check.h"
#include "ieum/server/exchange/exchange_context.h"
#include "ieum/server/storage/candidate_store.h"

namespace ieum::server {

// What a committee has signed, as files have it; nothing of it is believed unchecked.
struct GivenApproval {
  std::string record;
  std::string case_json;
  std::string pack_json;
  std::vector<core::GivenStatement> statements;  // all of them, also the refused
};

// OK if it is this candidate that was approved, for the institution that it is described for, after
// a review of all of its columns and no other ones, with a record and statements whose signers are
// not on the deny list. Errors are also those of core::VerifyApproval and DenyListFile::Check.
absl::Status CheckApproval(const ExchangeContext& context, const core::Manifest& manifest,
                           const CandidateRecord& candidate,
                           const core::ReleaseDescription& description, const GivenApproval& given);

// FAILED_PRECONDITION: nothing of a mock linkage is released, whoever approved it.
absl::Status CheckIsNoMock(const core::Manifest& manifest);

// FAILED_PRECONDITION from the day after the manifest's end_date (YYYY-MM-DD) on, by the calendar
// of Korea.
absl::Status CheckNotEnded(const std::string& end_date, absl::Time now);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOINING_APPROVAL_CHECK_H_
