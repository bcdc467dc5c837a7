#include "ieum/core/manifest/manifest.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/manifest/join_reader.h"
#include "ieum/core/manifest/object_reader.h"

namespace ieum::core {
namespace {

constexpr char kFormat[] = "ieum-manifest";
constexpr size_t kMaxResearchers = 15;
constexpr size_t kMaxParties = 48;  // 31 holders, a matcher, a joiner, 15 researchers
constexpr size_t kMinHolders = 2;
constexpr size_t kMaxHolders = 31;
constexpr size_t kMaxJoins = 34;
constexpr int64_t kMaxRows = 1'000'000'000'000;
constexpr int64_t kMaxDays = 36'500;
constexpr int64_t kMaxDecoyPercent = 1'000;
constexpr int64_t kMaxMockPerMille = 500;  // a mock is a part, never most

constexpr Word<PartyRole> kRoles[] = {{"holder", PartyRole::kHolder},
                                      {"matcher", PartyRole::kMatcher},
                                      {"joiner", PartyRole::kJoiner},
                                      {"researcher", PartyRole::kResearcher}};
constexpr Word<Route> kRoutes[] = {{"pipa", Route::kPipa}, {"financial", Route::kFinancial}};
constexpr Word<Delivery> kDeliveries[] = {{"joiner", Delivery::kJoiner},
                                          {"holders", Delivery::kHolders}};

absl::StatusOr<ManifestParty> ReadParty(ObjectReader& object) {
  IEUM_ASSIGN_OR_RETURN(InstitutionId institution, object.Name<InstitutionId>("institution"));
  IEUM_ASSIGN_OR_RETURN(const PartyRole role, object.OneOf("role", kRoles));
  IEUM_ASSIGN_OR_RETURN(std::string country, object.Text("country"));
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (country.size() != 2 || !std::all_of(country.begin(), country.end(), is_capital)) {
    return InvalidArgument("'%s' is not a country by its two capital letters (ISO 3166-1)",
                           object.Path("country"));
  }
  std::string unit;
  if (object.Has("unit")) {
    IEUM_ASSIGN_OR_RETURN(unit, object.Text("unit"));
  }
  IEUM_RETURN_IF_ERROR(object.Finish());
  return ManifestParty{.institution = std::move(institution),
                       .role = role,
                       .country = std::move(country),
                       .unit = std::move(unit)};
}

absl::Status CheckParties(const std::vector<ManifestParty>& parties) {
  size_t holders = 0;
  size_t matchers = 0;
  size_t joiners = 0;
  size_t researchers = 0;
  for (size_t i = 0; i < parties.size(); ++i) {
    holders += parties[i].role == PartyRole::kHolder ? 1 : 0;
    matchers += parties[i].role == PartyRole::kMatcher ? 1 : 0;
    joiners += parties[i].role == PartyRole::kJoiner ? 1 : 0;
    researchers += parties[i].role == PartyRole::kResearcher ? 1 : 0;
    for (size_t before = 0; before < i; ++before) {
      if (parties[before].institution == parties[i].institution &&
          parties[before].role == parties[i].role) {
        return InvalidArgument("'parties[%d]' is 'parties[%d]' again; name each role once", i,
                               before);
      }
    }
  }
  if (holders < kMinHolders || holders > kMaxHolders) {
    return InvalidArgument("'parties' has %d holders; want %d to %d", holders, kMinHolders,
                           kMaxHolders);
  }
  if (matchers != 1 || joiners > 1) {
    return InvalidArgument(
        "'parties' has %d matchers and %d joiners; want one matcher and at "
        "most one joiner",
        matchers, joiners);
  }
  if (researchers > kMaxResearchers) {
    return InvalidArgument("'parties' has %d researchers; want at most %d", researchers,
                           kMaxResearchers);
  }
  return absl::OkStatus();
}

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&text](size_t begin, size_t size) {
    int value = 0;
    for (const char c : text.substr(begin, size)) {
      if (c < '0' || c > '9') return -1;
      value = 10 * value + (c - '0');
    }
    return value;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 2000 || month < 1 || month > 12 || day < 1) return false;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (leap && month == 2 ? 1 : 0);
}

absl::StatusOr<ManifestExtraction> ReadExtraction(ObjectReader& manifest,
                                                  const std::vector<InstitutionId>& holders) {
  IEUM_ASSIGN_OR_RETURN(ObjectReader object, manifest.Object("extraction"));
  ManifestExtraction extraction;
  IEUM_ASSIGN_OR_RETURN(extraction.holders, ReadInstitutions(object, "holders", holders, "holder"));
  if (extraction.holders.empty()) {
    return InvalidArgument("'%s' is empty; name a holder, or leave 'extraction' out",
                           object.Path("holders"));
  }
  IEUM_ASSIGN_OR_RETURN(const int64_t percent,
                        object.Integer("decoy_percent", 0, kMaxDecoyPercent));
  extraction.decoy_percent = static_cast<int>(percent);
  IEUM_RETURN_IF_ERROR(object.Finish());
  return extraction;
}

absl::StatusOr<ManifestMock> ReadMock(ObjectReader& manifest, const ProjectId& project) {
  IEUM_ASSIGN_OR_RETURN(ObjectReader object, manifest.Object("mock"));
  IEUM_ASSIGN_OR_RETURN(ProjectId of, object.Name<ProjectId>("of"));
  if (of == project) {
    return InvalidArgument(
        "'mock.of' is the project itself; a mock linkage has an id of its own, so that its keys "
        "are not the project's");
  }
  IEUM_ASSIGN_OR_RETURN(std::string field, object.Text("field"));
  IEUM_ASSIGN_OR_RETURN(const int64_t per_mille, object.Integer("per_mille", 1, kMaxMockPerMille));
  IEUM_ASSIGN_OR_RETURN(const int64_t most, object.Integer("maximum_file_rows", 1, kMaxRows));
  IEUM_RETURN_IF_ERROR(object.Finish());
  return ManifestMock{.of = std::move(of),
                      .field = std::move(field),
                      .per_mille = static_cast<int>(per_mille),
                      .maximum_file_rows = most};
}

// A mock linkage shows how well files link, and gives nothing of a person to anybody.
absl::Status CheckMock(const Manifest& manifest) {
  if (!manifest.mock.has_value()) return absl::OkStatus();
  if (manifest.delivery != Delivery::kJoiner) {
    return InvalidArgument("'delivery' is not joiner; no holder gets joint keys of a mock linkage");
  }
  if (manifest.extraction.has_value() || manifest.time_series) {
    return InvalidArgument(
        "'%s' stands beside 'mock'; leave it out: nothing of a mock linkage is given to anybody",
        manifest.time_series ? "time_series" : "extraction");
  }
  if (manifest.minimum_file_rows > manifest.mock->maximum_file_rows) {
    return InvalidArgument("'minimum_file_rows' is more than 'mock.maximum_file_rows'");
  }
  return absl::OkStatus();
}

absl::Status CheckPreset(const Manifest& manifest) {
  if (manifest.profile.preset == Preset::kPlain && !manifest.test) {
    return InvalidArgument(
        "'profile' is of preset plain, which only a manifest with 'test' may "
        "have; choose a hardened profile");
  }
  if (manifest.profile.preset == Preset::kField && !manifest.field_level_approved) {
    return InvalidArgument(
        "'profile' is of preset field, which needs 'field_level_approved'; have "
        "it approved, or choose preset record or grouped");
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view PartyRoleName(PartyRole role) { return NameIn(kRoles, role); }
std::string_view RouteName(Route route) { return NameIn(kRoutes, route); }
std::string_view DeliveryName(Delivery delivery) { return NameIn(kDeliveries, delivery); }

std::vector<InstitutionId> Manifest::Institutions(PartyRole role) const {
  std::vector<InstitutionId> institutions;
  for (const ManifestParty& party : parties) {
    if (party.role == role) institutions.push_back(party.institution);
  }
  return institutions;
}

absl::StatusOr<Manifest> ReadManifest(std::string_view json) {
  IEUM_ASSIGN_OR_RETURN(std::string canonical, CanonicalJson(json));
  IEUM_ASSIGN_OR_RETURN(ObjectReader object, ObjectReader::Parse(canonical));
  IEUM_ASSIGN_OR_RETURN(const std::string format, object.Text("format"));
  if (format != kFormat) return InvalidArgument("'format' is not '%s'", kFormat);
  IEUM_RETURN_IF_ERROR(object.Integer("version", 1, 1).status());
  IEUM_ASSIGN_OR_RETURN(ProjectId project, object.Name<ProjectId>("project"));
  IEUM_ASSIGN_OR_RETURN(const std::string profile_json, object.Document("profile"));
  absl::StatusOr<ProfileHeader> profile = ReadProfileHeader(profile_json);
  if (!profile.ok()) return WithContext(profile.status(), "'profile'");
  IEUM_ASSIGN_OR_RETURN(const std::string profile_digest, object.Text("profile_digest"));
  if (profile_digest != ToHex(profile->digest)) {
    return InvalidArgument("'profile_digest' is not the digest of 'profile'");
  }
  const Sha256Digest digest = Sha256(AsBytes(canonical));
  Manifest manifest{.canonical_json = std::move(canonical),
                    .digest = digest,
                    .project = std::move(project),
                    .title = {},
                    .parties = {},
                    .profile = *std::move(profile),
                    .purpose = {},
                    .legal_basis = {},
                    .cross_border_basis = {},
                    .route = Route::kPipa,
                    .delivery = Delivery::kJoiner,
                    .joins = {},
                    .minimum_file_rows = 0,
                    .minimum_matched_rows = 0,
                    .pre_check_questions = 0,
                    .retention_days = 0,
                    .end_date = {},
                    .review_quorum = 0,
                    .threshold_basis_points = 0,
                    .test = false,
                    .field_level_approved = false};
  IEUM_ASSIGN_OR_RETURN(manifest.title, object.Text("title"));
  IEUM_ASSIGN_OR_RETURN(std::vector<ObjectReader> parties, object.Objects("parties", kMaxParties));
  for (ObjectReader& party : parties) {
    IEUM_ASSIGN_OR_RETURN(ManifestParty read, ReadParty(party));
    manifest.parties.push_back(std::move(read));
  }
  IEUM_RETURN_IF_ERROR(CheckParties(manifest.parties));
  IEUM_ASSIGN_OR_RETURN(manifest.purpose, object.Text("purpose"));
  if (!object.Has("legal_basis")) {
    return InvalidArgument("field 'legal_basis' is missing; a project needs one, in words");
  }
  IEUM_ASSIGN_OR_RETURN(manifest.legal_basis, object.Text("legal_basis"));
  if (object.Has("cross_border_basis")) {
    IEUM_ASSIGN_OR_RETURN(manifest.cross_border_basis, object.Text("cross_border_basis"));
  }
  for (size_t i = 0; i < manifest.parties.size(); ++i) {
    if (manifest.parties[i].country != "KR" && manifest.cross_border_basis.empty()) {
      return InvalidArgument(
          "'parties[%d].country' is not KR, so 'cross_border_basis' must say on "
          "what basis data crosses the border",
          i);
    }
  }
  IEUM_ASSIGN_OR_RETURN(manifest.route, object.OneOf("route", kRoutes));
  IEUM_ASSIGN_OR_RETURN(manifest.delivery, object.OneOf("delivery", kDeliveries));
  IEUM_ASSIGN_OR_RETURN(std::vector<ObjectReader> joins, object.Objects("joins", kMaxJoins));
  for (ObjectReader& join : joins) {
    IEUM_ASSIGN_OR_RETURN(ManifestJoin read,
                          ReadJoin(join, manifest.Institutions(PartyRole::kHolder),
                                   manifest.Institutions(PartyRole::kResearcher)));
    manifest.joins.push_back(std::move(read));
  }
  if (object.Has("extraction")) {
    IEUM_ASSIGN_OR_RETURN(manifest.extraction,
                          ReadExtraction(object, manifest.Institutions(PartyRole::kHolder)));
  }
  if (object.Has("time_series")) {
    IEUM_ASSIGN_OR_RETURN(manifest.time_series, object.Flag("time_series"));
  }
  if (object.Has("mock")) {
    IEUM_ASSIGN_OR_RETURN(manifest.mock, ReadMock(object, manifest.project));
  }
  IEUM_ASSIGN_OR_RETURN(manifest.minimum_file_rows,
                        object.Integer("minimum_file_rows", 1, kMaxRows));
  IEUM_ASSIGN_OR_RETURN(manifest.minimum_matched_rows,
                        object.Integer("minimum_matched_rows", 0, kMaxRows));
  const auto small = [&object](const char* field, int64_t least, int64_t most,
                               int& target) -> absl::Status {
    IEUM_ASSIGN_OR_RETURN(const int64_t value, object.Integer(field, least, most));
    target = static_cast<int>(value);
    return absl::OkStatus();
  };
  IEUM_RETURN_IF_ERROR(small("pre_check_questions", 0, 1000, manifest.pre_check_questions));
  IEUM_RETURN_IF_ERROR(small("retention_days", 0, kMaxDays, manifest.retention_days));
  IEUM_RETURN_IF_ERROR(small("review_quorum", 1, 31, manifest.review_quorum));
  IEUM_RETURN_IF_ERROR(small("threshold", 1, 10'000, manifest.threshold_basis_points));
  IEUM_ASSIGN_OR_RETURN(manifest.end_date, object.Text("end_date"));
  if (!IsDate(manifest.end_date)) {
    return InvalidArgument("'end_date' is not a day as 2027-12-31");
  }
  IEUM_ASSIGN_OR_RETURN(manifest.test, object.Flag("test"));
  IEUM_ASSIGN_OR_RETURN(manifest.field_level_approved, object.Flag("field_level_approved"));
  IEUM_RETURN_IF_ERROR(object.Finish());
  IEUM_RETURN_IF_ERROR(CheckPreset(manifest));
  IEUM_RETURN_IF_ERROR(CheckMock(manifest));
  return manifest;
}

}  // namespace ieum::core
