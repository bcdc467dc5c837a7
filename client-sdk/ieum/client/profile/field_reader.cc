#include "ieum/client/profile/field_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/client/profile/object_reader.h"
#include "ieum/client/profile/profile_words.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::InvalidArgument;
using Json = nlohmann::json;
using Reader = ObjectReader<Json>;

constexpr size_t kMaxFields = 64;
constexpr int kMaxBitsPerToken = 64;
constexpr int kMaxExpectedTokens = 256;
constexpr int kMaxEntropyBits = 128;
constexpr size_t kMaxColumnBytes = 256;
constexpr size_t kMaxMissingValues = 64;
// The hundred years that two digits mean begin here; dates are from 1850 to 2100.
constexpr int kFirstPivotYear = 1850;
constexpr int kLastPivotYear = 2001;

absl::StatusOr<std::string> ReadColumn(const Reader& reader, const std::string& name) {
  if (!reader.Has("column")) return name;
  IEUM_ASSIGN_OR_RETURN(std::string column, reader.Text("column"));
  const bool control = std::any_of(column.begin(), column.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (column.empty() || column.size() > kMaxColumnBytes || control) {
    return InvalidArgument(
        "'%s' is not a column name; want 1 to %d bytes without control characters",
        reader.Name("column"), kMaxColumnBytes);
  }
  return column;
}

absl::StatusOr<int> ReadSegmentIndex(const Reader& reader, const core::EncodingLayout& layout) {
  IEUM_ASSIGN_OR_RETURN(const std::string name, reader.Text("segment"));
  for (int s = 0; s < layout.segment_count(); ++s) {
    if (layout.segments()[static_cast<size_t>(s)].name == name) return s;
  }
  return InvalidArgument("'%s' names no member of 'segments'", reader.Name("segment"));
}

absl::StatusOr<std::vector<std::string>> ReadMissingValues(const Reader& reader) {
  std::vector<std::string> values;
  if (!reader.Has("missing_values")) return values;
  const std::string where = reader.Name("missing_values");
  const Json& list = reader["missing_values"];
  if (!list.is_array() || list.size() > kMaxMissingValues) {
    return InvalidArgument("'%s' is not an array of at most %d strings", where, kMaxMissingValues);
  }
  for (const Json& value : list) {
    if (!value.is_string()) {
      return InvalidArgument("'%s' holds something that is not a string", where);
    }
    const auto text = value.get<std::string>();
    constexpr std::string_view kSpaces = " \t\r\n";
    if (text.empty() || kSpaces.find(text.front()) != std::string_view::npos ||
        kSpaces.find(text.back()) != std::string_view::npos) {
      return InvalidArgument(
          "'%s' holds a string that is empty or has outer white space; values are trimmed before "
          "they are compared, and an empty one is missing anyway",
          where);
    }
    values.push_back(text);
  }
  return values;
}

// An option that its normaliser does not know would silently change nothing.
absl::Status RequireMeaning(const Reader& options, const char* member, Normalizer normalizer,
                            Normalizer of) {
  if (!options.Has(member) || normalizer == of) return absl::OkStatus();
  return InvalidArgument("'%s' has a meaning only for normalizer %s, not for %s; remove it",
                         options.Name(member), std::string(NormalizerWord(of)),
                         std::string(NormalizerWord(normalizer)));
}

absl::StatusOr<NormalizerOptions> ReadOptions(const Reader& field, Normalizer normalizer) {
  NormalizerOptions result;
  if (!field.Has("options")) return result;
  const Reader options(field["options"], field.Name("options"));
  IEUM_RETURN_IF_ERROR(options.RequireObject());
  IEUM_RETURN_IF_ERROR(options.RequireKnownMembers(kOptionMembers));
  const auto need = [&](const char* member, Normalizer of) {
    return RequireMeaning(options, member, normalizer, of);
  };
  IEUM_RETURN_IF_ERROR(need("two_digit_years_from", Normalizer::kDate));
  IEUM_RETURN_IF_ERROR(need("lunar_candidate", Normalizer::kDate));
  IEUM_RETURN_IF_ERROR(need("renumbered_candidate", Normalizer::kPhone));
  IEUM_RETURN_IF_ERROR(need("fold_vowels", Normalizer::kHangulName));
  IEUM_RETURN_IF_ERROR(need("fold_initial_sound", Normalizer::kHangulName));
  if (options.Has("two_digit_years_from")) {
    IEUM_ASSIGN_OR_RETURN(result.two_digit_years_from,
                          options.Integer("two_digit_years_from", kFirstPivotYear, kLastPivotYear));
  }
  IEUM_ASSIGN_OR_RETURN(result.lunar_candidate, options.Flag("lunar_candidate"));
  IEUM_ASSIGN_OR_RETURN(result.renumbered_candidate, options.Flag("renumbered_candidate"));
  IEUM_ASSIGN_OR_RETURN(result.fold_vowels, options.Flag("fold_vowels"));
  IEUM_ASSIGN_OR_RETURN(result.fold_initial_sound, options.Flag("fold_initial_sound"));
  return result;
}

// What only the rules of hardened presets need, and what they cannot do without.
absl::Status ReadStatements(const Reader& reader, core::Preset preset, FieldSpec& field) {
  const bool hardened = preset != core::Preset::kPlain;
  for (const char* member : {"attribute", "tokens", "entropy_bits"}) {
    if (!hardened || reader.Has(member)) continue;
    return InvalidArgument(
        "member '%s' is missing; preset '%s' needs attribute, tokens and entropy_bits of every "
        "field to check that the profile is safe; 'ieum profile suggest' measures them",
        reader.Name(member), std::string(core::PresetName(preset)));
  }
  IEUM_ASSIGN_OR_RETURN(field.attribute, reader.Word<Attribute>("attribute", AttributeOf,
                                                                AttributeWords, Attribute::kOther));
  if (reader.Has("tokens")) {
    IEUM_ASSIGN_OR_RETURN(field.expected_tokens, reader.Integer("tokens", 1, kMaxExpectedTokens));
  }
  if (reader.Has("entropy_bits")) {
    IEUM_ASSIGN_OR_RETURN(field.entropy_bits, reader.Integer("entropy_bits", 1, kMaxEntropyBits));
  }
  return absl::OkStatus();
}

absl::StatusOr<FieldSpec> ReadField(const Reader& reader, const core::ProfileHeader& header) {
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kFieldMembers));
  FieldSpec field{};
  IEUM_ASSIGN_OR_RETURN(field.name, reader.Identifier());
  IEUM_ASSIGN_OR_RETURN(field.column, ReadColumn(reader, field.name));
  IEUM_ASSIGN_OR_RETURN(field.segment, ReadSegmentIndex(reader, header.layout));
  IEUM_ASSIGN_OR_RETURN(field.normalizer, reader.Word<Normalizer>("normalizer", NormalizerOf,
                                                                  NormalizerWords, std::nullopt));
  IEUM_ASSIGN_OR_RETURN(field.options, ReadOptions(reader, field.normalizer));
  IEUM_ASSIGN_OR_RETURN(field.tokenizer, reader.Word<Tokenizer>("tokenizer", TokenizerOf,
                                                                TokenizerWords, std::nullopt));
  IEUM_ASSIGN_OR_RETURN(field.bits_per_token,
                        reader.Integer("bits_per_token", 1, kMaxBitsPerToken));
  IEUM_RETURN_IF_ERROR(ReadStatements(reader, header.preset, field));
  IEUM_ASSIGN_OR_RETURN(field.invalid,
                        reader.Word<InvalidValue>("invalid", InvalidValueOf, InvalidValueWords,
                                                  InvalidValue::kRefuse));
  IEUM_ASSIGN_OR_RETURN(field.missing_values, ReadMissingValues(reader));
  if (!TokenizerFits(field.tokenizer, field.normalizer)) {
    return InvalidArgument(
        "'%s' cuts values of normalizer %s with tokenizer %s, which do not fit; see "
        "docs/formats/profile.md",
        reader.where(), std::string(NormalizerWord(field.normalizer)),
        std::string(TokenizerWord(field.tokenizer)));
  }
  return field;
}

}  // namespace

absl::StatusOr<std::vector<FieldSpec>> ReadFields(const core::ProfileHeader& header) {
  const Json profile = Json::parse(header.canonical_json, nullptr, false);
  const auto found = profile.find("fields");
  if (found == profile.end()) return InvalidArgument("member 'fields' is missing");
  if (!found->is_array() || found->empty() || found->size() > kMaxFields) {
    return InvalidArgument("'fields' is not an array of 1 to %d fields", kMaxFields);
  }
  std::vector<FieldSpec> fields;
  std::set<std::string> names;
  for (const Json& each : *found) {
    const Reader reader(each, absl::StrFormat("fields[%d]", fields.size()));
    IEUM_ASSIGN_OR_RETURN(FieldSpec field, ReadField(reader, header));
    if (!names.insert(field.name).second) {
      return InvalidArgument("two fields are called '%s'; give each its own name", field.name);
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace ieum::client
