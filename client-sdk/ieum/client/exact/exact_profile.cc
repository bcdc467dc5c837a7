#include "ieum/client/exact/exact_profile.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/client/profile/value_rules_reader.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/base/utf8.h"
#include "ieum/core/format/member_reader.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::client {
namespace {

using core::InvalidArgument;
using Json = nlohmann::json;
using Reader = core::MemberReader<Json>;

constexpr std::string_view kMembers[] = {
    "exact_profile", "version",       "unicode",      "icu",       "fields", "separator", "formula",
    "salt_form",     "text_encoding", "unicode_form", "algorithm", "inner",  "output"};
constexpr std::string_view kFieldMembers[] = {"name", "column", "normalizer", "options",
                                              "form", "map",    "invalid",    "missing_values"};
constexpr size_t kMaxFields = 16;
constexpr int kMaxVersion = 1'000'000;
constexpr size_t kMaxSeparatorBytes = 16;
constexpr size_t kMaxMapEntries = 256;

constexpr char kStatutory[] = R"profile({
  "exact_profile": "statutory",
  "version": 1,
  "unicode": "15.0",
  "icu": "72.1",
  "fields": [
    { "name": "name", "normalizer": "hangul_name" },
    { "name": "birth_date", "normalizer": "date", "form": "YYMMDD",
      "missing_values": ["1900-01-01", "19000101"] },
    { "name": "phone", "normalizer": "phone", "missing_values": ["010-0000-0000", "01000000000"] }
  ],
  "separator": "",
  "formula": "H(id+salt)",
  "salt_form": "text",
  "text_encoding": "utf-8",
  "unicode_form": "nfc",
  "algorithm": "sha256",
  "output": "hex_lower"
}
)profile";

struct ProfileTag {
  static constexpr char kWhat[] = "'exact_profile'";
};

template <typename Enum>
struct Word {
  std::string_view text;
  Enum value;
};
constexpr Word<SaltForm> kSaltForms[] = {
    {"text", SaltForm::kText}, {"bytes", SaltForm::kBytes}, {"hex", SaltForm::kHex}};
constexpr Word<KeyEncoding> kTextEncodings[] = {
    {"utf-8", KeyEncoding::kUtf8}, {"cp949", KeyEncoding::kCp949}, {"euc-kr", KeyEncoding::kEucKr}};
constexpr Word<UnicodeForm> kUnicodeForms[] = {
    {"as_is", UnicodeForm::kAsIs}, {"nfc", UnicodeForm::kNfc}, {"nfd", UnicodeForm::kNfd}};
constexpr Word<core::Sha2> kAlgorithms[] = {
    {"sha256", core::Sha2::k256}, {"sha384", core::Sha2::k384}, {"sha512", core::Sha2::k512}};
constexpr Word<DigestText> kOutputs[] = {{"hex_lower", DigestText::kHexLower},
                                         {"hex_upper", DigestText::kHexUpper},
                                         {"base64", DigestText::kBase64}};
constexpr Word<DigestText> kInners[] = {{"hex_lower", DigestText::kHexLower},
                                        {"hex_upper", DigestText::kHexUpper},
                                        {"base64", DigestText::kBase64},
                                        {"bytes", DigestText::kBytes}};
constexpr Word<bool> kInvalids[] = {{"refuse", false}, {"missing", true}};

template <typename Enum, size_t kCount>
absl::StatusOr<Enum> ReadWord(const Reader& reader, const char* member,
                              const Word<Enum> (&words)[kCount], std::optional<Enum> otherwise) {
  if (!reader.Has(member) && otherwise.has_value()) return *otherwise;
  IEUM_ASSIGN_OR_RETURN(const std::string text, reader.Text(member));
  std::string known;
  for (const Word<Enum>& word : words) {
    if (word.text == text) return word.value;
    known += known.empty() ? "" : ", ";
    known += word.text;
  }
  return InvalidArgument("'%s' is unknown to this software; want one of: %s", reader.Name(member),
                         known);
}

// The normalisers follow Unicode and ICU's tables, as those of encoding profiles.
absl::Status RequireVersion(const Reader& reader, const char* member, const std::string& ours) {
  IEUM_ASSIGN_OR_RETURN(const std::string theirs, reader.Text(member));
  if (theirs == ours) return absl::OkStatus();
  return InvalidArgument(
      "'%s' is not \"%s\", the version of this software; all parties need software of the version "
      "that the profile names",
      member, ours);
}

absl::Status ReadCleaning(const Reader& reader, ExactField& field) {
  IEUM_ASSIGN_OR_RETURN(const std::string word, reader.Text("normalizer"));
  const std::optional<Normalizer> normalizer = NormalizerOf(word);
  if (normalizer.has_value()) {
    field.cleaning = ExactField::Cleaning::kNormalize;
    field.normalizer = *normalizer;
    IEUM_ASSIGN_OR_RETURN(field.options, ReadOptions(reader, *normalizer));
    if (!field.options.lunar_candidate && !field.options.renumbered_candidate) {
      return absl::OkStatus();
    }
    return InvalidArgument(
        "'%s' adds candidates, and an exact key stands for one value; remove the option",
        reader.Name("options"));
  }
  if (word != "raw" && word != "trim") {
    return InvalidArgument("'%s' is unknown to this software; want one of: raw, trim, %s",
                           reader.Name("normalizer"), NormalizerWords());
  }
  field.cleaning = word == "raw" ? ExactField::Cleaning::kRaw : ExactField::Cleaning::kTrim;
  for (const char* member : {"options", "form"}) {
    if (!reader.Has(member)) continue;
    return InvalidArgument("'%s' has a meaning only with a normalizer; remove it",
                           reader.Name(member));
  }
  return absl::OkStatus();
}

absl::StatusOr<core::StringMap<std::string>> ReadMap(const Reader& reader) {
  core::StringMap<std::string> map;
  if (!reader.Has("map")) return map;
  const Json& object = reader["map"];
  const auto refuse = [&reader] {
    return InvalidArgument(
        "'%s' is not an object of 1 to %d members whose values are strings that are not empty",
        reader.Name("map"), kMaxMapEntries);
  };
  if (!object.is_object() || object.empty() || object.size() > kMaxMapEntries) return refuse();
  for (const auto& [from, to] : object.items()) {
    if (!to.is_string() || to.get<std::string>().empty()) return refuse();
    map.emplace(from, to.get<std::string>());
  }
  return map;
}

absl::StatusOr<ExactField> ReadField(const Reader& reader) {
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kFieldMembers));
  ExactField field;
  IEUM_ASSIGN_OR_RETURN(field.name, reader.Identifier());
  IEUM_ASSIGN_OR_RETURN(field.column, ReadColumn(reader, field.name));
  IEUM_RETURN_IF_ERROR(ReadCleaning(reader, field));
  if (reader.Has("form")) {
    IEUM_ASSIGN_OR_RETURN(const std::string text, reader.Text("form"));
    absl::StatusOr<ValueForm> form = ValueForm::Parse(text, field.normalizer);
    if (!form.ok()) {
      return InvalidArgument("'%s' %s", reader.Name("form"), form.status().message());
    }
    field.form = *std::move(form);
  }
  IEUM_ASSIGN_OR_RETURN(field.map, ReadMap(reader));
  IEUM_ASSIGN_OR_RETURN(field.invalid_is_missing,
                        ReadWord<bool>(reader, "invalid", kInvalids, false));
  IEUM_ASSIGN_OR_RETURN(field.missing_values, ReadMissingValues(reader));
  return field;
}

absl::StatusOr<std::vector<ExactField>> ReadExactFields(const Reader& profile) {
  IEUM_RETURN_IF_ERROR(profile.Require("fields"));
  const Json& list = profile["fields"];
  if (!list.is_array() || list.empty() || list.size() > kMaxFields) {
    return InvalidArgument("'fields' is not an array of 1 to %d fields", kMaxFields);
  }
  std::vector<ExactField> fields;
  std::set<std::string> names;
  for (const Json& each : list) {
    IEUM_ASSIGN_OR_RETURN(ExactField field,
                          ReadField(Reader(each, absl::StrFormat("fields[%d]", fields.size()))));
    if (!names.insert(field.name).second) {
      return InvalidArgument("two fields are called '%s'; give each its own name", field.name);
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

absl::Status ReadHashing(const Reader& reader, ExactProfile& profile) {
  if (reader.Has("separator")) {
    IEUM_ASSIGN_OR_RETURN(profile.separator, reader.Text("separator"));
    if (profile.separator.size() > kMaxSeparatorBytes || !core::IsAscii(profile.separator)) {
      return InvalidArgument("'separator' is not ASCII text of at most %d bytes",
                             kMaxSeparatorBytes);
    }
  }
  IEUM_ASSIGN_OR_RETURN(const std::string formula, reader.Text("formula"));
  absl::StatusOr<HashFormula> parsed = HashFormula::Parse(formula);
  if (!parsed.ok()) return InvalidArgument("'formula' %s", parsed.status().message());
  profile.formula = *std::move(parsed);
  if (profile.needs_second_salt() && !profile.needs_salt()) {
    return InvalidArgument("'formula' has salt2 and no salt1; a single salt is called salt");
  }
  IEUM_ASSIGN_OR_RETURN(profile.salt_form,
                        ReadWord<SaltForm>(reader, "salt_form", kSaltForms, SaltForm::kText));
  IEUM_ASSIGN_OR_RETURN(profile.text_encoding,
                        ReadWord<KeyEncoding>(reader, "text_encoding", kTextEncodings, {}));
  IEUM_ASSIGN_OR_RETURN(profile.unicode_form,
                        ReadWord<UnicodeForm>(reader, "unicode_form", kUnicodeForms, {}));
  if (profile.unicode_form == UnicodeForm::kNfd && profile.text_encoding != KeyEncoding::kUtf8) {
    return InvalidArgument(
        "'unicode_form' is nfd, whose letters this text encoding cannot write; want nfc, or "
        "text encoding utf-8");
  }
  IEUM_ASSIGN_OR_RETURN(profile.algorithm,
                        ReadWord<core::Sha2>(reader, "algorithm", kAlgorithms, {}));
  IEUM_ASSIGN_OR_RETURN(profile.output, ReadWord<DigestText>(reader, "output", kOutputs, {}));
  const bool nested = profile.formula.Has(HashFormula::Part::kHash);
  if (nested != reader.Has("inner")) {
    return nested ? InvalidArgument(
                        "member 'inner' is missing; it says how a hash inside a hash is written")
                  : InvalidArgument("'inner' has a meaning only with a hash inside a hash");
  }
  if (!nested) return absl::OkStatus();
  IEUM_ASSIGN_OR_RETURN(profile.inner, ReadWord<DigestText>(reader, "inner", kInners, {}));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExactProfile> ExactProfile::FromJson(std::string_view json) {
  ExactProfile profile;
  IEUM_ASSIGN_OR_RETURN(profile.canonical_json, core::CanonicalJson(json));
  profile.digest = core::Sha256(core::AsBytes(profile.canonical_json));
  const Json object = Json::parse(profile.canonical_json, nullptr, false);
  if (!object.is_object()) return InvalidArgument("the profile is not a JSON object");
  const Reader reader(object, "");
  if (!reader.Has("exact_profile") && reader.Has("profile")) {
    return InvalidArgument(
        "this is an encoding profile; an exact profile has the member 'exact_profile', see 'ieum "
        "exact show statutory'");
  }
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
  IEUM_ASSIGN_OR_RETURN(profile.name, reader.Text("exact_profile"));
  IEUM_RETURN_IF_ERROR(core::StrongId<ProfileTag>::Parse(profile.name).status());
  IEUM_RETURN_IF_ERROR(reader.Integer("version", 1, kMaxVersion).status());
  IEUM_RETURN_IF_ERROR(RequireVersion(reader, "unicode", OurUnicodeVersion()));
  IEUM_RETURN_IF_ERROR(RequireVersion(reader, "icu", OurIcuVersion()));
  IEUM_ASSIGN_OR_RETURN(profile.fields, ReadExactFields(reader));
  IEUM_RETURN_IF_ERROR(ReadHashing(reader, profile));
  return profile;
}

absl::StatusOr<std::string> BuiltInExactProfile(std::string_view name) {
  if (name == "statutory") return std::string(kStatutory);
  return core::NotFound("no built-in exact profile of that name; there is: statutory");
}

}  // namespace ieum::client
