// Cases, statements and approvals: what is read is written as the same, and no statement of a
// stranger counts.
#include "ieum/core/base/status.h"
#include "ieum/core/review/approval.h"

namespace core = ieum::core;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(core::AsText(std::as_bytes(std::span(data, size))));
  const absl::StatusOr<core::ReviewCase> review = core::ReadReviewCase(text);
  if (review.ok()) {
    const auto again = core::ReadReviewCase(review->canonical_json);
    IEUM_CHECK(again.ok() && again->digest == review->digest);
    IEUM_CHECK(again->committee == review->committee);
    IEUM_CHECK(review->committee.size() >= core::kMinCommittee &&
               review->committee.size() <= core::kMaxCommittee);
    const core::Tally tally = core::TallyVotes(*review, {}, review->opened);
    IEUM_CHECK(tally.outcome != core::ReviewOutcome::kApproved);
    const core::GivenStatement given[] = {{"fuzz", text}};
    const core::CheckedStatements checked =
        core::CheckStatements(*review, given, "", review->opened, core::ValidAt::kSigning);
    IEUM_CHECK(checked.votes.empty() && checked.refused.size() == 1);
  }
  const absl::StatusOr<core::Statement> statement = core::ReadStatement(text);
  if (statement.ok()) IEUM_CHECK(statement->signed_body.text == text);
  const absl::StatusOr<core::ApprovalRecord> record = core::ReadApproval(text);
  if (record.ok()) IEUM_CHECK(record->signed_body.text == text && !statement.ok());
  const absl::StatusOr<core::PackFacts> pack = core::ReadPackFacts(text);
  if (pack.ok()) IEUM_CHECK(pack->digest == core::Sha256(core::AsBytes(text)));
  return 0;
}
