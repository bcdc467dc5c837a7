#include "ieum/client/synth/synthesis_options.h"

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr ChangeRateName kRateNames[] = {
    {"name_error", &ChangeRates::name_error, "Names with an error of typing, hearing or reading"},
    {"renamed", &ChangeRates::renamed, "Persons renamed since"},
    {"suffix", &ChangeRates::suffix, "Names with a title or letter behind them"},
    {"romanized", &ChangeRates::romanized, "Names in Latin letters, in the last file"},
    {"birth_date_error", &ChangeRates::birth_date_error,
     "Birth dates with a wrong digit, or month and day swapped"},
    {"lunar_date", &ChangeRates::lunar_date, "Lunar birth dates of Koreans born before 1970"},
    {"sex_error", &ChangeRates::sex_error, "Wrong sex"},
    {"phone_change", &ChangeRates::phone_change,
     "Telephone numbers changed since, or with a wrong digit"},
    {"former_phone", &ChangeRates::former_phone, "Korean numbers as they were before 010"},
    {"move", &ChangeRates::move, "Persons who moved"},
    {"name_missing", &ChangeRates::name_missing, "Missing names"},
    {"birth_date_missing", &ChangeRates::birth_date_missing, "Missing birth dates"},
    {"sex_missing", &ChangeRates::sex_missing, "Missing sexes"},
    {"phone_missing", &ChangeRates::phone_missing, "Missing telephone numbers"},
    {"place_missing", &ChangeRates::place_missing, "Missing places"},
    {"duplicate", &ChangeRates::duplicate, "Persons with a second row in the same file"},
};

constexpr ChangeRates kClean = {
    .name_error = 0, .birth_date_error = 0, .phone_change = 0, .move = 0, .phone_missing = 0};
constexpr ChangeRates kEveryday = {};
constexpr ChangeRates kKrMid = {.duplicate = 200};
constexpr ChangeRates kHarsh = {
    .name_error = 1'200,
    .renamed = 200,
    .suffix = 200,
    .romanized = 200,
    .birth_date_error = 500,
    .lunar_date = 300,
    .sex_error = 100,
    .phone_change = 2'000,
    .former_phone = 200,
    .move = 2'000,
    .name_missing = 100,
    .birth_date_missing = 200,
    .sex_missing = 300,
    .phone_missing = 1'000,
    .place_missing = 500,
    .duplicate = 500,
};

struct Preset {
  std::string_view name;
  const ChangeRates& rates;
};
constexpr Preset kPresets[] = {
    {"clean", kClean}, {"everyday", kEveryday}, {"kr-mid", kKrMid}, {"harsh", kHarsh}};

absl::Status CheckBasisPoints(std::string_view name, int value) {
  if (value >= 0 && value <= 10'000) return absl::OkStatus();
  return core::InvalidArgument("%s is %d; want basis points, 0 to 10000", name, value);
}

}  // namespace

std::span<const ChangeRateName> ChangeRateNames() { return kRateNames; }

std::optional<ChangeRates> ChangeRatesOf(std::string_view preset) {
  for (const Preset& known : kPresets) {
    if (known.name == preset) return known.rates;
  }
  return std::nullopt;
}

std::vector<std::string_view> ChangeRatePresets() {
  std::vector<std::string_view> names;
  for (const Preset& known : kPresets) names.push_back(known.name);
  return names;
}

absl::Status CheckSynthesisOptions(const SynthesisOptions& options) {
  if (options.person_count < 1 || options.person_count > SynthesisOptions::kMaxPersonCount) {
    return core::InvalidArgument("person_count is %d; want 1 to %d", options.person_count,
                                 SynthesisOptions::kMaxPersonCount);
  }
  if (options.file_count < 1 || options.file_count > SynthesisOptions::kMaxFileCount) {
    return core::InvalidArgument("file_count is %d; want 1 to %d", options.file_count,
                                 SynthesisOptions::kMaxFileCount);
  }
  for (const ChangeRateName& rate : kRateNames) {
    IEUM_RETURN_IF_ERROR(CheckBasisPoints(rate.name, options.rates.*rate.member));
  }
  IEUM_RETURN_IF_ERROR(CheckBasisPoints("overlap", options.overlap));
  IEUM_RETURN_IF_ERROR(CheckBasisPoints("families", options.families));
  IEUM_RETURN_IF_ERROR(CheckBasisPoints("twins", options.twins));
  return CheckBasisPoints("namesakes", options.namesakes);
}

}  // namespace ieum::client
