#include "ieum/core/model/value_index.h"

#include <algorithm>
#include <utility>

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

// values: [party][row]. occurrences: [value], zero, filled.
ValueIndex::Identity CountIdentity(std::span<const std::span<const uint32_t>> values,
                                   std::vector<uint32_t>& occurrences) {
  std::vector<double> pairs(occurrences.size());  // ordered pairs of rows of one party
  std::vector<uint32_t> in_party(occurrences.size());
  ValueIndex::Identity identity;
  double row_count = 0;
  for (const std::span<const uint32_t> party : values) {
    double present = 0;
    for (const uint32_t value : party) {
      if (value == ValueIndex::kNoValue) continue;
      // The k-th row with a value makes 2 (k - 1) ordered pairs with those before.
      pairs[value] += 2.0 * in_party[value]++;
      ++present;
    }
    for (const uint32_t value : party) {
      if (value == ValueIndex::kNoValue) continue;
      occurrences[value] += std::exchange(in_party[value], 0U);
    }
    identity.pair_count += present * (present - 1);
    row_count += present;
  }
  for (size_t value = 0; value < occurrences.size(); ++value) {
    const int64_t others = std::max<int64_t>(0, int64_t{occurrences[value]} - 2);
    const auto frequency_class = static_cast<size_t>(FrequencyClass(others));
    identity.pair_shares[frequency_class] += pairs[value];
    identity.row_shares[frequency_class] += occurrences[value];
  }
  for (double& share : identity.pair_shares) share /= std::max(1.0, identity.pair_count);
  for (double& share : identity.row_shares) share /= std::max(1.0, row_count);
  identity.pair_count /= 2;
  return identity;
}

}  // namespace

absl::StatusOr<ValueIndex> ValueIndex::Create(std::span<const BitMatrix* const> parties,
                                              int thread_count, const std::stop_token& stop) {
  const EncodingLayout& layout = parties.front()->layout();
  const auto segment_count = static_cast<size_t>(layout.segment_count());
  ValueIndex index;
  index.occurrences_.resize(segment_count);
  index.identities_.resize(segment_count);
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
    std::vector<std::span<const uint32_t>> of_parties;
    for (size_t p = 0; p < parties.size(); ++p) of_parties.emplace_back(index.values_[p][s]);
    index.occurrences_[s].resize(numbers.size());
    index.identities_[s] = CountIdentity(of_parties, index.occurrences_[s]);
    return absl::OkStatus();
  };
  IEUM_RETURN_IF_ERROR(
      ParallelFor(static_cast<int64_t>(segment_count), thread_count, stop, number));
  return index;
}

}  // namespace ieum::core
