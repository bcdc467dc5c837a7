#include "ieum/client/profile/encoding_profile.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::InvalidArgument;
using Json = nlohmann::json;

constexpr size_t kMaxFields = 64;
constexpr int kMaxBitsPerToken = 64;
constexpr size_t kMaxColumnBytes = 256;
constexpr size_t kMaxMissingValues = 64;

template <typename Enum>
struct Word {
  std::string_view text;
  Enum value;
};
constexpr Word<Normalizer> kNormalizers[] = {{"latin_name", Normalizer::kLatinName},
                                             {"hangul_name", Normalizer::kHangulName},
                                             {"romanized_name", Normalizer::kRomanizedName},
                                             {"kana_name", Normalizer::kKanaName},
                                             {"kanji_name", Normalizer::kKanjiName},
                                             {"date", Normalizer::kDate},
                                             {"sex", Normalizer::kSex},
                                             {"digits", Normalizer::kDigits},
                                             {"phone", Normalizer::kPhone},
                                             {"postcode", Normalizer::kPostcode},
                                             {"korean_address", Normalizer::kKoreanAddress},
                                             {"email", Normalizer::kEmail},
                                             {"business_number", Normalizer::kBusinessNumber},
                                             {"code", Normalizer::kCode}};
constexpr Word<Tokenizer> kTokenizers[] = {{"bigrams", Tokenizer::kBigrams},
                                           {"word_bigrams", Tokenizer::kWordBigrams},
                                           {"jamo_bigrams", Tokenizer::kJamoBigrams},
                                           {"date_components", Tokenizer::kDateComponents},
                                           {"date_bigrams", Tokenizer::kDateBigrams},
                                           {"positional_digits", Tokenizer::kPositionalDigits},
                                           {"whole", Tokenizer::kWhole}};
constexpr Word<InvalidValue> kInvalidValues[] = {{"refuse", InvalidValue::kRefuse},
                                                 {"missing", InvalidValue::kMissing},
                                                 {"keep", InvalidValue::kKeep}};

// Normalisers whose values a tokenizer can cut.
bool Fits(Tokenizer tokenizer, Normalizer normalizer) {
  switch (tokenizer) {
    case Tokenizer::kBigrams:
    case Tokenizer::kWordBigrams:
      return normalizer != Normalizer::kDate;
    case Tokenizer::kJamoBigrams:
      return normalizer == Normalizer::kHangulName;
    case Tokenizer::kDateComponents:
    case Tokenizer::kDateBigrams:
      return normalizer == Normalizer::kDate;
    case Tokenizer::kPositionalDigits:
      return normalizer == Normalizer::kDate || normalizer == Normalizer::kDigits ||
             normalizer == Normalizer::kPhone;
    case Tokenizer::kWhole:
      return true;
  }
  return false;
}

// A misspelt member would silently change nothing, so unknown ones are refused.
absl::Status RequireKnownMembers(const Json& object, const std::string& where,
                                 std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string names;
    for (const std::string_view each : known) {
      if (!names.empty()) names += ", ";
      names += each;
    }
    return InvalidArgument("%s has an unknown member; known are: %s", where, names);
  }
  return absl::OkStatus();
}

// One field of the profile, read member by member; `where` names it in errors, as in fields[3].
class FieldReader final {
 public:
  FieldReader(const Json& field, std::string where) : field_(field), where_(std::move(where)) {}

  absl::StatusOr<std::string> Text(const char* member) const {
    const auto found = field_.find(member);
    if (found == field_.end()) return InvalidArgument("member '%s.%s' is missing", where_, member);
    if (!found->is_string()) return InvalidArgument("'%s.%s' is not a string", where_, member);
    return found->get<std::string>();
  }

  absl::StatusOr<std::string> TextOr(const char* member, std::string_view otherwise) const {
    if (!field_.contains(member)) return std::string(otherwise);
    return Text(member);
  }

  template <typename Enum, size_t kCount>
  absl::StatusOr<Enum> WordOf(const char* member, const std::string& text,
                              const Word<Enum> (&words)[kCount]) const {
    std::string known;
    for (const Word<Enum>& word : words) {
      if (word.text == text) return word.value;
      if (!known.empty()) known += ", ";
      known += word.text;
    }
    return InvalidArgument("'%s.%s' is unknown to this software; want one of: %s", where_, member,
                           known);
  }

  absl::StatusOr<std::string> Name() const {
    IEUM_ASSIGN_OR_RETURN(std::string name, Text("name"));
    if (name.empty() || name.size() > 63 || name.front() < 'a' || name.front() > 'z' ||
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos) {
      return InvalidArgument(
          "'%s.name' is not a name; want 1 to 63 characters a-z, 0-9 and '_', starting with a "
          "letter",
          where_);
    }
    return name;
  }

  absl::StatusOr<std::string> Column(const std::string& name) const {
    IEUM_ASSIGN_OR_RETURN(std::string column, TextOr("column", name));
    const bool control = std::any_of(column.begin(), column.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (column.empty() || column.size() > kMaxColumnBytes || control) {
      return InvalidArgument(
          "'%s.column' is not a column name; want 1 to %d bytes without control characters", where_,
          kMaxColumnBytes);
    }
    return column;
  }

  absl::StatusOr<int> BitsPerToken() const {
    const auto found = field_.find("bits_per_token");
    if (found == field_.end()) {
      return InvalidArgument("member '%s.bits_per_token' is missing", where_);
    }
    const int64_t bits = found->is_number_integer() ? found->get<int64_t>() : 0;
    if (bits < 1 || bits > kMaxBitsPerToken) {
      return InvalidArgument("'%s.bits_per_token' is not an integer from 1 to %d", where_,
                             kMaxBitsPerToken);
    }
    return static_cast<int>(bits);
  }

  absl::StatusOr<int> SegmentIndex(const core::EncodingLayout& layout) const {
    IEUM_ASSIGN_OR_RETURN(const std::string name, Text("segment"));
    for (int s = 0; s < layout.segment_count(); ++s) {
      if (layout.segments()[static_cast<size_t>(s)].name == name) return s;
    }
    return InvalidArgument("'%s.segment' names no member of 'segments'", where_);
  }

  absl::StatusOr<std::vector<std::string>> MissingValues() const {
    std::vector<std::string> values;
    const auto found = field_.find("missing_values");
    if (found == field_.end()) return values;
    const bool is_list = found->is_array() && found->size() <= kMaxMissingValues;
    if (!is_list) {
      return InvalidArgument("'%s.missing_values' is not an array of at most %d strings", where_,
                             kMaxMissingValues);
    }
    for (const Json& value : *found) {
      if (!value.is_string()) {
        return InvalidArgument("'%s.missing_values' holds something that is not a string", where_);
      }
      const auto text = value.get<std::string>();
      constexpr std::string_view kSpaces = " \t\r\n";
      if (text.empty() || kSpaces.find(text.front()) != std::string_view::npos ||
          kSpaces.find(text.back()) != std::string_view::npos) {
        return InvalidArgument(
            "'%s.missing_values' holds a string that is empty or has outer white space; values are "
            "trimmed before they are compared, and an empty one is missing anyway",
            where_);
      }
      values.push_back(text);
    }
    return values;
  }

 private:
  const Json& field_;
  std::string where_;
};

absl::StatusOr<FieldSpec> ReadField(const Json& json, const std::string& where,
                                    const core::EncodingLayout& layout) {
  if (!json.is_object()) return InvalidArgument("'%s' is not an object", where);
  IEUM_RETURN_IF_ERROR(RequireKnownMembers(json, absl::StrFormat("'%s'", where),
                                           {"name", "column", "segment", "normalizer", "tokenizer",
                                            "bits_per_token", "invalid", "missing_values"}));
  const FieldReader reader(json, where);
  FieldSpec field;
  IEUM_ASSIGN_OR_RETURN(field.name, reader.Name());
  IEUM_ASSIGN_OR_RETURN(field.column, reader.Column(field.name));
  IEUM_ASSIGN_OR_RETURN(field.segment, reader.SegmentIndex(layout));
  IEUM_ASSIGN_OR_RETURN(const std::string normalizer, reader.Text("normalizer"));
  IEUM_ASSIGN_OR_RETURN(field.normalizer, reader.WordOf("normalizer", normalizer, kNormalizers));
  IEUM_ASSIGN_OR_RETURN(const std::string tokenizer, reader.Text("tokenizer"));
  IEUM_ASSIGN_OR_RETURN(field.tokenizer, reader.WordOf("tokenizer", tokenizer, kTokenizers));
  IEUM_ASSIGN_OR_RETURN(field.bits_per_token, reader.BitsPerToken());
  IEUM_ASSIGN_OR_RETURN(const std::string invalid, reader.TextOr("invalid", "refuse"));
  IEUM_ASSIGN_OR_RETURN(field.invalid, reader.WordOf("invalid", invalid, kInvalidValues));
  IEUM_ASSIGN_OR_RETURN(field.missing_values, reader.MissingValues());
  if (!Fits(field.tokenizer, field.normalizer)) {
    return InvalidArgument(
        "'%s' cuts values of normalizer %s with tokenizer %s, which do not fit; see "
        "docs/formats/profile.md",
        where, normalizer, tokenizer);
  }
  return field;
}

// Both holders must normalise alike, and normalisation follows the Unicode version.
absl::Status RequireOurUnicode(const Json& profile) {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  const std::string ours = absl::StrFormat("%d.%d", version[0], version[1]);
  const auto found = profile.find("unicode");
  if (found == profile.end())
    return InvalidArgument("member 'unicode' is missing; here it is %s", ours);
  if (!found->is_string() || found->get<std::string>() != ours) {
    return InvalidArgument(
        "'unicode' is not \"%s\", the version of this software; all holders of a project need "
        "software of the version that the profile names",
        ours);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<EncodingProfile> EncodingProfile::FromJson(std::string_view json) {
  IEUM_ASSIGN_OR_RETURN(core::ProfileHeader header, core::ReadProfileHeader(json));
  const Json profile = Json::parse(header.canonical_json, nullptr, false);
  IEUM_RETURN_IF_ERROR(RequireKnownMembers(
      profile, "the profile",
      {"profile", "version", "unicode", "preset", "threshold", "segments", "fields"}));
  IEUM_RETURN_IF_ERROR(RequireOurUnicode(profile));

  const auto found = profile.find("fields");
  if (found == profile.end()) return InvalidArgument("member 'fields' is missing");
  if (!found->is_array() || found->empty() || found->size() > kMaxFields) {
    return InvalidArgument("'fields' is not an array of 1 to %d fields", kMaxFields);
  }
  std::vector<FieldSpec> fields;
  std::set<std::string> names;
  std::set<int> used_segments;
  for (const Json& each : *found) {
    const std::string where = absl::StrFormat("fields[%d]", fields.size());
    IEUM_ASSIGN_OR_RETURN(FieldSpec field, ReadField(each, where, header.layout));
    if (!names.insert(field.name).second) {
      return InvalidArgument("two fields are called '%s'; give each its own name", field.name);
    }
    used_segments.insert(field.segment);
    fields.push_back(std::move(field));
  }
  for (int s = 0; s < header.layout.segment_count(); ++s) {
    if (used_segments.contains(s)) continue;
    return InvalidArgument("no field uses segment '%s'; remove it or give it a field",
                           header.layout.segments()[static_cast<size_t>(s)].name);
  }
  return EncodingProfile{
      .header = std::move(header), .fields = std::move(fields), .blocking_keys = {}};
}

}  // namespace ieum::client
