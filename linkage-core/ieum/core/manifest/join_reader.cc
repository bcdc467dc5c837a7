#include "ieum/core/manifest/join_reader.h"

#include <algorithm>
#include <utility>

namespace ieum::core {
namespace {

constexpr Word<JoinType> kJoinTypes[] = {{"inner", JoinType::kInner},
                                         {"left", JoinType::kLeft},
                                         {"full", JoinType::kFull},
                                         {"star", JoinType::kStar},
                                         {"any", JoinType::kAny}};
constexpr Word<SeveralRows> kSeveralRows[] = {{"combine", SeveralRows::kCombine},
                                              {"leave_out", SeveralRows::kLeaveOut}};
constexpr Word<UnmatchedTo> kUnmatchedTo[] = {{"researchers", UnmatchedTo::kResearchers},
                                              {"own_holder", UnmatchedTo::kOwnHolder},
                                              {"nobody", UnmatchedTo::kNobody}};

bool IsAmong(const std::vector<InstitutionId>& institutions, const InstitutionId& one) {
  return std::find(institutions.begin(), institutions.end(), one) != institutions.end();
}

}  // namespace

std::string_view JoinTypeName(JoinType type) { return NameIn(kJoinTypes, type); }
std::string_view SeveralRowsName(SeveralRows several) { return NameIn(kSeveralRows, several); }
std::string_view UnmatchedToName(UnmatchedTo unmatched) { return NameIn(kUnmatchedTo, unmatched); }

absl::StatusOr<std::vector<InstitutionId>> ReadInstitutions(ObjectReader& object, const char* field,
                                                            const std::vector<InstitutionId>& known,
                                                            const char* role) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<std::string> names, object.Texts(field, known.size()));
  std::vector<InstitutionId> institutions;
  for (const std::string& name : names) {
    const std::string at = absl::StrFormat("%s[%d]", object.Path(field), institutions.size());
    absl::StatusOr<InstitutionId> id = InstitutionId::Parse(name);
    if (!id.ok()) return WithContext(id.status(), at);
    if (!IsAmong(known, *id)) return InvalidArgument("'%s' is no %s among the parties", at, role);
    if (IsAmong(institutions, *id)) return InvalidArgument("'%s' is named twice", at);
    institutions.push_back(*std::move(id));
  }
  return institutions;
}

absl::StatusOr<ManifestJoin> ReadJoin(ObjectReader& object,
                                      const std::vector<InstitutionId>& holders,
                                      const std::vector<InstitutionId>& researchers) {
  ManifestJoin join;
  IEUM_ASSIGN_OR_RETURN(join.type, object.OneOf("type", kJoinTypes));
  if (join.type == JoinType::kLeft || join.type == JoinType::kStar) {
    IEUM_ASSIGN_OR_RETURN(InstitutionId party, object.Name<InstitutionId>("party"));
    if (!IsAmong(holders, party)) {
      return InvalidArgument("'%s' is no holder among the parties", object.Path("party"));
    }
    join.party.push_back(std::move(party));
  }
  if (join.type == JoinType::kAny) {
    IEUM_ASSIGN_OR_RETURN(const int64_t at_least,
                          object.Integer("at_least", 2, static_cast<int64_t>(holders.size())));
    join.at_least = static_cast<int>(at_least);
  }
  IEUM_ASSIGN_OR_RETURN(join.several_rows, object.OneOf("several_rows", kSeveralRows));
  IEUM_ASSIGN_OR_RETURN(join.matched_to,
                        ReadInstitutions(object, "matched_to", researchers, "researcher"));
  IEUM_ASSIGN_OR_RETURN(join.unmatched_to, object.OneOf("unmatched_to", kUnmatchedTo));
  const bool has_unmatched = join.type == JoinType::kLeft || join.type == JoinType::kFull;
  if (join.unmatched_to == UnmatchedTo::kResearchers && !has_unmatched) {
    return InvalidArgument(
        "'%s' is researchers, but only a left or full join has unmatched rows; choose own_holder "
        "or nobody",
        object.Path("unmatched_to"));
  }
  IEUM_RETURN_IF_ERROR(object.Finish());
  return join;
}

}  // namespace ieum::core
