// How many different values there are, how unevenly they are spread and how many occur only once,
// in bounded memory for any number of values.
#ifndef IEUM_CLIENT_CHECK_DISTINCT_COUNTER_H_
#define IEUM_CLIENT_CHECK_DISTINCT_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/container/flat_hash_map.h"

namespace ieum::client {

// A 64-bit hash that is the same on every machine and in every run. Not for secrets.
uint64_t StableHash(std::string_view text, uint64_t seed = 0);
// All bits of the result depend on all bits of `word`.
uint64_t StableMix(uint64_t word);

// Counts exactly as long as there are at most `capacity` different values; then it keeps the counts
// of those whose hashes begin with one zero bit, with two, and so on, and scales up: a relative
// standard error of about 1 / sqrt(capacity / 2), 0.3 % for 2^18. (Adaptive sampling: P. Flajolet,
// "On adaptive sampling", Computing 43, 1990.) One thread at a time.
class DistinctCounter final {
 public:
  explicit DistinctCounter(size_t capacity) : capacity_(capacity) {}

  // hash: of the value; equal values are those with equal hashes.
  void Add(uint64_t hash) {
    ++total_;
    if (Sampled(hash)) Count(hash);
  }

  bool is_exact() const { return level_ == 0; }
  int64_t total() const { return total_; }  // values added
  int64_t DistinctValues() const;           // different ones
  int64_t LoneValues() const;               // that were added once only
  double EntropyBits() const;               // Shannon entropy of the distribution, in bits

 private:
  bool Sampled(uint64_t hash) const { return level_ == 0 || hash >> (64 - level_) == 0; }
  void Count(uint64_t hash);

  // The sample is by the high bits, so the table must not be.
  struct LowBits {
    size_t operator()(uint64_t hash) const {
      return static_cast<size_t>(hash * 0x9E3779B97F4A7C15U);
    }
  };
  size_t capacity_;
  int level_ = 0;
  int64_t total_ = 0;
  absl::flat_hash_map<uint64_t, uint32_t, LowBits> counts_;  // by hash, of those sampled
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CHECK_DISTINCT_COUNTER_H_
