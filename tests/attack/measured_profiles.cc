#include "attack/measured_profiles.h"

#include "absl/strings/str_join.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {
namespace {

// A segment as the variants need it. Bits of each token: how many a token sets in the filter.
struct SegmentJson {
  const char* name;
  int bits;
  int weight;
  std::string hardening;  // JSON, or empty
};

std::string Diffusion(int filter_bits, int xor_count) {
  return absl::StrFormat(R"({"method":"diffusion","filter_bits":%d,"xor_count":%d})", filter_bits,
                         xor_count);
}

std::string Flip(int basis_points) {
  return absl::StrFormat(R"({"method":"flip","basis_points":%d})", basis_points);
}

constexpr char kBalance[] = R"({"method":"balance"})";

std::string SegmentsJson(const std::vector<SegmentJson>& segments) {
  std::vector<std::string> parts;
  for (const SegmentJson& segment : segments) {
    parts.push_back(absl::StrFormat(
        R"({"name":"%s","bits":%d,"weight":%d%s%s})", segment.name, segment.bits, segment.weight,
        segment.hardening.empty() ? "" : R"(,"hardening":)", segment.hardening));
  }
  return absl::StrJoin(parts, ",");
}

struct FieldJson {
  const char* segment;  // empty: the field is left out
  int bits_per_token;
};

struct VariantFields {
  FieldJson name, birth_date, sex, phone, district;
};

std::string FieldsJson(const VariantFields& fields) {
  std::vector<std::string> parts;
  const auto add = [&parts](const FieldJson& field, const char* name, const char* rest) {
    if (field.segment[0] == '\0') return;
    parts.push_back(absl::StrFormat(R"({"name":"%s","segment":"%s","bits_per_token":%d,%s})", name,
                                    field.segment, field.bits_per_token, rest));
  };
  add(fields.name, "name",
      R"("normalizer":"hangul_name","options":{"fold_initial_sound":true,"fold_vowels":true},)"
      R"("tokenizer":"jamo_bigrams")");
  add(fields.birth_date, "birth_date",
      R"("normalizer":"date","tokenizer":"date_components","invalid":"keep")");
  add(fields.sex, "sex", R"("normalizer":"sex","tokenizer":"whole","invalid":"missing")");
  add(fields.phone, "phone",
      R"("normalizer":"phone","tokenizer":"positional_digits","invalid":"keep")");
  add(fields.district, "district",
      R"("normalizer":"korean_address","tokenizer":"bigrams","invalid":"keep")");
  return absl::StrJoin(parts, ",");
}

// Of preset plain, which asks for nothing: most variants are here to show what the others refuse.
std::string Variant(const std::vector<SegmentJson>& segments, const VariantFields& fields,
                    std::string_view blocking_keys = "[]") {
  return absl::StrFormat(
      R"({"profile":"measured","version":1,"unicode":"%s","icu":"%s","preset":"plain",)"
      R"("threshold":8000,"segments":[%s],"fields":[%s],"blocking_keys":%s})",
      client::OurUnicodeVersion(), client::OurIcuVersion(), SegmentsJson(segments),
      FieldsJson(fields), blocking_keys);
}

// The fields of the record preset: fill 1/3 of 1,024 bits.
constexpr VariantFields kRecordFields = {
    {"person", 20}, {"person", 16}, {"person", 8}, {"", 0}, {"", 0}};
// The fields of the grouped preset.
constexpr VariantFields kGroupedFields = {
    {"name", 41}, {"birth", 8}, {"birth", 8}, {"contact", 8}, {"contact", 8}};
constexpr VariantFields kPlainGroupedFields = {
    {"name", 10}, {"birth", 8}, {"birth", 8}, {"contact", 8}, {"contact", 8}};
constexpr VariantFields kFieldFields = {
    {"name", 8}, {"birth", 8}, {"birth", 8}, {"phone", 8}, {"district", 9}};

std::vector<SegmentJson> RecordSegment(std::string hardening, int bits) {
  return {{"person", bits, 1, std::move(hardening)}};
}

std::vector<SegmentJson> GroupedSegments(const std::string& name, int name_bits,
                                         const std::string& others, int birth_bits,
                                         int contact_bits) {
  return {{"name", name_bits, 30, name},
          {"birth", birth_bits, 40, others},
          {"contact", contact_bits, 30, others}};
}

std::vector<SegmentJson> FieldSegments(const std::string& hardening) {
  return {{"name", 256, 30, hardening},
          {"birth", 256, 35, hardening},
          {"phone", 256, 25, hardening},
          {"district", 256, 10, hardening}};
}

// Exact keys of what few persons share, and two bands over the name.
constexpr char kKeys[] =
    R"([{"name":"name_birth","method":"exact","fields":["name","birth_date"]},)"
    R"({"name":"name_bands","method":"minhash","fields":["name","birth_date"],"bands":4,"rows":3}])";

struct Entry {
  const char* name;
  const char* description;
  std::string json;  // empty: the built-in profile of that name
  const char* built_in = "";
};

std::vector<Entry> Entries() {
  const std::string diffused_t8 = Diffusion(1024, 8);
  return {
      {"plain", "plain, one segment", Variant(RecordSegment("", 1024), kRecordFields)},
      {"plain-grouped", "plain, three segments",
       Variant(GroupedSegments("", 512, "", 256, 512), kPlainGroupedFields)},
      {"record", "record, diffusion t = 8 (`korean-person-record`)", "", "korean-person-record"},
      {"record-t10", "record, diffusion t = 10",
       Variant(RecordSegment(Diffusion(1024, 10), 2048), kRecordFields)},
      {"record-keys", "record, diffusion t = 8, five blocking keys",
       Variant(RecordSegment(diffused_t8, 2048), kRecordFields, kKeys)},
      {"grouped", "grouped, diffusion of the name, the rest balanced (`korean-person`)", "",
       "korean-person"},
      {"grouped-diffused", "grouped, diffusion of every segment",
       Variant({{"name", 2048, 30, diffused_t8},
                {"birth", 1024, 40, Diffusion(512, 8)},
                {"contact", 1024, 30, Diffusion(512, 8)}},
               {{"name", 41}, {"birth", 17}, {"birth", 17}, {"contact", 10}, {"contact", 10}})},
      {"grouped-balanced", "grouped, every segment balanced",
       Variant(GroupedSegments(kBalance, 1024, kBalance, 512, 1024), kPlainGroupedFields)},
      {"grouped-keys", "grouped, diffusion of the name, the rest balanced, five blocking keys",
       Variant(GroupedSegments(diffused_t8, 2048, kBalance, 512, 1024), kGroupedFields, kKeys)},
      {"field", "field, balanced (`korean-person-field`)", "", "korean-person-field"},
      {"field-flip2", "field, 2 % flipped", Variant(FieldSegments(Flip(200)), kFieldFields)},
      {"field-flip5", "field, 5 % flipped", Variant(FieldSegments(Flip(500)), kFieldFields)},
      {"xor-fold", "one segment, XOR fold 2,048 to 1,024",
       Variant(RecordSegment(R"({"method":"xor_fold"})", 1024), kRecordFields)},
  };
}

}  // namespace

std::vector<MeasuredProfile> MeasuredProfiles() {
  std::vector<MeasuredProfile> profiles;
  for (const Entry& entry : Entries()) profiles.push_back({entry.name, entry.description});
  return profiles;
}

absl::StatusOr<client::EncodingProfile> ReadMeasuredProfile(std::string_view name) {
  for (const Entry& entry : Entries()) {
    if (name != entry.name) continue;
    if (!entry.json.empty()) return client::EncodingProfile::FromJson(entry.json);
    IEUM_ASSIGN_OR_RETURN(const std::string json, client::BuiltInProfile(entry.built_in));
    return client::EncodingProfile::FromJson(json);
  }
  return core::NotFound("there is no measured profile '%s'; see --help", name);
}

}  // namespace ieum::testing
