#include "ieum/core/manifest/manifest.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;

constexpr char kFormat[] = "ieum-manifest";
constexpr size_t kMaxText = 2000;
constexpr size_t kMaxParties = 34;  // 31 holders, a matcher, a joiner, and one to spare
constexpr size_t kMinHolders = 2;
constexpr size_t kMaxHolders = 31;
constexpr int64_t kMaxRows = 1'000'000'000'000;
constexpr int64_t kMaxDays = 36'500;

template <typename Enum>
struct Word {
  std::string_view text;
  Enum value;
};
constexpr Word<PartyRole> kRoles[] = {{"holder", PartyRole::kHolder},
                                      {"matcher", PartyRole::kMatcher},
                                      {"joiner", PartyRole::kJoiner}};
constexpr Word<Route> kRoutes[] = {{"pipa", Route::kPipa}, {"financial", Route::kFinancial}};
constexpr Word<Delivery> kDeliveries[] = {{"joiner", Delivery::kJoiner},
                                          {"holders", Delivery::kHolders}};
constexpr Word<JoinType> kJoinTypes[] = {
    {"inner", JoinType::kInner}, {"left", JoinType::kLeft}, {"full", JoinType::kFull}};

template <typename Enum, size_t kCount>
std::string_view NameIn(const Word<Enum> (&words)[kCount], Enum value) {
  for (const Word<Enum>& word : words) {
    if (word.value == value) return word.text;
  }
  return "unknown";
}

// One object of the document: what is asked of it is all that it may have.
class Object final {
 public:
  // REQUIRES: value.is_object().
  Object(const Json& value, std::string where) : value_(value), where_(std::move(where)) {}

  std::string Path(const char* field) const { return where_ + field; }

  absl::StatusOr<const Json*> Take(const char* field) {
    taken_.emplace_back(field);
    const auto found = value_.find(field);
    if (found == value_.end()) return InvalidArgument("field '%s' is missing", Path(field));
    return &*found;
  }
  bool Has(const char* field) const { return value_.contains(field); }

  absl::StatusOr<std::string> Text(const char* field) {
    IEUM_ASSIGN_OR_RETURN(const Json* found, Take(field));
    if (!found->is_string()) return InvalidArgument("'%s' is not a text", Path(field));
    std::string text = found->get<std::string>();
    const bool has_words = text.find_first_not_of(" \t\r\n") != std::string::npos;
    if (!has_words || text.size() > kMaxText) {
      return InvalidArgument("'%s' is empty or longer than %d bytes; say it in words", Path(field),
                             kMaxText);
    }
    return text;
  }

  absl::StatusOr<int64_t> Integer(const char* field, int64_t least, int64_t most) {
    IEUM_ASSIGN_OR_RETURN(const Json* found, Take(field));
    const int64_t value = found->is_number_integer() ? found->get<int64_t>() : least - 1;
    if (value < least || value > most) {
      return InvalidArgument("'%s' is not an integer from %d to %d", Path(field), least, most);
    }
    return value;
  }

  absl::StatusOr<bool> Flag(const char* field) {
    IEUM_ASSIGN_OR_RETURN(const Json* found, Take(field));
    if (!found->is_boolean()) return InvalidArgument("'%s' is not true or false", Path(field));
    return found->get<bool>();
  }

  template <typename Enum, size_t kCount>
  absl::StatusOr<Enum> OneOf(const char* field, const Word<Enum> (&words)[kCount]) {
    IEUM_ASSIGN_OR_RETURN(const std::string text, Text(field));
    std::string known;
    for (const Word<Enum>& word : words) {
      if (word.text == text) return word.value;
      known += known.empty() ? "" : ", ";
      known += word.text;
    }
    return InvalidArgument("'%s' is none of: %s", Path(field), known);
  }

  template <typename Id>
  absl::StatusOr<Id> Name(const char* field) {
    IEUM_ASSIGN_OR_RETURN(const std::string text, Text(field));
    absl::StatusOr<Id> id = Id::Parse(text);
    if (!id.ok()) return WithContext(id.status(), Path(field));
    return id;
  }

  // The objects of a list of 1 to `most`.
  absl::StatusOr<std::vector<Object>> Objects(const char* field, size_t most) {
    IEUM_ASSIGN_OR_RETURN(const Json* found, Take(field));
    if (!found->is_array() || found->empty() || found->size() > most) {
      return InvalidArgument("'%s' is not a list of 1 to %d objects", Path(field), most);
    }
    std::vector<Object> objects;
    for (const Json& element : *found) {
      const std::string at = absl::StrFormat("%s[%d]", Path(field), objects.size());
      if (!element.is_object()) return InvalidArgument("'%s' is not an object", at);
      objects.emplace_back(element, at + ".");
    }
    return objects;
  }

  // Call when everything was taken.
  absl::Status Finish() const {
    for (const auto& [name, value] : value_.items()) {
      if (std::find(taken_.begin(), taken_.end(), name) == taken_.end()) {
        return InvalidArgument("%s has a field that is not of this format; take it out",
                               where_.empty() ? "the manifest" : "'" + where_ + "'");
      }
    }
    return absl::OkStatus();
  }

 private:
  const Json& value_;
  std::string where_;
  std::vector<std::string> taken_;
};

absl::StatusOr<ManifestParty> ReadParty(Object& object) {
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
  for (size_t i = 0; i < parties.size(); ++i) {
    holders += parties[i].role == PartyRole::kHolder ? 1 : 0;
    matchers += parties[i].role == PartyRole::kMatcher ? 1 : 0;
    joiners += parties[i].role == PartyRole::kJoiner ? 1 : 0;
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
  return absl::OkStatus();
}

absl::StatusOr<ManifestJoin> ReadJoin(Object& object, const std::vector<InstitutionId>& holders) {
  IEUM_ASSIGN_OR_RETURN(const JoinType type, object.OneOf("type", kJoinTypes));
  ManifestJoin join{.type = type, .party = {}, .unmatched_to_own_holder = false};
  if (type == JoinType::kLeft) {
    IEUM_ASSIGN_OR_RETURN(InstitutionId party, object.Name<InstitutionId>("party"));
    if (std::find(holders.begin(), holders.end(), party) == holders.end()) {
      return InvalidArgument("'%s' is no holder among the parties", object.Path("party"));
    }
    join.party.push_back(std::move(party));
  }
  IEUM_ASSIGN_OR_RETURN(join.unmatched_to_own_holder, object.Flag("unmatched_to_own_holder"));
  if (join.unmatched_to_own_holder && type == JoinType::kInner) {
    return InvalidArgument("'%s' is true, but an inner join has no unmatched rows",
                           object.Path("unmatched_to_own_holder"));
  }
  IEUM_RETURN_IF_ERROR(object.Finish());
  return join;
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
std::string_view JoinTypeName(JoinType type) { return NameIn(kJoinTypes, type); }

std::vector<InstitutionId> Manifest::Institutions(PartyRole role) const {
  std::vector<InstitutionId> institutions;
  for (const ManifestParty& party : parties) {
    if (party.role == role) institutions.push_back(party.institution);
  }
  return institutions;
}

absl::StatusOr<Manifest> ReadManifest(std::string_view json) {
  IEUM_ASSIGN_OR_RETURN(std::string canonical, CanonicalJson(json));
  const Json document = Json::parse(canonical, nullptr, false);
  if (!document.is_object()) return InvalidArgument("the manifest is not an object");
  Object object(document, "");
  IEUM_ASSIGN_OR_RETURN(const std::string format, object.Text("format"));
  if (format != kFormat) return InvalidArgument("'format' is not '%s'", kFormat);
  IEUM_RETURN_IF_ERROR(object.Integer("version", 1, 1).status());
  IEUM_ASSIGN_OR_RETURN(ProjectId project, object.Name<ProjectId>("project"));
  IEUM_ASSIGN_OR_RETURN(const Json* profile_json, object.Take("profile"));
  absl::StatusOr<ProfileHeader> profile = ReadProfileHeader(profile_json->dump());
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
  IEUM_ASSIGN_OR_RETURN(std::vector<Object> parties, object.Objects("parties", kMaxParties));
  for (Object& party : parties) {
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
  IEUM_ASSIGN_OR_RETURN(std::vector<Object> joins, object.Objects("joins", kMaxParties));
  for (Object& join : joins) {
    IEUM_ASSIGN_OR_RETURN(ManifestJoin read,
                          ReadJoin(join, manifest.Institutions(PartyRole::kHolder)));
    manifest.joins.push_back(std::move(read));
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
  return manifest;
}

}  // namespace ieum::core
