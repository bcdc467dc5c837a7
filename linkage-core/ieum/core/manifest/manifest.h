// The manifest of a project: who links what, for what purpose, on what legal basis, under which
// rules. One JSON document in canonical form, known by its digest; all parties have the same bytes.
// Pure: no I/O. FORMAT: docs/formats/manifest.md.
#ifndef IEUM_CORE_MANIFEST_MANIFEST_H_
#define IEUM_CORE_MANIFEST_MANIFEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::core {

inline constexpr int64_t kMaxManifestBytes = kMaxProfileBytes;

enum class PartyRole {
  kHolder,
  kMatcher,
  kJoiner,
  kResearcher,  // may be given what is released
};

struct ManifestParty {
  InstitutionId institution;
  PartyRole role;
  std::string country;  // ISO 3166-1, two capital letters
  std::string unit;     // of its certificates; empty: not known
};

// Which law's procedure the project follows.
enum class Route { kPipa, kFinancial };
// Who receives joint keys.
enum class Delivery { kJoiner, kHolders };
// Which persons' rows are joined: of those whom
enum class JoinType {
  kInner,  // all holders have
  kLeft,   // one holder, the party, has
  kFull,   // any holder has
  kStar,   // the party and at least one other holder have
  kAny,    // at least so many holders have
};
// What becomes of a person of whom a holder has several rows.
enum class SeveralRows {
  kCombine,   // each of them with each of the others
  kLeaveOut,  // the person is not in the set
};
// Who gets rows that are not matched, or not among what the researchers get.
enum class UnmatchedTo {
  kResearchers,  // kLeft, kFull only: of persons whom one holder has
  kOwnHolder,    // the holder that brought them, never another
  kNobody,
};

struct ManifestJoin {
  JoinType type = JoinType::kInner;
  std::vector<InstitutionId> party = {};  // kLeft, kStar: one holder; else nothing
  int at_least = 0;                       // kAny: holders, from 2
  SeveralRows several_rows = SeveralRows::kLeaveOut;
  std::vector<InstitutionId> matched_to = {};  // researchers who get the joined rows
  UnmatchedTo unmatched_to = UnmatchedTo::kNobody;
};

// Which holders may learn which of their rows are joinable before they send payload, so that they
// send no other: the rows of persons whom a join of the manifest takes, among decoys.
struct ManifestExtraction {
  std::vector<InstitutionId> holders = {};  // one at least
  int decoy_percent = 0;                    // of the joinable rows, rounded up; 0 to 1000
};

// A mock linkage (모의결합): the procedure of another project tried on a sample of its persons,
// under the mock project's own keys. Nothing of it is released, and no holder gets a joint key.
struct ManifestMock {
  ProjectId of;               // the project that is tried
  std::string field;          // of the profile; whether a row is in the sample hangs on its value
  int per_mille;              // of all values; 1 to 500
  int64_t maximum_file_rows;  // of each holder: nobody submits a whole file by mistake
};

struct Manifest {
  std::string canonical_json;
  Sha256Digest digest;  // SHA-256 of canonical_json: the manifest's name
  ProjectId project;
  std::string title;
  std::vector<ManifestParty> parties;  // holders in the order of reports and tie-breaking
  ProfileHeader profile;
  std::string purpose;
  std::string legal_basis;
  std::string cross_border_basis;  // empty: all parties are in KR
  Route route;
  Delivery delivery;
  std::vector<ManifestJoin> joins;  // that may be asked for; at least one
  int64_t minimum_file_rows;
  int64_t minimum_matched_rows;
  int pre_check_questions;     // a holder may ask, in the project's life
  int retention_days;          // after release
  std::string end_date;        // YYYY-MM-DD, when the project ends at the latest
  int review_quorum;           // reviewers who must agree to a release
  int threshold_basis_points;  // of scoring by profile
  bool test;                   // no real persons: the preset plain is allowed
  bool field_level_approved;   // the preset field is allowed
  std::optional<ManifestExtraction> extraction = std::nullopt;  // none: no holder may
  // Whether a recipient may be given releases whose keys stay, so that it can follow a person from
  // one to the next until the project ends (시계열분석키).
  bool time_series = false;
  std::optional<ManifestMock> mock = std::nullopt;  // none: a linkage of whole files

  // In order.
  std::vector<InstitutionId> Institutions(PartyRole role) const;
};

// The words of the format: "holder", "pipa", "joiner", "inner", "leave_out", "own_holder".
std::string_view PartyRoleName(PartyRole role);
std::string_view RouteName(Route route);
std::string_view DeliveryName(Delivery delivery);
std::string_view JoinTypeName(JoinType type);
std::string_view SeveralRowsName(SeveralRows several);
std::string_view UnmatchedToName(UnmatchedTo unmatched);

// INVALID_ARGUMENT names the field and the rule it breaks, never what it holds. Fields that are not
// of the format are refused. The bytes need not be canonical; the result's are.
absl::StatusOr<Manifest> ReadManifest(std::string_view json);

}  // namespace ieum::core

#endif  // IEUM_CORE_MANIFEST_MANIFEST_H_
