// The fields of a case, read; the rules between them.
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/core/review/field_values.h"
#include "ieum/core/review/review_case.h"

namespace ieum::core {
namespace {

constexpr char kFormat[] = "ieum-review-case";
constexpr char kWhat[] = "the review case";
constexpr size_t kMaxRecipients = 15;
constexpr size_t kMaxColumns = 2000;
constexpr size_t kMaxConditions = 30;
constexpr int64_t kMaxRelease = 1'000'000;
constexpr std::string_view kReviewer = "reviewer";

constexpr Word<Expert> kExperts[] = {{"inside", Expert::kInside}, {"outside", Expert::kOutside}};

bool IsReviewer(std::string_view uri) {
  constexpr std::string_view kScheme = "ieum://";
  if (!uri.starts_with(kScheme)) return false;
  uri.remove_prefix(kScheme.size());
  const size_t first = uri.find('/');
  const size_t second = first == std::string_view::npos ? first : uri.find('/', first + 1);
  if (second == std::string_view::npos || uri.size() == second + 1) return false;
  return InstitutionId::Parse(std::string(uri.substr(0, first))).ok() &&
         uri.substr(first + 1, second - first - 1) == kReviewer &&
         uri.find('/', second + 1) == std::string_view::npos;
}

absl::StatusOr<CommitteeMember> ReadMember(ObjectReader& object) {
  IEUM_ASSIGN_OR_RETURN(std::string uri, TakeLine(object, "member"));
  if (!IsReviewer(uri)) {
    return InvalidArgument(
        "'%s' is not of the form ieum://<institution>/reviewer/<name>; members vote with "
        "certificates of the role reviewer",
        object.Path("member"));
  }
  IEUM_ASSIGN_OR_RETURN(std::string unit, TakeLine(object, "unit"));
  IEUM_ASSIGN_OR_RETURN(const Expert expert, object.OneOf("expert", kExperts));
  IEUM_RETURN_IF_ERROR(object.Finish());
  return CommitteeMember{.uri = std::move(uri), .unit = std::move(unit), .expert = expert};
}

absl::Status ReadCommittee(ObjectReader& object, ReviewCase& review) {
  IEUM_ASSIGN_OR_RETURN(std::vector<ObjectReader> members,
                        object.Objects("committee", kMaxCommittee, kMinCommittee));
  std::set<std::string> units;
  for (ObjectReader& one : members) {
    IEUM_ASSIGN_OR_RETURN(CommitteeMember member, ReadMember(one));
    if (FindMember(review, member.uri) != nullptr) {
      return InvalidArgument("'%s' is a member already; name each once", one.Path("member"));
    }
    units.insert(member.unit);
    review.committee.push_back(std::move(member));
  }
  if (units.size() < kMinApprovingUnits) {
    return InvalidArgument("'committee' is of one unit; want members of at least %d units",
                           kMinApprovingUnits);
  }
  return absl::OkStatus();
}

absl::Status ReadException(ObjectReader& object, ReviewCase& review) {
  if (!object.Has("exception")) return absl::OkStatus();
  if (review.verdict != DisclosureOutcome::kBlock) {
    return InvalidArgument("'exception' is only for a candidate that the disclosure review blocks");
  }
  IEUM_ASSIGN_OR_RETURN(const std::string text, object.Document("exception"));
  IEUM_ASSIGN_OR_RETURN(ObjectReader exception, ObjectReader::Parse(text, "'exception'"));
  BlockException read;
  IEUM_ASSIGN_OR_RETURN(read.basis, TakeLine(exception, "basis"));
  IEUM_ASSIGN_OR_RETURN(read.reason, TakeLine(exception, "reason"));
  IEUM_RETURN_IF_ERROR(exception.Finish());
  review.exception = std::move(read);
  return absl::OkStatus();
}

absl::Status ReadRecipients(ObjectReader& object, ReviewCase& review) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                        TakeLines(object, "recipients", kMaxRecipients));
  if (names.empty()) {
    return InvalidArgument("'recipients' is empty; say who would receive the release");
  }
  for (const std::string& name : names) {
    absl::StatusOr<InstitutionId> id = InstitutionId::Parse(name);
    if (!id.ok()) return WithContext(id.status(), "'recipients'");
    review.recipients.push_back(*std::move(id));
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view ExpertName(Expert expert) { return NameIn(kExperts, expert); }

absl::StatusOr<ReviewCase> ReadReviewCase(std::string_view json) {
  IEUM_ASSIGN_OR_RETURN(std::string canonical, CanonicalJson(json, kMaxCaseBytes));
  IEUM_ASSIGN_OR_RETURN(ObjectReader object, ObjectReader::Parse(canonical, kWhat));
  IEUM_ASSIGN_OR_RETURN(const std::string format, object.Text("format"));
  if (format != kFormat) return InvalidArgument("'format' is not '%s'", kFormat);
  IEUM_RETURN_IF_ERROR(object.Integer("version", 1, 1).status());
  IEUM_ASSIGN_OR_RETURN(ProjectId project, object.Name<ProjectId>("project"));
  IEUM_ASSIGN_OR_RETURN(InstitutionId institution, object.Name<InstitutionId>("institution"));
  ReviewCase review{.project = std::move(project), .institution = std::move(institution)};
  IEUM_ASSIGN_OR_RETURN(review.manifest, TakeDigest(object, "manifest"));
  IEUM_ASSIGN_OR_RETURN(const int64_t release, object.Integer("release", 1, kMaxRelease));
  review.release = static_cast<int>(release);
  IEUM_RETURN_IF_ERROR(ReadRecipients(object, review));
  IEUM_ASSIGN_OR_RETURN(review.candidate, TakeDigest(object, "candidate"));
  IEUM_ASSIGN_OR_RETURN(review.pack, TakeDigest(object, "pack"));
  IEUM_ASSIGN_OR_RETURN(review.verdict, object.OneOf("verdict", kVerdicts));
  IEUM_RETURN_IF_ERROR(ReadException(object, review));
  IEUM_ASSIGN_OR_RETURN(review.columns, TakeLines(object, "columns", kMaxColumns));
  if (review.columns.empty()) {
    return InvalidArgument("'columns' is empty; name the columns that are to be released");
  }
  IEUM_ASSIGN_OR_RETURN(review.conditions, TakeLines(object, "conditions", kMaxConditions));
  IEUM_RETURN_IF_ERROR(ReadCommittee(object, review));
  IEUM_ASSIGN_OR_RETURN(const int64_t approvals,
                        object.Integer("approvals", 1, static_cast<int64_t>(kMaxCommittee)));
  review.approvals = static_cast<int>(approvals);
  if (review.committee.size() < static_cast<size_t>(approvals)) {
    return InvalidArgument("'approvals' is %d, but the committee has %d members", approvals,
                           review.committee.size());
  }
  IEUM_ASSIGN_OR_RETURN(review.opened, TakeTime(object, "opened"));
  IEUM_ASSIGN_OR_RETURN(review.respond_by, TakeTime(object, "respond_by"));
  if (review.respond_by <= review.opened) {
    return InvalidArgument("'respond_by' is not after 'opened'");
  }
  IEUM_RETURN_IF_ERROR(object.Finish());
  review.digest = Sha256(AsBytes(canonical));
  review.canonical_json = std::move(canonical);
  return review;
}

}  // namespace ieum::core
