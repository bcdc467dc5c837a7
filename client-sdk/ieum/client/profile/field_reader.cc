#include "ieum/client/profile/field_reader.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/client/profile/profile_words.h"
#include "ieum/client/profile/value_rules_reader.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/member_reader.h"

namespace ieum::client {
namespace {

using core::InvalidArgument;
using Json = nlohmann::json;
using Reader = core::MemberReader<Json>;

constexpr size_t kMaxFields = 64;
constexpr int kMaxBitsPerToken = 64;
constexpr int kMaxExpectedTokens = 256;
constexpr int kMaxEntropyBits = 128;

absl::StatusOr<int> ReadSegmentIndex(const Reader& reader, const core::EncodingLayout& layout) {
  IEUM_ASSIGN_OR_RETURN(const std::string name, reader.Text("segment"));
  for (int s = 0; s < layout.segment_count(); ++s) {
    if (layout.segments()[static_cast<size_t>(s)].name == name) return s;
  }
  return InvalidArgument("'%s' names no member of 'segments'", reader.Name("segment"));
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
