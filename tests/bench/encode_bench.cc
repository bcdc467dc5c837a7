// Records encoded per second on one core, for every preset and without any hardening, with and
// without the memos of tokens and values, in the same run. Values are raw text in memory before the
// clock starts, made to repeat as those of real files do: nothing of a CSV reader is in these
// numbers, everything from trimming to the last bit is. Counters: records/s, share of values found
// in the memo of whole values, share of the remaining tokens found in that of tokens, memory of
// both.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "ieum/client/encode/record_encoder.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// The batches of EncodeAll.
constexpr size_t kRowsPerBatch = 1024;

// Five fields of the person in febrl-person.
constexpr char kLatinPlain[] = R"({
  "profile": "bench-latin", "version": 1, "unicode": "15.0", "icu": "72.1",
  "preset": "plain", "threshold": 6400,
  "segments": [{"name": "name", "bits": 512, "weight": 1}, {"name": "birth", "bits": 256, "weight": 1},
               {"name": "place", "bits": 256, "weight": 1}],
  "fields": [
    {"name": "given_name", "segment": "name", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 12},
    {"name": "surname", "segment": "name", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 12},
    {"name": "birth_date", "segment": "birth", "normalizer": "date",
     "tokenizer": "date_components", "bits_per_token": 8, "invalid": "keep"},
    {"name": "suburb", "segment": "place", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 6},
    {"name": "postcode", "segment": "place", "normalizer": "code", "tokenizer": "bigrams",
     "bits_per_token": 8}]})";

// The five fields of korean-person in one segment of 1024 bits.
constexpr char kKoreanPlain[] = R"({
  "profile": "bench-korean", "version": 1, "unicode": "15.0", "icu": "72.1",
  "preset": "plain", "threshold": 8200,
  "segments": [{"name": "person", "bits": 1024, "weight": 1}],
  "fields": [
    {"name": "name", "segment": "person", "normalizer": "hangul_name",
     "tokenizer": "jamo_bigrams", "bits_per_token": 12},
    {"name": "birth_date", "segment": "person", "normalizer": "date",
     "tokenizer": "date_components", "bits_per_token": 8, "invalid": "keep",
     "missing_values": ["1900-01-01", "19000101"]},
    {"name": "sex", "segment": "person", "normalizer": "code", "tokenizer": "whole",
     "bits_per_token": 8},
    {"name": "phone", "segment": "person", "normalizer": "phone",
     "tokenizer": "positional_digits", "bits_per_token": 8, "invalid": "keep"},
    {"name": "district", "segment": "person", "normalizer": "code", "tokenizer": "bigrams",
     "bits_per_token": 8}
    @]})";

// An exact key of three fields, and eight bands of three rows over name and date.
constexpr char kBlockingKeys[] = R"(], "blocking_keys": [
    {"name": "exact", "method": "exact", "fields": ["name", "birth_date", "sex"]},
    {"name": "bands", "method": "minhash", "fields": ["name", "birth_date"], "bands": 8,
     "rows": 3})";

EncodingProfile ReadProfile(std::string_view json) {
  auto profile = EncodingProfile::FromJson(json);
  IEUM_CHECK(profile.ok());
  return *std::move(profile);
}

EncodingProfile BuiltIn(std::string_view name) {
  const auto json = BuiltInProfile(name);
  IEUM_CHECK(json.ok());
  return ReadProfile(*json);
}

EncodingProfile KoreanPlain(std::string_view blocking_keys = "") {
  std::string json = kKoreanPlain;
  json.replace(json.find('@'), 1, blocking_keys);
  return ReadProfile(json);
}

class Synthesizer final {
 public:
  // Values of one field for many records.
  std::vector<std::string> Column(std::string_view field, size_t count) {
    // As skewed as names are: the surname 김 is borne by 21 of 100, and a whole name tells about
    // 15 bits; the profiles state 14.
    const auto surnames = Syllables(50, 1);
    const auto given_names = Syllables(5'000, 2);
    const auto words = Words(20'000, 4, 9);
    const auto places = Words(2'000, 6, 14);
    const auto districts = Syllables(250, 2);
    std::vector<std::string> column(count);
    for (std::string& value : column) {
      if (field == "name") value = Skewed(surnames, 0.7) + Skewed(given_names, 15);
      if (field == "given_name" || field == "surname") value = Skewed(words, 100);
      if (field == "birth_date") value = Date();
      if (field == "sex") value = Number(2) == 0 ? "M" : "F";
      if (field == "phone") value = "010-" + Digits(4) + "-" + Digits(4);
      if (field == "district") value = "서울특별시 " + districts[Number(districts.size())] + "구";
      if (field == "suburb") value = Skewed(places, 100);
      if (field == "postcode") value = Digits(4);
    }
    return column;
  }

 private:
  uint64_t Number(uint64_t bound) { return engine_() % bound; }
  // The word of rank r with a weight of about 1 / (r + flatness).
  const std::string& Skewed(const std::vector<std::string>& words, double flatness) {
    const double unit = static_cast<double>(engine_() >> 11) * 0x1p-53;
    const double size = static_cast<double>(words.size());
    const double rank = flatness * (std::pow((size + flatness) / flatness, unit) - 1);
    return words[std::min(static_cast<size_t>(rank), words.size() - 1)];
  }
  std::string Digits(size_t size) {
    std::string digits;
    while (digits.size() < size) digits += static_cast<char>('0' + Number(10));
    return digits;
  }
  std::string Date() {
    const uint64_t date = (1930 + Number(90)) * 10'000 + (1 + Number(12)) * 100 + 1 + Number(28);
    const std::string digits = std::to_string(date);
    return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6);
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

// Records behind one another in one text, as a file's batches hold them.
struct Records {
  std::string text;
  std::vector<std::string_view> values;  // [count, field_count]
};

Records MakeRecords(const EncodingProfile& profile, size_t count) {
  Synthesizer synthesizer;
  std::vector<std::vector<std::string>> columns;
  for (const FieldSpec& field : profile.fields) {
    columns.push_back(synthesizer.Column(field.name, count));
    IEUM_CHECK(!columns.back().front().empty());
  }
  Records records;
  std::vector<size_t> sizes;
  for (size_t r = 0; r < count; ++r) {
    for (const std::vector<std::string>& column : columns) {
      records.text += column[r];
      sizes.push_back(column[r].size());
    }
  }
  std::string_view rest = records.text;
  for (const size_t size : sizes) {
    records.values.push_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  return records;
}

double Share(int64_t part, int64_t rest) {
  return part + rest == 0 ? 0 : static_cast<double>(part) / static_cast<double>(part + rest);
}

void Run(benchmark::State& state, const EncodingProfile& profile, bool memo,
         size_t rows_per_batch = kRowsPerBatch) {
  const size_t record_count = memo ? 512 * kRowsPerBatch : 4 * kRowsPerBatch;
  const Records records = MakeRecords(profile, record_count);
  const size_t field_count = profile.fields.size();
  const HolderSecret secret{core::SecretBytes(HolderSecret::kSizeBytes)};
  auto encoder = RecordEncoder::Create(profile, secret, *core::ProjectId::Parse("bench"),
                                       memo ? int64_t{1} << 16 : 0);
  IEUM_CHECK(encoder.ok());
  std::vector<uint64_t> rows(rows_per_batch *
                             static_cast<size_t>(profile.header.layout.row_words()));
  std::vector<uint64_t> keys(rows_per_batch *
                             static_cast<size_t>(profile.header.blocking_key_count));
  std::vector<absl::Status> statuses(rows_per_batch);
  const auto pass = [&] {
    for (size_t first = 0; first < record_count; first += rows_per_batch) {
      const auto values =
          std::span(records.values).subspan(first * field_count, rows_per_batch * field_count);
      IEUM_CHECK((*encoder)->EncodeBatch(values, rows, keys, statuses).ok());
      IEUM_CHECK(statuses.front().ok());
      benchmark::DoNotOptimize(rows.data());
    }
  };
  if (memo) pass();  // a short run would otherwise show how memos fill, and not what they do
  for (auto _ : state) pass();
  const MemoStatistics statistics = (*encoder)->memo_statistics();
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(record_count));
  state.counters["value_hits"] = Share(statistics.value_hits, statistics.value_misses);
  state.counters["token_hits"] = Share(statistics.hits, statistics.misses);
  state.counters["memo_KiB"] = static_cast<double>(statistics.memory_bytes) / 1024;
}

void LatinPlain(benchmark::State& state) { Run(state, ReadProfile(kLatinPlain), state.range(0)); }
void KoreanPlain1024(benchmark::State& state) { Run(state, KoreanPlain(), state.range(0)); }
void KoreanPlain1024AloneRows(benchmark::State& state) {
  Run(state, KoreanPlain(), state.range(0), 1);
}
void KoreanPlain1024BlockingKeys(benchmark::State& state) {
  Run(state, KoreanPlain(kBlockingKeys), state.range(0));
}
void KoreanGrouped(benchmark::State& state) {
  Run(state, BuiltIn("korean-person"), state.range(0));
}
void KoreanRecord(benchmark::State& state) {
  Run(state, BuiltIn("korean-person-record"), state.range(0));
}
void KoreanField(benchmark::State& state) {
  Run(state, BuiltIn("korean-person-field"), state.range(0));
}

void WithAndWithoutMemo(benchmark::internal::Benchmark* bench) {
  bench->ArgName("memo")->Arg(1)->Arg(0)->Unit(benchmark::kMillisecond);
}
BENCHMARK(LatinPlain)->Apply(WithAndWithoutMemo);
BENCHMARK(KoreanPlain1024)->Apply(WithAndWithoutMemo);
BENCHMARK(KoreanPlain1024AloneRows)->Apply(WithAndWithoutMemo);
BENCHMARK(KoreanPlain1024BlockingKeys)->Apply(WithAndWithoutMemo);
BENCHMARK(KoreanGrouped)->Apply(WithAndWithoutMemo);
BENCHMARK(KoreanRecord)->Apply(WithAndWithoutMemo);
BENCHMARK(KoreanField)->Apply(WithAndWithoutMemo);

}  // namespace
}  // namespace ieum::client

BENCHMARK_MAIN();
