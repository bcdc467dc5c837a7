#include "ieum/core/disclosure/review_columns.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/disclosure/sample_uniques.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;

// FORMAT: never changed.
constexpr int64_t kVersion = 1;
constexpr size_t kMaxColumns = 1024;
constexpr size_t kMaxTables = 100;
constexpr size_t kMaxSubgroups = 1000;
constexpr size_t kMaxSteps = 32;
constexpr int64_t kMaxNumber = int64_t{1} << 53;
constexpr int64_t kMaxAmount = 1'000'000'000;
constexpr int64_t kWhole = 10'000;

// Where in the file we are, for messages: "columns[2]".
std::string Place(std::string_view list, size_t index) {
  return absl::StrFormat("%s[%d]", list, index);
}

// Reads members of one object and refuses what it does not know.
class Members final {
 public:
  Members(const Json& json, std::string place) : json_(json), place_(std::move(place)) {
    if (!json_.is_object()) status_ = InvalidArgument("%s is no object", place_);
  }

  void Text(const char* name, std::string& target, bool is_required = false) {
    const Json* value = Find(name, is_required);
    if (value == nullptr) return;
    if (!value->is_string()) return Refuse(name, "is no text");
    target = value->get<std::string>();
    if (is_required && target.empty()) Refuse(name, "is empty");
  }

  void Number(const char* name, int64_t& target, int64_t least, int64_t most,
              bool is_required = false) {
    const Json* value = Find(name, is_required);
    if (value == nullptr) return;
    if (!value->is_number_integer() || value->get<int64_t>() < least ||
        value->get<int64_t>() > most) {
      return Refuse(name, absl::StrFormat("is no integer from %d to %d", least, most));
    }
    target = value->get<int64_t>();
  }

  template <typename Word>
  void OneOf(const char* name, Word& target,
             std::initializer_list<std::pair<std::string_view, Word>> words) {
    std::string text;
    Text(name, text);
    if (text.empty()) return;
    for (const auto& [word, value] : words) {
      if (word == text) {
        target = value;
        return;
      }
    }
    std::string all;
    for (const auto& [word, value] : words) all += (all.empty() ? "" : ", ") + std::string(word);
    Refuse(name, "is none of " + all);
  }

  // An empty array if there is none of that name.
  const Json& List(const char* name, size_t most) {
    static const Json kEmpty = Json::array();
    const Json* value = Find(name, false);
    if (value == nullptr) return kEmpty;
    if (!value->is_array() || value->size() > most) {
      Refuse(name, absl::StrFormat("is no list of at most %d", most));
      return kEmpty;
    }
    return *value;
  }

  const Json* Find(const char* name, bool is_required) {
    known_.insert(name);
    if (!json_.is_object()) return nullptr;
    const auto at = json_.find(name);
    if (at != json_.end()) return &*at;
    if (is_required) Refuse(name, "is missing");
    return nullptr;
  }

  void Refuse(std::string_view name, std::string_view why) {
    if (status_.ok()) status_ = InvalidArgument("%s: '%s' %s", place_, name, why);
  }

  absl::Status Finish() {
    if (!status_.ok()) return status_;
    for (const auto& [name, value] : json_.items()) {
      if (known_.contains(name)) continue;
      std::string all;
      for (const std::string& known : known_) all += (all.empty() ? "" : ", ") + known;
      return InvalidArgument("%s has a member other than %s", place_, all);
    }
    return absl::OkStatus();
  }

 private:
  const Json& json_;
  const std::string place_;
  std::set<std::string, std::less<>> known_;
  absl::Status status_;
};

absl::StatusOr<Generalisation> ReadStep(const Json& json, const std::string& place,
                                        ColumnKind column) {
  using Kind = GeneralisationKind;
  Generalisation step;
  Members members(json, place);
  members.OneOf<Kind>("to", step.kind,
                      {{"ranges", Kind::kWidth},
                       {"limits", Kind::kLimits},
                       {"month", Kind::kMonth},
                       {"quarter", Kind::kQuarter},
                       {"years", Kind::kYears},
                       {"prefix", Kind::kPrefix},
                       {"mapped", Kind::kMapped},
                       {"hidden", Kind::kHidden}});
  members.Find("to", true);
  const bool has_amount =
      step.kind == Kind::kWidth || step.kind == Kind::kYears || step.kind == Kind::kPrefix;
  if (has_amount) members.Number("amount", step.amount, 1, kMaxAmount, /*is_required=*/true);
  if (step.kind == Kind::kLimits) {
    members.Number("low", step.low, -kMaxNumber, kMaxNumber, /*is_required=*/true);
    members.Number("high", step.high, -kMaxNumber, kMaxNumber, /*is_required=*/true);
    if (step.low >= step.high) members.Refuse("low", "is not below 'high'");
  }
  if (step.kind == Kind::kMapped) {
    const Json* map = members.Find("map", true);
    if (map != nullptr && !map->is_object()) members.Refuse("map", "is no object");
    if (map != nullptr && map->is_object()) {
      for (const auto& [from, to] : map->items()) {
        if (!to.is_string() || to.get<std::string>().empty()) {
          members.Refuse("map", "maps to something other than a text");
          break;
        }
        step.map.emplace(from, to.get<std::string>());
      }
    }
  }
  if (!FitsKind(step.kind, column)) members.Refuse("to", "does not fit the column's kind");
  IEUM_RETURN_IF_ERROR(members.Finish());
  return step;
}

absl::StatusOr<ReviewColumn> ReadColumn(const Json& json, const std::string& place) {
  ReviewColumn column;
  Members members(json, place);
  members.Text("name", column.declared.name, /*is_required=*/true);
  members.OneOf<ColumnRole>("role", column.declared.role,
                            {{"quasi_identifier", ColumnRole::kQuasiIdentifier},
                             {"sensitive", ColumnRole::kSensitive},
                             {"other", ColumnRole::kOther}});
  members.Find("role", true);
  members.OneOf<ColumnKind>("kind", column.declared.kind,
                            {{"category", ColumnKind::kCategory},
                             {"number", ColumnKind::kNumber},
                             {"date", ColumnKind::kDate}});
  members.Text("purpose", column.declared.purpose);
  const Json& steps = members.List("steps", kMaxSteps);
  IEUM_RETURN_IF_ERROR(members.Finish());
  for (size_t i = 0; i < steps.size(); ++i) {
    IEUM_ASSIGN_OR_RETURN(Generalisation step, ReadStep(steps[i], place + "." + Place("steps", i),
                                                        column.declared.kind));
    column.steps.push_back(std::move(step));
  }
  if (steps.empty()) column.steps = DefaultSteps(column.declared.kind);
  return column;
}

absl::StatusOr<Subgroup> ReadSubgroup(const Json& json, const std::string& place) {
  Subgroup group;
  Members members(json, place);
  members.Text("name", group.name, /*is_required=*/true);
  members.Number("rows", group.rows, 0, kMaxNumber, /*is_required=*/true);
  members.Number("linked_rows", group.linked_rows, 0, group.rows, /*is_required=*/true);
  members.Number("false_links_basis_points", group.false_links_basis_points, 0, kWhole);
  IEUM_RETURN_IF_ERROR(members.Finish());
  return group;
}

absl::Status CheckColumns(const ReviewDeclaration& declaration) {
  std::set<std::string, std::less<>> names;
  size_t quasi_identifiers = 0;
  for (const ReviewColumn& column : declaration.columns) {
    if (!names.insert(column.declared.name).second) {
      return InvalidArgument("column '%s' is declared twice; keep one declaration",
                             column.declared.name);
    }
    quasi_identifiers += column.declared.role == ColumnRole::kQuasiIdentifier ? 1 : 0;
  }
  if (quasi_identifiers == 0) {
    return InvalidArgument(
        "no column is a quasi_identifier; declare what somebody outside may know of a person");
  }
  if (quasi_identifiers > kMaxUniqueColumns) {
    return InvalidArgument("%d columns are quasi_identifiers; at most %d can be reviewed together",
                           quasi_identifiers, kMaxUniqueColumns);
  }
  for (const std::vector<std::string>& table : declaration.tables) {
    std::set<std::string, std::less<>> in_table;
    for (const std::string& name : table) {
      if (!names.contains(name)) {
        return InvalidArgument("'tables' names a column that is not declared");
      }
      if (!in_table.insert(name).second) {
        return InvalidArgument("a table names column '%s' twice", name);
      }
    }
  }
  return absl::OkStatus();
}

absl::Status ReadTables(const Json& tables, ReviewDeclaration& declaration) {
  constexpr size_t kMaxDimensions = 4;
  for (const Json& json : tables) {
    std::vector<std::string> table;
    if (json.is_array() && json.size() <= kMaxDimensions) {
      for (const Json& name : json) {
        if (name.is_string()) table.push_back(name.get<std::string>());
      }
    }
    if (table.empty() || table.size() != json.size()) {
      return InvalidArgument("'tables' is no list of lists of one to %d column names",
                             kMaxDimensions);
    }
    declaration.tables.push_back(std::move(table));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReviewDeclaration> ParseReviewDeclaration(std::string_view text) {
  IEUM_ASSIGN_OR_RETURN(const std::string canonical, CanonicalJson(text));
  const Json json = Json::parse(canonical, nullptr, /*allow_exceptions=*/false);
  ReviewDeclaration declaration;
  Members members(json, "the declaration");
  int64_t version = 0;
  members.Number("version", version, kVersion, kVersion, /*is_required=*/true);
  members.Text("purpose", declaration.purpose, /*is_required=*/true);
  const Json& columns = members.List("columns", kMaxColumns);
  const Json& tables = members.List("tables", kMaxTables);
  const Json& subgroups = members.List("subgroups", kMaxSubgroups);
  IEUM_RETURN_IF_ERROR(members.Finish());
  for (size_t i = 0; i < columns.size(); ++i) {
    IEUM_ASSIGN_OR_RETURN(ReviewColumn column, ReadColumn(columns[i], Place("columns", i)));
    declaration.columns.push_back(std::move(column));
  }
  IEUM_RETURN_IF_ERROR(ReadTables(tables, declaration));
  for (size_t i = 0; i < subgroups.size(); ++i) {
    IEUM_ASSIGN_OR_RETURN(Subgroup group, ReadSubgroup(subgroups[i], Place("subgroups", i)));
    declaration.subgroups.push_back(std::move(group));
  }
  IEUM_RETURN_IF_ERROR(CheckColumns(declaration));
  return declaration;
}

}  // namespace ieum::core
