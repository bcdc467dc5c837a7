#include "ieum/core/matching/model_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/matching/profile_rule.h"
#include "ieum/core/model/level_range.h"

namespace ieum::core {
namespace {

using Json = nlohmann::ordered_json;

// FORMAT: never changed.
constexpr int kVersion = 1;
constexpr double kSumTolerance = 1e-6;
constexpr int kMinBits = 64;
constexpr int kMaxBits = 8192;
constexpr int kMaxXorCount = 16;
constexpr int kMaxFlips = 2'000;
constexpr int64_t kMaxCount = (int64_t{1} << 53) - 1;
constexpr size_t kMaxNameBytes = 64;

// nlohmann keeps the last of members with one name; two readers must not disagree.
absl::StatusOr<Json> ParseWithoutRepeats(std::string_view text) {
  std::vector<std::set<std::string>> open;
  bool repeats = false;
  const auto look = [&](int, Json::parse_event_t event, Json& parsed) {
    switch (event) {
      case Json::parse_event_t::object_start:
        open.emplace_back();
        break;
      case Json::parse_event_t::key:
        repeats |= !open.back().insert(parsed.get<std::string>()).second;
        break;
      case Json::parse_event_t::object_end:
        open.pop_back();
        break;
      default:
        break;
    }
    return true;
  };
  Json json = Json::parse(text, look, /*allow_exceptions=*/false);
  if (json.is_discarded() || !json.is_object()) {
    return InvalidArgument("this is no linkage model: not a JSON object");
  }
  if (repeats) return InvalidArgument("this linkage model names a member twice; keep one of them");
  return json;
}

absl::Status CheckMembers(const Json& json, std::initializer_list<const char*> names,
                          std::string_view where) {
  if (!json.is_object()) return InvalidArgument("%s is not an object", where);
  for (const char* name : names) {
    if (!json.contains(name)) return InvalidArgument("%s has no member '%s'", where, name);
  }
  if (json.size() != names.size()) {
    return InvalidArgument("%s has a member that this version does not know", where);
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> IntegerOf(const Json& json, const char* name, int64_t least, int64_t most,
                                  std::string_view where) {
  const Json& value = json.at(name);
  const bool fits = value.is_number_unsigned() && value.get<uint64_t>() <= kMaxCount &&
                    value.get<int64_t>() >= least && value.get<int64_t>() <= most;
  if (fits) return value.get<int64_t>();
  return InvalidArgument("'%s' of %s is not an integer from %d to %d", name, where, least, most);
}

absl::StatusOr<std::string> NameOf(const Json& json, const char* name, std::string_view where) {
  const Json& value = json.at(name);
  if (value.is_string() && !value.get_ref<const std::string&>().empty() &&
      value.get_ref<const std::string&>().size() <= kMaxNameBytes) {
    return value.get<std::string>();
  }
  return InvalidArgument("'%s' of %s is not a text of 1 to %d bytes", name, where, kMaxNameBytes);
}

absl::StatusOr<double> NumberOf(const Json& json, const char* name, std::string_view where) {
  const Json& value = json.at(name);
  if (value.is_number() && std::isfinite(value.get<double>())) return value.get<double>();
  return InvalidArgument("'%s' of %s is not a number", name, where);
}

absl::Status CheckSums(const SegmentParameters& parameters, std::string_view where) {
  double m = 0;
  double u = 0;
  for (size_t level = 0; level < kLevelCount; ++level) {
    m += parameters.m[level];
    u += parameters.u[level];
  }
  if (std::abs(m - 1) <= kSumTolerance && std::abs(u - 1) <= kSumTolerance) {
    return absl::OkStatus();
  }
  return InvalidArgument("the probabilities 'm' or 'u' of %s do not sum to 1", where);
}

absl::StatusOr<SegmentParameters> ParametersOf(const Json& levels, std::string_view where) {
  if (!levels.is_array() || levels.size() != kLevelCount) {
    return InvalidArgument("'levels' of %s is not a list of %d levels", where, kLevelCount);
  }
  SegmentParameters parameters;
  for (int level = 0; level < kLevelCount; ++level) {
    const auto i = static_cast<size_t>(level);
    const std::string here = absl::StrFormat("level %d of %s", level, where);
    IEUM_RETURN_IF_ERROR(CheckMembers(levels[i], {"level", "m", "u"}, here));
    const Json& name = levels[i].at("level");
    if (!name.is_string() || name.get_ref<const std::string&>() != LevelName(level)) {
      return InvalidArgument("%s is not called '%s': the model is of a version with other levels",
                             here, LevelName(level));
    }
    IEUM_ASSIGN_OR_RETURN(parameters.m[i], NumberOf(levels[i], "m", here));
    IEUM_ASSIGN_OR_RETURN(parameters.u[i], NumberOf(levels[i], "u", here));
    const auto is_share = [](double p) { return p > 0 && p <= 1; };
    if (!is_share(parameters.m[i]) || !is_share(parameters.u[i])) {
      return InvalidArgument("'m' or 'u' of %s is not above 0 and at most 1", here);
    }
  }
  IEUM_RETURN_IF_ERROR(CheckSums(parameters, where));
  return parameters;
}

absl::Status ReadSegment(const Json& json, size_t number, SavedModel& saved) {
  const std::string where = absl::StrFormat("segment %d", number);
  IEUM_RETURN_IF_ERROR(CheckMembers(
      json, {"name", "bits", "xor_count", "flip_basis_points", "chance", "levels"}, where));
  IEUM_ASSIGN_OR_RETURN(std::string name, NameOf(json, "name", where));
  IEUM_ASSIGN_OR_RETURN(const int64_t bits, IntegerOf(json, "bits", kMinBits, kMaxBits, where));
  IEUM_ASSIGN_OR_RETURN(const int64_t xor_count,
                        IntegerOf(json, "xor_count", 0, kMaxXorCount, where));
  IEUM_ASSIGN_OR_RETURN(const int64_t flips,
                        IntegerOf(json, "flip_basis_points", 0, kMaxFlips, where));
  IEUM_ASSIGN_OR_RETURN(const double chance, NumberOf(json, "chance", where));
  if (bits % kMinBits != 0) return InvalidArgument("'bits' of %s is no multiple of 64", where);
  if (xor_count > 0 && flips > 0) return InvalidArgument("%s has both XOR and flips", where);
  if (chance < 0 || chance >= 1) return InvalidArgument("'chance' of %s is not in [0, 1)", where);
  IEUM_ASSIGN_OR_RETURN(const SegmentParameters parameters, ParametersOf(json.at("levels"), where));
  saved.segment_names.push_back(std::move(name));
  saved.encodings.push_back({.bit_count = static_cast<int>(bits),
                             .xor_count = static_cast<int>(xor_count),
                             .flip_basis_points = static_cast<int>(flips)});
  saved.model.chances.push_back(chance);
  saved.model.segments.push_back(parameters);
  return absl::OkStatus();
}

absl::StatusOr<Sha256Digest> DigestOf(const Json& json, const char* name) {
  const Json& value = json.at(name);
  Sha256Digest digest;
  if (value.is_string() && value.get_ref<const std::string&>().size() == 2 * digest.size()) {
    const absl::StatusOr<Bytes> bytes = FromHex(value.get_ref<const std::string&>());
    if (bytes.ok()) {
      std::copy(bytes->begin(), bytes->end(), digest.begin());
      return digest;
    }
  }
  return InvalidArgument("'%s' is not %d hexadecimal digits", name, 2 * digest.size());
}

}  // namespace

SavedModel ModelToSave(const ProfileHeader& profile, const ModelOutcome& outcome) {
  SavedModel saved;
  saved.profile_name = profile.name;
  saved.profile_digest = profile.digest;
  for (const PartyStatistics& party : outcome.statistics.parties) {
    saved.row_count += party.rows.row_count;
  }
  for (const Segment& segment : profile.layout.segments()) {
    saved.segment_names.push_back(segment.name);
  }
  saved.encodings = SegmentEncodingsOf(profile);
  saved.model = {outcome.segments, outcome.chances};
  return saved;
}

std::string WriteModel(const SavedModel& model) {
  Json json;
  json["ieum_linkage_model"] = kVersion;
  json["profile"] = model.profile_name;
  json["profile_digest"] = ToHex(model.profile_digest);
  json["rows"] = model.row_count;
  Json& segments = json["segments"] = Json::array();
  for (size_t s = 0; s < model.segment_names.size(); ++s) {
    Json segment;
    segment["name"] = model.segment_names[s];
    segment["bits"] = model.encodings[s].bit_count;
    segment["xor_count"] = model.encodings[s].xor_count;
    segment["flip_basis_points"] = model.encodings[s].flip_basis_points;
    segment["chance"] = model.model.chances[s];
    Json& levels = segment["levels"] = Json::array();
    for (int level = 0; level < kLevelCount; ++level) {
      const SegmentParameters& parameters = model.model.segments[s];
      levels.push_back({{"level", LevelName(level)},
                        {"m", parameters.m[static_cast<size_t>(level)]},
                        {"u", parameters.u[static_cast<size_t>(level)]}});
    }
    segments.push_back(std::move(segment));
  }
  constexpr int kIndent = 1;
  return json.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

absl::StatusOr<SavedModel> ParseModel(std::string_view text) {
  if (static_cast<int64_t>(text.size()) > kMaxModelBytes) {
    return InvalidArgument("this linkage model has %d bytes; at most %d are read", text.size(),
                           kMaxModelBytes);
  }
  IEUM_ASSIGN_OR_RETURN(const Json json, ParseWithoutRepeats(text));
  if (!json.contains("ieum_linkage_model")) {
    return InvalidArgument("this is no linkage model; 'ieum link --save-model FILE' writes one");
  }
  constexpr std::string_view kWhole = "the linkage model";
  IEUM_RETURN_IF_ERROR(IntegerOf(json, "ieum_linkage_model", kVersion, kVersion, kWhole).status());
  IEUM_RETURN_IF_ERROR(CheckMembers(
      json, {"ieum_linkage_model", "profile", "profile_digest", "rows", "segments"}, kWhole));
  SavedModel saved;
  IEUM_ASSIGN_OR_RETURN(saved.profile_name, NameOf(json, "profile", kWhole));
  IEUM_ASSIGN_OR_RETURN(saved.profile_digest, DigestOf(json, "profile_digest"));
  IEUM_ASSIGN_OR_RETURN(saved.row_count, IntegerOf(json, "rows", 0, kMaxCount, kWhole));
  const Json& segments = json.at("segments");
  if (!segments.is_array() || segments.empty() ||
      segments.size() > static_cast<size_t>(EncodingLayout::kMaxSegments)) {
    return InvalidArgument("'segments' is not a list of 1 to %d segments",
                           EncodingLayout::kMaxSegments);
  }
  for (size_t s = 0; s < segments.size(); ++s) {
    IEUM_RETURN_IF_ERROR(ReadSegment(segments[s], s, saved));
  }
  return saved;
}

absl::Status CheckModelFits(const SavedModel& model, const ProfileHeader& profile) {
  if (model.profile_digest != profile.digest) {
    return FailedPrecondition(
        "the linkage model was fitted to encodings of another profile (digest %s…, this run's %s…)"
        "; use that profile, or leave --model out to fit a new one",
        ToHex(model.profile_digest).substr(0, 8), ToHex(profile.digest).substr(0, 8));
  }
  const std::vector<SegmentEncoding> encodings = SegmentEncodingsOf(profile);
  bool same = encodings.size() == model.encodings.size();
  for (size_t s = 0; same && s < encodings.size(); ++s) {
    same = model.encodings[s] == encodings[s] &&
           model.segment_names[s] == profile.layout.segments()[s].name;
  }
  if (same) return absl::OkStatus();
  return FailedPrecondition(
      "the segments of the linkage model are not those of the profile, though its digest is; the "
      "file was changed by hand, fit a new one");
}

}  // namespace ieum::core
