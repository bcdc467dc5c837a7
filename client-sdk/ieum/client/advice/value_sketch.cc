#include "ieum/client/advice/value_sketch.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ieum::client {
namespace {

// FNV-1a, then the finaliser of MurmurHash3 so that the hashes are spread evenly: the sample is
// uniform only if they are. The same on every machine.
uint64_t HashOf(std::string_view value) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : value) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33);
}

double LogSum(double count) { return count > 0 ? count * std::log2(count) : 0; }

}  // namespace

void ValueSketch::Add(std::string_view value) {
  const uint64_t hash = HashOf(value);
  ++count_;
  AddToSample(hash);
  AddToFrequent(hash);
}

void ValueSketch::AddToSample(uint64_t hash) {
  const bool full = sample_.size() == kSampledValues;
  if (full && hash > sample_.rbegin()->first) {
    sample_is_all_ = false;
    return;
  }
  const bool is_new = ++sample_[hash] == 1;
  if (!is_new || !full) return;
  sample_.erase(std::prev(sample_.end()));
  sample_is_all_ = false;
}

void ValueSketch::AddToFrequent(uint64_t hash) {
  const auto found = frequent_.find(hash);
  if (found != frequent_.end()) {
    ++found->second;
  } else if (frequent_.size() + 1 < kFrequentValues) {
    frequent_.emplace(hash, 1);
  } else {
    // One of each: what is left has been seen at most count_ / kFrequentValues times more often.
    for (auto it = frequent_.begin(); it != frequent_.end();) {
      it = --it->second == 0 ? frequent_.erase(it) : std::next(it);
    }
  }
}

int64_t ValueSketch::EstimateDistinct() const {
  if (sample_is_all_) return static_cast<int64_t>(sample_.size());
  const double largest = static_cast<double>(sample_.rbegin()->first) / std::exp2(64);
  const double estimate = static_cast<double>(kSampledValues - 1) / largest;
  return std::min(count_, static_cast<int64_t>(std::llround(estimate)));
}

double ValueSketch::TopShare() const {
  if (count_ == 0) return 0;
  int64_t top = 0;
  for (const auto& [hash, count] : sample_) top = std::max(top, count);
  for (const auto& [hash, count] : frequent_) top = std::max(top, count);
  return static_cast<double>(top) / static_cast<double>(count_);
}

double ValueSketch::EstimateEntropyBits() const {
  if (count_ == 0) return 0;
  // H = log2 n − Σ c log2 c / n. Frequent values, whose chance of being in the sample is small but
  // whose part in the sum is large, are summed by themselves; the sample stands for the others.
  const double frequent_from = static_cast<double>(count_) / (kFrequentValues / 4.0);
  std::vector<double> heavy;
  std::vector<uint64_t> heavy_hashes;
  if (!sample_is_all_) {
    for (const auto& [hash, count] : frequent_) {
      const auto exact = sample_.find(hash);
      const auto seen = static_cast<double>(exact == sample_.end() ? count : exact->second);
      if (seen < frequent_from) continue;
      heavy.push_back(seen);
      heavy_hashes.push_back(hash);
    }
  }
  std::sort(heavy.begin(), heavy.end());
  std::sort(heavy_hashes.begin(), heavy_hashes.end());
  double heavy_sum = 0;
  double heavy_count = 0;
  for (const double count : heavy) {
    heavy_sum += LogSum(count);
    heavy_count += count;
  }
  double light_sum = 0;
  double light_count = 0;
  for (const auto& [hash, count] : sample_) {
    if (std::binary_search(heavy_hashes.begin(), heavy_hashes.end(), hash)) continue;
    light_sum += LogSum(static_cast<double>(count));
    light_count += static_cast<double>(count);
  }
  const auto n = static_cast<double>(count_);
  // Scaled to the values that are not heavy by their number, which is known exactly.
  const double scale = light_count > 0 ? (n - heavy_count) / light_count : 0;
  return std::max(0.0, std::log2(n) - (heavy_sum + light_sum * scale) / n);
}

}  // namespace ieum::client
