#include "ieum/client/profile/embedded_profiles.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

struct Description {
  std::string_view name;
  std::string_view text;
};
constexpr Description kDescriptions[] = {
    {"card-customer", "customers of a Korean card company; blocking keys of name, birth, mobile"},
    {"clinic-patient", "Korean patients: foreign and romanised names, lunar and short birth years"},
    {"company", "Korean companies by name, business number and contact"},
    {"european-person", "persons with Latin names: given name, surname, birth date, address"},
    {"febrl-person", "the FEBRL test data, not hardened: for tests and comparison only"},
    {"japanese-person", "persons in Japan: kana and kanji name, birth date, phone, postcode"},
    {"korean-person",
     "name, birth date and sex, phone and district, for a matcher that is trusted"},
    {"korean-person-field", "the same with a segment for each field: best quality, needs approval"},
    {"korean-person-record", "name, birth date and sex in one segment, for a matcher that is not"},
    {"plant-part", "machines and spare parts by number, maker, description and place"},
};

}  // namespace

absl::StatusOr<std::string> BuiltInProfile(std::string_view name) {
  std::string names;
  for (const EmbeddedProfile& profile : EmbeddedProfiles()) {
    if (profile.name == name) return std::string(profile.json);
    if (!names.empty()) names += ", ";
    names += profile.name;
  }
  return core::NotFound("no built-in profile is called '%s'; there are: %s", name, names);
}

absl::StatusOr<std::string> BuiltInProfileDescription(std::string_view name) {
  for (const Description& description : kDescriptions) {
    if (description.name == name) return std::string(description.text);
  }
  IEUM_RETURN_IF_ERROR(BuiltInProfile(name).status());
  return core::NotFound("built-in profile '%s' has no description", name);
}

std::vector<std::string> BuiltInProfileNames() {
  std::vector<std::string> names;
  for (const EmbeddedProfile& profile : EmbeddedProfiles()) names.emplace_back(profile.name);
  return names;
}

}  // namespace ieum::client
