#include "ieum/core/model/value_index.h"

#include "absl/container/flat_hash_map.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::core {
namespace {

constexpr uint32_t kRowsPerLook = 4096;

uint64_t Mix(uint64_t x) {
  // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

uint64_t HashWords(std::span<const uint64_t> words) {
  uint64_t hash = words.size();
  for (const uint64_t word : words) hash = Mix(hash + 0x9e3779b97f4a7c15U + word);
  return hash;
}

}  // namespace

absl::StatusOr<ValueIndex> ValueIndex::Create(std::span<const BitMatrix* const> parties,
                                              int thread_count, const std::stop_token& stop) {
  const EncodingLayout& layout = parties.front()->layout();
  const auto segment_count = static_cast<size_t>(layout.segment_count());
  ValueIndex index;
  index.occurrences_.resize(segment_count);
  index.present_.resize(segment_count);
  for (const BitMatrix* party : parties) {
    index.values_.emplace_back(segment_count,
                               std::vector<uint32_t>(static_cast<size_t>(party->row_count())));
  }
  // One segment is one unit: its numbers follow the order of parties and rows.
  const auto number = [&](int64_t unit, int) -> absl::Status {
    const auto s = static_cast<size_t>(unit);
    const auto begin = static_cast<size_t>(layout.word_offset(static_cast<int>(s)));
    const auto words = static_cast<size_t>(layout.word_offset(static_cast<int>(s) + 1)) - begin;
    absl::flat_hash_map<uint64_t, uint32_t> numbers;
    for (size_t p = 0; p < parties.size(); ++p) {
      const BitMatrix& party = *parties[p];
      for (uint32_t row = 0; row < party.row_count(); ++row) {
        if (row % kRowsPerLook == 0 && stop.stop_requested()) {
          return Cancelled("stopped on request");
        }
        uint32_t value = kNoValue;
        if (party.popcounts(row)[s] > 0) {
          const uint64_t hash = HashWords(party.row(row).subspan(begin, words));
          value = numbers.try_emplace(hash, static_cast<uint32_t>(numbers.size())).first->second;
        }
        index.values_[p][s][row] = value;
      }
    }
    for (size_t p = 0; p < parties.size(); ++p) {
      std::vector<uint32_t>& counts = index.occurrences_[s].emplace_back(numbers.size());
      int64_t& present = index.present_[s].emplace_back(0);
      for (const uint32_t value : index.values_[p][s]) {
        if (value == kNoValue) continue;
        ++counts[value];
        ++present;
      }
    }
    return absl::OkStatus();
  };
  IEUM_RETURN_IF_ERROR(
      ParallelFor(static_cast<int64_t>(segment_count), thread_count, stop, number));
  return index;
}

double ValueIndex::chance_of_identity(size_t s) const {
  double identical = 0;
  double pairs = 0;
  for (size_t p = 0; p < occurrences_[s].size(); ++p) {
    for (const uint32_t count : occurrences_[s][p]) {
      identical += static_cast<double>(count) * (static_cast<double>(count) - 1.0);
    }
    const auto present = static_cast<double>(present_[s][p]);
    pairs += present * (present - 1.0);
  }
  return pairs > 0 ? identical / pairs : 0;
}

}  // namespace ieum::core
