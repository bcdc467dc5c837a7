#include "ieum/client/check/distinct_counter.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace ieum::client {

uint64_t StableMix(uint64_t word) {
  // Odd multipliers and shifts by half a word: each step can be undone, so nothing is lost.
  word ^= word >> 32;
  word *= 0xD6E8'FEB8'6659'FD93U;
  word ^= word >> 32;
  word *= 0xD6E8'FEB8'6659'FD93U;
  word ^= word >> 32;
  return word;
}

uint64_t StableHash(std::string_view text, uint64_t seed) {
  uint64_t hash = StableMix(seed ^ (text.size() * 0x9E37'79B9'7F4A'7C15U));
  while (text.size() >= sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, text.data(), sizeof(word));
    hash = StableMix(hash ^ word);
    text.remove_prefix(sizeof(word));
  }
  uint64_t rest = 0;
  std::memcpy(&rest, text.data(), text.size());
  return StableMix(hash ^ rest);
}

void DistinctCounter::Count(uint64_t hash) {
  ++counts_[hash];
  while (counts_.size() > capacity_) {
    ++level_;
    absl::erase_if(counts_, [this](const auto& entry) { return !Sampled(entry.first); });
  }
}

int64_t DistinctCounter::DistinctValues() const {
  return static_cast<int64_t>(counts_.size()) << level_;
}

int64_t DistinctCounter::LoneValues() const {
  const auto lone = std::count_if(counts_.begin(), counts_.end(),
                                  [](const auto& entry) { return entry.second == 1; });
  return std::min(static_cast<int64_t>(lone) << level_, total_);
}

double DistinctCounter::EntropyBits() const {
  if (total_ == 0) return 0;
  // Summed in order of size, so that the last bits do not depend on the table's order.
  std::vector<uint32_t> counts;
  counts.reserve(counts_.size());
  for (const auto& [hash, count] : counts_) counts.push_back(count);
  std::sort(counts.begin(), counts.end());
  const auto total = static_cast<double>(total_);
  double sum = 0;
  for (const uint32_t count : counts) {
    const double share = count / total;
    sum -= share * std::log2(share);
  }
  return std::clamp(std::ldexp(sum, level_), 0.0, std::log2(total));
}

}  // namespace ieum::client
