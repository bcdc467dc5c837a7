// Records encoded per second on one core, five-field person profiles, with and without the memo of
// token positions in the same run. Values are made in memory before the clock starts: nothing of
// the CSV reader is in these numbers. Counters: records/s, share of tokens found in the memo, memo
// memory.
#include <benchmark/benchmark.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "ieum/client/encode/record_encoder.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr size_t kFieldCount = 5;
using Person = std::array<std::string, kFieldCount>;

// The person of febrl-person with five of its fields.
constexpr char kLatinProfile[] = R"({
  "profile": "bench-latin", "version": 1, "unicode": "15.0", "icu": "72.1",
  "preset": "plain", "threshold": 6400,
  "segments": [{"name": "name", "bits": 512, "weight": 1}, {"name": "birth", "bits": 256, "weight": 1},
               {"name": "place", "bits": 256, "weight": 1}],
  "fields": [
    {"name": "given_name", "segment": "name", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 12},
    {"name": "surname", "segment": "name", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 12},
    {"name": "date_of_birth", "segment": "birth", "normalizer": "date",
     "tokenizer": "date_components", "bits_per_token": 8, "invalid": "keep"},
    {"name": "suburb", "segment": "place", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 6},
    {"name": "postcode", "segment": "place", "normalizer": "code", "tokenizer": "bigrams",
     "bits_per_token": 8}]})";

EncodingProfile ReadProfile(std::string_view json) {
  auto profile = EncodingProfile::FromJson(json);
  IEUM_CHECK(profile.ok());
  IEUM_CHECK(profile->fields.size() == kFieldCount);
  return *std::move(profile);
}

EncodingProfile KoreanProfile() {
  const auto json = BuiltInProfile("korean-person");
  IEUM_CHECK(json.ok());
  return ReadProfile(*json);
}

class Synthesizer final {
 public:
  std::vector<Person> LatinPersons(size_t count) {
    // Names from a stock of 20,000, places from 2,000: as repetitive as real files.
    const auto names = Words(20'000, 4, 9);
    const auto places = Words(2'000, 6, 14);
    std::vector<Person> persons(count);
    for (Person& person : persons) {
      person = {Pick(names), Pick(names), Date(), Pick(places), Digits(4)};
    }
    return persons;
  }

  std::vector<Person> KoreanPersons(size_t count) {
    const auto surnames = Syllables(50, 1);
    const auto given_names = Syllables(20'000, 2);
    const auto districts = Syllables(250, 3);
    std::vector<Person> persons(count);
    for (Person& person : persons) {
      person = {Pick(surnames) + Pick(given_names), Date(), Number(2) == 0 ? "1" : "2",
                "010-" + Digits(4) + "-" + Digits(4), Pick(districts)};
    }
    return persons;
  }

 private:
  uint64_t Number(uint64_t bound) { return engine_() % bound; }
  const std::string& Pick(const std::vector<std::string>& words) {
    return words[Number(words.size())];
  }
  std::string Digits(size_t size) {
    std::string digits;
    while (digits.size() < size) digits += static_cast<char>('0' + Number(10));
    return digits;
  }
  std::string Date() {
    const uint64_t date = (1930 + Number(90)) * 10'000 + (1 + Number(12)) * 100 + 1 + Number(28);
    return std::to_string(date);
  }
  std::vector<std::string> Words(size_t count, size_t shortest, size_t longest) {
    std::vector<std::string> words(count);
    for (std::string& word : words) {
      const size_t size = shortest + Number(longest - shortest + 1);
      for (size_t i = 0; i < size; ++i) {
        word += i % 2 == 0 ? "bcdghjklmnprstvw"[Number(16)] : "aeiou"[Number(5)];
      }
    }
    return words;
  }
  // 400 syllables are nearly all that occur in Korean names.
  std::vector<std::string> Syllables(size_t count, size_t size) {
    std::vector<std::string> words(count);
    for (std::string& word : words) {
      for (size_t i = 0; i < size; ++i) {
        const uint64_t c = 0xAC00 + Number(400) * 27;
        word += static_cast<char>(0xE0 | (c >> 12));
        word += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        word += static_cast<char>(0x80 | (c & 0x3F));
      }
    }
    return words;
  }

  std::mt19937_64 engine_{1};
};

void RunEncode(benchmark::State& state, const EncodingProfile& profile,
               const std::vector<Person>& persons, int64_t memo_capacity) {
  HolderSecret secret{core::SecretBytes(HolderSecret::kSizeBytes)};
  auto encoder =
      RecordEncoder::Create(profile, secret, *core::ProjectId::Parse("bench"), memo_capacity);
  IEUM_CHECK(encoder.ok());
  std::vector<uint64_t> row(static_cast<size_t>(profile.header.layout.row_words()));
  for (auto _ : state) {
    for (const Person& person : persons) {
      std::array<std::string_view, kFieldCount> values;
      std::copy(person.begin(), person.end(), values.begin());
      IEUM_CHECK((*encoder)->Encode(values, row).ok());
      benchmark::DoNotOptimize(row.data());
    }
  }
  const MemoStatistics memo = (*encoder)->memo_statistics();
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(persons.size()));
  state.counters["hit_rate"] =
      static_cast<double>(memo.hits) / static_cast<double>(memo.hits + memo.misses);
  state.counters["memo_KiB"] = static_cast<double>(memo.memory_bytes) / 1024;
}

void LatinPerson(benchmark::State& state) {
  static const std::vector<Person> persons = Synthesizer().LatinPersons(20'000);
  RunEncode(state, ReadProfile(kLatinProfile), persons, state.range(0));
}
void KoreanPerson(benchmark::State& state) {
  static const std::vector<Person> persons = Synthesizer().KoreanPersons(20'000);
  RunEncode(state, KoreanProfile(), persons, state.range(0));
}

BENCHMARK(LatinPerson)->ArgName("memo")->Arg(1 << 16)->Arg(0)->Unit(benchmark::kMillisecond);
BENCHMARK(KoreanPerson)->ArgName("memo")->Arg(1 << 16)->Arg(0)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ieum::client

BENCHMARK_MAIN();
