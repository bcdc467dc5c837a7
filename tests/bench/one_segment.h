// What the benchmarks of whole comparisons share.
#ifndef IEUM_TESTS_BENCH_ONE_SEGMENT_H_
#define IEUM_TESTS_BENCH_ONE_SEGMENT_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "ieum/core/base/status.h"

namespace ieum::bench {

// The fields of korean-person in one segment of 1024 bits.
inline constexpr char kOneSegment[] = R"({
  "profile": "bench-one-segment", "version": 1, "unicode": "15.0", "icu": "72.1",
  "preset": "plain", "threshold": 8200,
  "segments": [{"name": "person", "bits": 1024, "weight": 1}],
  "fields": [
    {"name": "name", "segment": "person", "normalizer": "hangul_name",
     "tokenizer": "jamo_bigrams", "bits_per_token": 18},
    {"name": "birth_date", "segment": "person", "normalizer": "date",
     "tokenizer": "date_components", "bits_per_token": 14, "invalid": "keep"},
    {"name": "sex", "segment": "person", "normalizer": "sex", "tokenizer": "whole",
     "bits_per_token": 12, "invalid": "missing"},
    {"name": "phone", "segment": "person", "normalizer": "phone",
     "tokenizer": "positional_digits", "bits_per_token": 10, "invalid": "keep"},
    {"name": "district", "segment": "person", "normalizer": "korean_address",
     "tokenizer": "bigrams", "bits_per_token": 8, "invalid": "keep"}]})";

// The value; ends the program with the error's message if there is none.
template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", std::string(core::Message(value.status())).c_str());
    std::exit(1);
  }
  return *std::move(value);
}

}  // namespace ieum::bench

#endif  // IEUM_TESTS_BENCH_ONE_SEGMENT_H_
