#include "ieum/client/advice/profile_draft.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/profile/profile_words.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kWeakSegmentBits = 9;  // one more than the rule asks, since bits are rounded down
constexpr double kMostUsefulBits = 30;  // nobody is told apart by more
constexpr int kDiffusedFilterBits = 1024;
constexpr int kDiffusedSegmentBits = 2048;
constexpr int kXorCount = 8;
constexpr int kWantedInsertions = 400;  // fill 1 − e^(−400/1024) = 0.32
constexpr int kMostBitsPerToken = 64;
constexpr int kUsualBitsPerToken = 8;
constexpr double kWantedInverseFill = 2.7;  // filter bits per bit set, fill 0.31
constexpr int kLargestFilterBits = 4096;
constexpr int kWord = 64;
constexpr int kThreshold = 7200;

std::string GroupOf(Attribute attribute) {
  switch (attribute) {
    case Attribute::kName:
      return "name";
    case Attribute::kBirthDate:
    case Attribute::kSex:
      return "birth";
    case Attribute::kPhone:
    case Attribute::kAddress:
    case Attribute::kPostcode:
    case Attribute::kEmail:
      return "contact";
    case Attribute::kBusinessNumber:
    case Attribute::kIdentifier:
      return "number";
    case Attribute::kOther:
      return "other";
  }
  return "other";
}

struct Group {
  double entropy_bits = 0;
  double useful_bits = 0;  // as a weight counts them: see UsefulBits
  int tokens = 0;
};

// A weight follows what a field tells, how often it tells anything, and whether it lasts: people
// move and change numbers.
double UsefulBits(const DraftField& field) {
  constexpr double kVolatileShare = 0.5;
  const double bits = std::min(field.entropy_bits, kMostUsefulBits) * field.filled_share;
  return GroupOf(field.guess.attribute) == "contact" ? bits * kVolatileShare : bits;
}

// As the profile will say it.
int SaidEntropy(const DraftField& field) {
  return std::clamp(static_cast<int>(std::floor(field.entropy_bits)), 1, 128);
}

std::map<std::string, Group> GroupsOf(const std::vector<DraftField>& fields) {
  std::map<std::string, Group> groups;
  for (const DraftField& field : fields) {
    Group& group = groups[field.segment];
    group.entropy_bits += SaidEntropy(field);
    group.useful_bits += UsefulBits(field);
    group.tokens += field.tokens;
  }
  for (auto& [segment, group] : groups) {
    const bool is_volatile = segment == "contact";
    group.useful_bits =
        std::min(group.useful_bits, is_volatile ? kMostUsefulBits / 2 : kMostUsefulBits);
  }
  return groups;
}

void MakeNamesUnique(std::vector<DraftField>& fields) {
  std::map<std::string, int> seen;
  for (DraftField& field : fields) {
    const int count = ++seen[field.guess.field_name];
    if (count > 1) field.guess.field_name += absl::StrFormat("_%d", count);
  }
}

// A weak group that stood alone could be read off, so it joins the strongest.
void AssignSegments(std::vector<DraftField>& fields) {
  for (DraftField& field : fields) field.segment = GroupOf(field.guess.attribute);
  while (true) {
    const std::map<std::string, Group> groups = GroupsOf(fields);
    if (groups.size() < 2) return;
    const auto by_entropy = [](const auto& a, const auto& b) {
      return a.second.entropy_bits < b.second.entropy_bits;
    };
    const auto weakest = std::min_element(groups.begin(), groups.end(), by_entropy);
    const auto strongest = std::max_element(groups.begin(), groups.end(), by_entropy);
    if (weakest == strongest || weakest->second.entropy_bits >= kWeakSegmentBits) return;
    for (DraftField& field : fields) {
      if (field.segment == weakest->first) field.segment = strongest->first;
    }
  }
}

bool IsDiffused(const std::string& segment, const Group& group, bool alone) {
  return (alone || segment == "name") && group.tokens * kMostBitsPerToken >= kWantedInsertions &&
         group.tokens <= kWantedInsertions;
}

struct Sizes {
  int filter_bits;
  int bits_per_token;
};

Sizes SizesOf(const Group& group, bool diffused) {
  if (diffused) {
    const int k = (kWantedInsertions + group.tokens / 2) / group.tokens;
    return {kDiffusedFilterBits, std::min(k, kMostBitsPerToken)};
  }
  for (int k = kUsualBitsPerToken;; k /= 2) {
    const double wanted = group.tokens * k * kWantedInverseFill;
    const int bits = static_cast<int>(std::ceil(wanted / kWord)) * kWord;
    if (bits <= kLargestFilterBits || k == 1) return {std::min(bits, kLargestFilterBits), k};
  }
}

Json SegmentJson(const std::string& name, const Sizes& sizes, bool diffused, int weight) {
  Json json;
  json["name"] = name;
  json["bits"] = diffused ? kDiffusedSegmentBits : 2 * sizes.filter_bits;
  json["weight"] = weight;
  if (diffused) {
    json["hardening"] =
        Json{{"method", "diffusion"}, {"filter_bits", sizes.filter_bits}, {"xor_count", kXorCount}};
  } else {
    json["hardening"] = Json{{"method", "balance"}};
  }
  return json;
}

Json FieldJson(const DraftField& field, int bits_per_token) {
  Json json;
  json["name"] = field.guess.field_name;
  json["column"] = field.column;
  json["segment"] = field.segment;
  json["attribute"] = AttributeWord(field.guess.attribute);
  json["normalizer"] = NormalizerWord(field.guess.normalizer);
  json["tokenizer"] = TokenizerWord(field.guess.tokenizer);
  json["bits_per_token"] = bits_per_token;
  json["tokens"] = field.tokens;
  json["entropy_bits"] = SaidEntropy(field);
  switch (field.guess.attribute) {
    case Attribute::kName:
      break;  // a row with a broken name is worth a look
    case Attribute::kBirthDate:
    case Attribute::kPhone:
    case Attribute::kAddress:
    case Attribute::kPostcode:
      json["invalid"] = "keep";
      break;
    default:
      json["invalid"] = "missing";
  }
  return json;
}

// One line for each segment and field, as the profiles that ship are written.
std::string Pretty(const std::string& name, std::string_view preset,
                   const std::vector<Json>& segments, const std::vector<Json>& fields) {
  std::string text = absl::StrFormat(
      "{\n  \"profile\": %s,\n  \"version\": 1,\n  \"unicode\": \"%s\",\n  \"icu\": \"%s\",\n"
      "  \"preset\": \"%s\",\n  \"threshold\": %d,\n",
      Json(name).dump(), OurUnicodeVersion(), OurIcuVersion(), std::string(preset), kThreshold);
  const auto add = [&](const char* member, const std::vector<Json>& parts, const char* end) {
    text += absl::StrFormat("  \"%s\": [\n", member);
    for (size_t i = 0; i < parts.size(); ++i) {
      text += "    " + parts[i].dump() + (i + 1 < parts.size() ? ",\n" : "\n");
    }
    text += end;
  };
  add("segments", segments, "  ],\n");
  add("fields", fields, "  ]\n}\n");
  return text;
}

}  // namespace

absl::StatusOr<std::string> DraftProfile(const std::string& name, std::vector<DraftField>& fields) {
  if (fields.empty()) {
    return core::FailedPrecondition(
        "no column tells who a row is about; write a profile by hand with 'ieum profile new'");
  }
  MakeNamesUnique(fields);
  AssignSegments(fields);
  std::map<std::string, Group> groups = GroupsOf(fields);
  const bool alone = groups.size() == 1;
  double useful_bits = 0;
  for (const auto& [segment, group] : groups) useful_bits += group.useful_bits;
  std::vector<Json> segments;
  std::map<std::string, int> bits_per_token;
  for (const auto& [segment, group] : groups) {
    const bool diffused = IsDiffused(segment, group, alone);
    const Sizes sizes = SizesOf(group, diffused);
    const double share = useful_bits > 0 ? group.useful_bits / useful_bits : 0;
    const int weight = std::max(1, static_cast<int>(std::lround(100 * share)));
    segments.push_back(SegmentJson(segment, sizes, diffused, weight));
    bits_per_token[segment] = sizes.bits_per_token;
  }
  std::vector<Json> field_objects;
  for (const DraftField& field : fields) {
    field_objects.push_back(FieldJson(field, bits_per_token[field.segment]));
  }
  std::string text = Pretty(name, alone ? "record" : "grouped", segments, field_objects);
  const absl::Status status = EncodingProfile::FromJson(text).status();
  if (status.ok()) return text;
  return core::FailedPrecondition("these columns make no safe profile: %s", core::Message(status));
}

}  // namespace ieum::client
