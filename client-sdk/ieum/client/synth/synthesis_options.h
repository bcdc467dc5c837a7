// What to invent: how many persons, in how many files, and what happens to them on the way.
#ifndef IEUM_CLIENT_SYNTH_SYNTHESIS_OPTIONS_H_
#define IEUM_CLIENT_SYNTH_SYNTHESIS_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ieum/client/synth/culture.h"

namespace ieum::client {

// Basis points (of 10'000) each. Changes and second rows happen in every file but the first, which
// holds every person once and as registered, so that the rates are those of pairs too; a second row
// is changed afresh. Missing values and former telephone numbers happen in every file. If there is
// only one file, it has the second rows.
struct ChangeRates {
  int name_error = 500;        // one error of typing, hearing or reading
  int renamed = 0;             // a name changed by law
  int suffix = 0;              // a title or letter behind the name
  int romanized = 0;           // names in Latin letters, in the last file only
  int birth_date_error = 200;  // a wrong digit, or month and day swapped; still a calendar date
  int lunar_date = 0;          // the lunar date, of those born before 1970 (Koreans)
  int sex_error = 0;           // the other sex
  int phone_change = 800;      // three in four a new number, one in four a wrong digit
  int former_phone = 0;        // the number as it was before 010, if it had been one (Koreans)
  int move = 800;              // another place
  int name_missing = 0;
  int birth_date_missing = 0;
  int sex_missing = 0;
  int phone_missing = 300;
  int place_missing = 0;
  int duplicate = 0;  // second rows in a file, of its persons; more than the persons

  friend bool operator==(const ChangeRates&, const ChangeRates&) = default;
};

struct ChangeRateName {
  std::string_view name;  // as messages have it: "name_error"
  int ChangeRates::*member;
  std::string_view help;  // what happens, for --help
};
std::span<const ChangeRateName> ChangeRateNames();

// Rates by name: "clean" (none at all), "everyday" (the defaults), "kr-mid" (everyday with 2 per
// cent of second rows), "harsh". nullopt if there is no such preset.
std::optional<ChangeRates> ChangeRatesOf(std::string_view preset);
// "'clean', 'everyday', …" for messages.
std::vector<std::string_view> ChangeRatePresets();

struct SynthesisOptions {
  uint64_t seed = 1;
  PeopleKind people = PeopleKind::kKorean;
  int64_t person_count = 5'000;  // of each file, 1 to kMaxPersonCount
  int file_count = 2;            // 1 to kMaxFileCount
  // Basis points of the persons of each file who are in another file too. With more than two
  // files, half of them are in every file and half in one other.
  int overlap = 5'000;
  ChangeRates rates = {};
  int families = 10'000;  // basis points of households that live as one; the others share nothing
  int twins = 200;        // basis points of births
  int namesakes = 0;      // basis points of persons with name, birth date and sex of another
  bool full_columns = false;  // landline and address too
  bool mixed_forms = false;   // every file writes dates and numbers in its own form

  static constexpr int64_t kMaxPersonCount = 50'000'000;
  static constexpr int kMaxFileCount = 26;
};

// INVALID_ARGUMENT names the option out of range.
absl::Status CheckSynthesisOptions(const SynthesisOptions& options);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_SYNTHESIS_OPTIONS_H_
