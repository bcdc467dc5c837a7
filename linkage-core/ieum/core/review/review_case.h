// What a review committee votes on: one release candidate, as digests, with who decides and by
// when. One JSON document in canonical form, known by its digest; whoever changes a byte has
// another case, which nobody has voted on. Pure: no I/O. FORMAT: docs/formats/review.md.
#ifndef IEUM_CORE_REVIEW_REVIEW_CASE_H_
#define IEUM_CORE_REVIEW_REVIEW_CASE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/disclosure/disclosure_policy.h"
#include "ieum/core/manifest/manifest.h"

namespace ieum::core {

inline constexpr int64_t kMaxCaseBytes = kMaxManifestBytes;
// Three to seven persons without an interest in the applicant (the PIPC's notice on linkage and
// release, as reported in 2020; docs/formats/review.md says what was read).
inline constexpr size_t kMinCommittee = 3;
inline constexpr size_t kMaxCommittee = 7;
// Those who approve are of at least so many units, so that no unit approves alone. Ours.
inline constexpr size_t kMinApprovingUnits = 2;

enum class Expert { kInside, kOutside };

struct CommitteeMember {
  std::string uri;   // ieum://<institution>/reviewer/<name>, as in the certificate
  std::string unit;  // an organisational unit of the certificate
  Expert expert;

  friend bool operator==(const CommitteeMember&, const CommitteeMember&) = default;
};

// Why a candidate that the disclosure review blocks may be voted on all the same.
struct BlockException {
  std::string basis;   // where the institution's policy or the manifest allows it
  std::string reason;  // why here

  friend bool operator==(const BlockException&, const BlockException&) = default;
};

struct ReviewCase {
  std::string canonical_json = {};
  Sha256Digest digest{};  // of canonical_json: the case's name
  ProjectId project;
  Sha256Digest manifest{};
  InstitutionId institution;  // the joiner, which releases
  int release = 1;            // number of the release in the project, from 1
  std::vector<InstitutionId> recipients = {};
  Sha256Digest candidate{};  // of the release candidate's bytes
  Sha256Digest pack{};       // of the review pack's JSON document
  DisclosureOutcome verdict = DisclosureOutcome::kPass;
  std::optional<BlockException> exception = std::nullopt;
  std::vector<std::string> columns = {};     // that are to be released
  std::vector<std::string> conditions = {};  // proposed with the case
  std::vector<CommitteeMember> committee = {};
  int approvals = 0;           // wanted at least: the manifest's review_quorum
  absl::Time opened = {};      // to microseconds
  absl::Time respond_by = {};  // what is signed later does not count
};

// "inside", "outside".
std::string_view ExpertName(Expert expert);

// INVALID_ARGUMENT names the field and the rule it breaks. The bytes need not be canonical; the
// result's are.
absl::StatusOr<ReviewCase> ReadReviewCase(std::string_view json);

// The case of these fields: takes project, manifest, institution and approvals from `manifest`, and
// sets text and digest. Errors as ReadReviewCase and CheckCase.
absl::StatusOr<ReviewCase> MakeReviewCase(ReviewCase fields, const Manifest& manifest);

// FAILED_PRECONDITION: the case is not one of this manifest: another project or digest, a recipient
// who is no party, a member of an institution that provides or receives data, another number of
// approvals than agreed on, or more than the committee has members.
absl::Status CheckCase(const ReviewCase& review, const Manifest& manifest);

// Name in the committee, or null.
const CommitteeMember* FindMember(const ReviewCase& review, std::string_view uri);

struct PackFacts {
  Sha256Digest digest{};
  DisclosureOutcome verdict = DisclosureOutcome::kPass;
  std::vector<std::string> columns = {};  // of the candidate, as the pack has them
};
// What a case says of a review pack (`ieum disclosure review --out pack.json`). INVALID_ARGUMENT:
// it is none.
absl::StatusOr<PackFacts> ReadPackFacts(std::string_view pack_json);

}  // namespace ieum::core

#endif  // IEUM_CORE_REVIEW_REVIEW_CASE_H_
