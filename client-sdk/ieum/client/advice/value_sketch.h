// Counts the distinct values of a column, and how evenly they are spread, in bounded memory and
// without keeping a value: only 64-bit hashes.
//
// SOURCE: distinct values by the k smallest hashes (Bar-Yossef et al., "Counting Distinct Elements
// in a Data Stream", RANDOM 2002), whose exact counts are a uniform sample of all values' counts;
// frequent values by Misra and Gries, "Finding repeated elements", Science of Computer Programming
// 1982.
#ifndef IEUM_CLIENT_ADVICE_VALUE_SKETCH_H_
#define IEUM_CLIENT_ADVICE_VALUE_SKETCH_H_

#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>

namespace ieum::client {

// One thread at a time. What it says depends on the values alone, not on their order, as long as no
// more than kSampledValues are distinct; beyond that only the share of the most frequent value
// does, by at most 1 / kFrequentValues.
class ValueSketch final {
 public:
  // Up to this many distinct values everything is exact. Beyond, the number of distinct values has
  // a standard error of 1.6 %.
  static constexpr size_t kSampledValues = 4096;
  // Values more frequent than one in this many are found.
  static constexpr size_t kFrequentValues = 1024;

  void Add(std::string_view value);

  int64_t count() const { return count_; }
  int64_t EstimateDistinct() const;
  // Of the most frequent value, 0 to 1. A lower bound that is short by 1 / kFrequentValues at most.
  double TopShare() const;
  // Shannon entropy of one value drawn from the column, in bits.
  double EstimateEntropyBits() const;

 private:
  void AddToSample(uint64_t hash);
  void AddToFrequent(uint64_t hash);

  int64_t count_ = 0;
  // The smallest hashes seen and how often each was seen. Whatever is in it now was in it from its
  // first occurrence on, since the largest hash kept only ever sinks; so the counts are exact.
  std::map<uint64_t, int64_t> sample_;
  bool sample_is_all_ = true;
  std::unordered_map<uint64_t, int64_t> frequent_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ADVICE_VALUE_SKETCH_H_
