#include "ieum/client/synth/synthetic_pair.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <utility>

#include "ieum/client/synth/hangul_typing.h"
#include "ieum/client/synth/korean_districts.h"
#include "ieum/client/synth/portable_random.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Streams of random draws. The files of a seed depend on these numbers: never renumber.
enum Stream : uint64_t { kPersons = 1, kChanges = 2, kEntities = 3, kOrderA = 4, kOrderB = 5 };

// Persons by decade of birth since 1940, per cent: the adult population of about 2020, roughly, and
// children.
constexpr int kDecadeWeights[] = {6, 13, 17, 16, 14, 14, 10, 10};

constexpr int32_t kMissingPhone = -1;
constexpr int kPhoneDigits = 8;
constexpr int kDateDigits = 8;
constexpr size_t kRowsPerWrite = 8192;

bool IsLeapYear(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

bool IsPossibleBirthDate(int32_t date) {
  const int year = date / 10'000;
  const int month = date / 100 % 100;
  const int day = date % 100;
  return year >= 1900 && year <= 2024 && month >= 1 && month <= 12 && day >= 1 &&
         day <= DaysInMonth(year, month);
}

// `number` with the digit at `place` (0: the last) replaced by another one.
int32_t WithDigitReplaced(int32_t number, int place, PortableRandom& random) {
  int32_t unit = 1;
  for (int i = 0; i < place; ++i) unit *= 10;
  const int32_t digit = number / unit % 10;
  const auto other = (digit + 1 + static_cast<int32_t>(random.Below(9))) % 10;
  return number + (other - digit) * unit;
}

// Draws persons and what happens to them between the two files. One thread at a time.
class PersonSource final {
 public:
  explicit PersonSource(const SynthesisOptions& options)
      : options_(options),
        persons_(options.seed, kPersons),
        changes_(options.seed, kChanges),
        decades_(kDecadeWeights),
        districts_(Populations()) {}

  SyntheticPerson Draw() {
    SyntheticPerson person;
    person.sex = persons_.Below(2) == 0 ? Sex::kMale : Sex::kFemale;
    const int year = KoreanNames::kFirstBirthYear + 10 * static_cast<int>(decades_.Draw(persons_)) +
                     static_cast<int>(persons_.Below(10));
    const int month = 1 + static_cast<int>(persons_.Below(12));
    const int day =
        1 + static_cast<int>(persons_.Below(static_cast<uint64_t>(DaysInMonth(year, month))));
    person.birth_date = year * 10'000 + month * 100 + day;
    person.name = names_.Draw(person.sex, year, persons_);
    person.phone = DrawPhone(persons_);
    person.district = static_cast<uint16_t>(districts_.Draw(persons_));
    return person;
  }

  void LosePhone(SyntheticPerson& person) {
    if (changes_.Chance(options_.phone_missing)) person.phone = kMissingPhone;
  }

  // The person as file b knows it.
  SyntheticPerson Changed(SyntheticPerson person) {
    if (changes_.Chance(options_.name_error)) {
      person.name = WithRandomTypingError(person.name, changes_);
    }
    if (changes_.Chance(options_.birth_date_error)) MistypeBirthDate(person.birth_date);
    if (changes_.Chance(options_.phone_change)) ChangePhone(person.phone);
    if (changes_.Chance(options_.move)) {
      const uint16_t before = person.district;
      while (person.district == before) {
        person.district = static_cast<uint16_t>(districts_.Draw(changes_));
      }
    }
    LosePhone(person);
    return person;
  }

 private:
  static std::vector<int> Populations() {
    std::vector<int> weights;
    for (const District& district : KoreanDistricts()) weights.push_back(district.population);
    return weights;
  }

  // 010-2000-0000 to 010-9999-9999.
  static int32_t DrawPhone(PortableRandom& random) {
    return static_cast<int32_t>(20'000'000 + random.Below(80'000'000));
  }

  void ChangePhone(int32_t& phone) {
    const int32_t before = phone;
    const bool wrong_digit = changes_.Below(4) == 0;
    while (phone == before) {
      phone = wrong_digit
                  ? WithDigitReplaced(before, static_cast<int>(changes_.Below(kPhoneDigits - 1)),
                                      changes_)
                  : DrawPhone(changes_);
    }
  }

  // Forms refuse impossible dates, so an error that stays is a possible one.
  void MistypeBirthDate(int32_t& date) {
    const int32_t before = date;
    const int32_t swapped = date / 10'000 * 10'000 + date % 100 * 100 + date / 100 % 100;
    if (swapped != before && IsPossibleBirthDate(swapped) && changes_.Below(4) == 0) {
      date = swapped;
      return;
    }
    do {
      date = WithDigitReplaced(before, static_cast<int>(changes_.Below(kDateDigits)), changes_);
    } while (!IsPossibleBirthDate(date));
  }

  const SynthesisOptions options_;
  const KoreanNames names_;
  PortableRandom persons_;
  PortableRandom changes_;
  const WeightedIndex decades_;
  const WeightedIndex districts_;
};

absl::Status CheckOptions(const SynthesisOptions& options) {
  if (options.person_count < 1 || options.person_count > SynthesisOptions::kMaxPersonCount) {
    return core::InvalidArgument("person_count is %d; want 1 to %d", options.person_count,
                                 SynthesisOptions::kMaxPersonCount);
  }
  const std::pair<const char*, int> rates[] = {{"overlap", options.overlap},
                                               {"name_error", options.name_error},
                                               {"phone_change", options.phone_change},
                                               {"phone_missing", options.phone_missing},
                                               {"birth_date_error", options.birth_date_error},
                                               {"move", options.move}};
  for (const auto& [name, basis_points] : rates) {
    if (basis_points >= 0 && basis_points <= 10'000) continue;
    return core::InvalidArgument("%s is %d; want basis points, 0 to 10000", name, basis_points);
  }
  return absl::OkStatus();
}

// `digits` decimal digits of `number`, more if it has more.
void AppendPadded(std::string& out, int64_t number, int digits) {
  char text[20];
  char* const end = text + sizeof(text);
  char* p = end;
  do {
    *--p = static_cast<char>('0' + number % 10);
    number /= 10;
    --digits;
  } while (number > 0 || digits > 0);
  out.append(p, end);
}

void AppendRow(std::string& out, char file_letter, int64_t number, const SyntheticRow& row) {
  const SyntheticPerson& person = row.person;
  out += file_letter;
  AppendPadded(out, number, 6);
  out += ",p";
  AppendPadded(out, row.entity, 6);
  out += ',';
  person.name.AppendUtf8(out);
  out += ',';
  AppendPadded(out, person.birth_date / 10'000, 4);
  out += '-';
  AppendPadded(out, person.birth_date / 100 % 100, 2);
  out += '-';
  AppendPadded(out, person.birth_date % 100, 2);
  out += person.sex == Sex::kMale ? ",M," : ",F,";
  if (person.phone != kMissingPhone) {
    out += "010-";
    AppendPadded(out, person.phone / 10'000, 4);
    out += '-';
    AppendPadded(out, person.phone % 10'000, 4);
  }
  out += ',';
  out += KoreanDistricts()[person.district].name;
  out += '\n';
}

absl::Status WriteRows(const std::string& path, char file_letter,
                       std::span<const SyntheticRow> rows) {
  const core::FileDescriptor fd(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (fd.get() < 0) return core::SystemError("create", path, errno);
  std::string text(kSyntheticHeader);
  for (size_t done = 0; done < rows.size(); done += kRowsPerWrite) {
    AppendCsvRows(text, file_letter, static_cast<int64_t>(done) + 1,
                  rows.subspan(done, std::min(kRowsPerWrite, rows.size() - done)));
    IEUM_RETURN_IF_ERROR(core::WriteAll(fd.get(), core::AsBytes(text), path));
    text.clear();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SyntheticPair> SynthesizeRows(const SynthesisOptions& options) {
  IEUM_RETURN_IF_ERROR(CheckOptions(options));
  SyntheticPair pair;
  pair.shared_count = options.person_count * options.overlap / 10'000;
  const int64_t only_a_count = options.person_count - pair.shared_count;
  const int64_t entity_count = options.person_count + only_a_count;

  // Numbers in the order in which persons are drawn would tell who is in which file.
  std::vector<int32_t> entities(static_cast<size_t>(entity_count));
  std::iota(entities.begin(), entities.end(), 1);
  PortableRandom(options.seed, kEntities).Shuffle(std::span(entities));

  PersonSource source(options);
  pair.a.reserve(static_cast<size_t>(options.person_count));
  pair.b.reserve(static_cast<size_t>(options.person_count));
  for (int64_t i = 0; i < entity_count; ++i) {
    const int32_t entity = entities[static_cast<size_t>(i)];
    const SyntheticPerson person = source.Draw();
    if (i < options.person_count) {
      pair.a.push_back({entity, person});
      source.LosePhone(pair.a.back().person);
    }
    if (i >= only_a_count) pair.b.push_back({entity, source.Changed(person)});
  }
  PortableRandom(options.seed, kOrderA).Shuffle(std::span(pair.a));
  PortableRandom(options.seed, kOrderB).Shuffle(std::span(pair.b));
  return pair;
}

void AppendCsvRows(std::string& out, char file_letter, int64_t first_number,
                   std::span<const SyntheticRow> rows) {
  for (const SyntheticRow& row : rows) AppendRow(out, file_letter, first_number++, row);
}

absl::StatusOr<int64_t> SynthesizePair(const SynthesisOptions& options, const std::string& path_a,
                                       const std::string& path_b) {
  IEUM_ASSIGN_OR_RETURN(const SyntheticPair pair, SynthesizeRows(options));
  IEUM_RETURN_IF_ERROR(WriteRows(path_a, 'a', pair.a));
  IEUM_RETURN_IF_ERROR(WriteRows(path_b, 'b', pair.b));
  return pair.shared_count;
}

}  // namespace ieum::client
