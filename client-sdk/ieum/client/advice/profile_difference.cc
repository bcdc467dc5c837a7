#include "ieum/client/advice/profile_difference.h"

#include <map>
#include <nlohmann/json.hpp>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using Json = nlohmann::json;
using Members = std::map<std::string, std::string>;

// Parts of these arrays have names, by which they are compared whatever their places.
bool HasNamedParts(const Json& array) {
  if (array.empty()) return false;
  for (const Json& part : array) {
    if (!part.is_object() || !part.contains("name") || !part["name"].is_string()) return false;
  }
  return true;
}

void Flatten(const Json& value, const std::string& path, Members& members) {
  if (value.is_object() && !value.empty()) {
    for (const auto& [name, each] : value.items()) {
      Flatten(each, path.empty() ? name : path + "." + name, members);
    }
  } else if (value.is_array() && HasNamedParts(value)) {
    std::string order;
    for (Json part : value) {
      const auto name = part["name"].get<std::string>();
      part.erase("name");  // stands in the path
      Flatten(part, path + "[" + name + "]", members);
      order += (order.empty() ? "" : ", ") + name;
    }
    members[path + " (order)"] = order;
  } else {
    members[path] = value.dump();
  }
}

// The last word of a path: "tokens" of "fields[name].tokens".
std::string_view LastWord(std::string_view path) { return path.substr(path.rfind('.') + 1); }

DifferenceEffect EffectOf(std::string_view path) {
  const std::string_view last = LastWord(path);
  if (path == "threshold" || last == "weight") return DifferenceEffect::kDecision;
  if (path == "profile" || path == "version" || path == "preset" || last == "attribute" ||
      last == "tokens" || last == "entropy_bits") {
    return DifferenceEffect::kDescription;
  }
  if (last == "column" || last == "missing_values" || last == "invalid" ||
      path == "allow_partial_ci" || path == "fields (order)") {
    return DifferenceEffect::kInput;
  }
  return DifferenceEffect::kEncodings;
}

Members MembersOf(const core::ProfileHeader& header) {
  Members members;
  Flatten(Json::parse(header.canonical_json, nullptr, false), "", members);
  return members;
}

}  // namespace

std::string_view EffectWords(DifferenceEffect effect) {
  switch (effect) {
    case DifferenceEffect::kEncodings:
      return "encodings";
    case DifferenceEffect::kInput:
      return "what is read";
    case DifferenceEffect::kDecision:
      return "decision";
    case DifferenceEffect::kDescription:
      return "description";
  }
  return "";
}

std::vector<ProfileDifference> CompareProfiles(const core::ProfileHeader& left,
                                               const core::ProfileHeader& right) {
  const Members lefts = MembersOf(left);
  const Members rights = MembersOf(right);
  Members both = lefts;
  both.insert(rights.begin(), rights.end());
  std::vector<ProfileDifference> differences;
  for (const auto& [path, unused] : both) {
    const auto l = lefts.find(path);
    const auto r = rights.find(path);
    const std::string l_text = l == lefts.end() ? "" : l->second;
    const std::string r_text = r == rights.end() ? "" : r->second;
    if (l_text == r_text) continue;
    differences.push_back(
        {.member = path, .left = l_text, .right = r_text, .effect = EffectOf(path)});
  }
  return differences;
}

}  // namespace ieum::client
