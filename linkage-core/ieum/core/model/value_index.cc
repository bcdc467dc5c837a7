#include "ieum/core/model/value_index.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/bits/repeated_rows.h"

namespace ieum::core {
namespace {

constexpr int64_t kRowsPerStretch = 16'384;

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

// values: [party][row]. repeated: [party][row], rows that do not count; or [party][0].
// occurrences: [value], zero, filled.
ValueIndex::Identity CountIdentity(std::span<const std::span<const uint32_t>> values,
                                   std::span<const std::vector<bool>> repeated,
                                   std::vector<uint32_t>& occurrences) {
  std::vector<double> pairs(occurrences.size());  // ordered pairs of rows of one party
  std::vector<uint32_t> in_party(occurrences.size());
  ValueIndex::Identity identity;
  double row_count = 0;
  std::vector<double> counted_rows(occurrences.size());
  for (size_t p = 0; p < values.size(); ++p) {
    const std::span<const uint32_t> party = values[p];
    double present = 0;
    for (size_t row = 0; row < party.size(); ++row) {
      const uint32_t value = party[row];
      if (value == ValueIndex::kNoValue || (!repeated[p].empty() && repeated[p][row])) continue;
      ++counted_rows[value];
      // The k-th row with a value makes 2 (k - 1) ordered pairs with those before.
      pairs[value] += 2.0 * in_party[value]++;
      ++present;
    }
    for (const uint32_t value : party) {
      if (value == ValueIndex::kNoValue) continue;
      ++occurrences[value];
      in_party[value] = 0;
    }
    identity.pair_count += present * (present - 1);
    row_count += present;
  }
  for (size_t value = 0; value < occurrences.size(); ++value) {
    const int64_t others = std::max<int64_t>(0, int64_t{occurrences[value]} - 2);
    const auto frequency_class = static_cast<size_t>(FrequencyClass(others));
    identity.pair_shares[frequency_class] += pairs[value];
    identity.row_shares[frequency_class] += counted_rows[value];
  }
  for (double& share : identity.pair_shares) share /= std::max(1.0, identity.pair_count);
  for (double& share : identity.row_shares) share /= std::max(1.0, row_count);
  identity.pair_count /= 2;
  return identity;
}

// Filters of one segment are numbered in parts, by the first bits of their hashes, so that threads
// share the work and each map stays small.
constexpr int kPartBits = 4;
constexpr size_t kPartCount = size_t{1} << kPartBits;
constexpr uint64_t kNoHash = 0;

size_t PartOf(uint64_t hash) { return static_cast<size_t>(hash >> (64 - kPartBits)); }

// Calls work(s, party, first row, end row, stretch) for stretches of all rows of all segments.
template <typename Work>
absl::Status ForStretches(std::span<const BitMatrix* const> parties, size_t segment_count,
                          int thread_count, const std::stop_token& stop, const Work& work) {
  struct Stretch {
    size_t party;
    int64_t begin, end;
  };
  std::vector<Stretch> stretches;
  for (size_t p = 0; p < parties.size(); ++p) {
    for (int64_t row = 0; row < parties[p]->row_count(); row += kRowsPerStretch) {
      stretches.push_back({p, row, std::min(parties[p]->row_count(), row + kRowsPerStretch)});
    }
  }
  return ParallelFor(static_cast<int64_t>(stretches.size()), thread_count, stop,
                     [&](int64_t unit, int) {
                       const Stretch& stretch = stretches[static_cast<size_t>(unit)];
                       for (size_t s = 0; s < segment_count; ++s) {
                         work(s, stretch.party, stretch.begin, stretch.end);
                       }
                       return absl::OkStatus();
                     });
}

}  // namespace

absl::StatusOr<ValueIndex> ValueIndex::Create(std::span<const BitMatrix* const> parties,
                                              int thread_count, const std::stop_token& stop) {
  const EncodingLayout& layout = parties.front()->layout();
  const auto segment_count = static_cast<size_t>(layout.segment_count());
  // [party][segment][row]
  std::vector<std::vector<std::vector<uint64_t>>> hashes;
  ValueIndex index;
  index.occurrences_.resize(segment_count);
  index.identities_.resize(segment_count);
  for (const BitMatrix* party : parties) {
    const auto rows = static_cast<size_t>(party->row_count());
    index.values_.emplace_back(segment_count, std::vector<uint32_t>(rows));
    hashes.emplace_back(segment_count, std::vector<uint64_t>(rows));
  }
  IEUM_RETURN_IF_ERROR(ForStretches(
      parties, segment_count, thread_count, stop,
      [&](size_t s, size_t p, int64_t first, int64_t end) {
        const auto begin = static_cast<size_t>(layout.word_offset(static_cast<int>(s)));
        const auto words = static_cast<size_t>(layout.word_offset(static_cast<int>(s) + 1)) - begin;
        for (int64_t row = first; row < end; ++row) {
          const uint64_t hash = HashWords(parties[p]->row(row).subspan(begin, words));
          hashes[p][s][static_cast<size_t>(row)] =
              parties[p]->popcounts(row)[s] > 0 ? std::max(hash, kNoHash + 1) : kNoHash;
        }
      }));

  // Numbers within a part follow the order of parties and rows.
  std::vector<uint32_t> counts(segment_count * kPartCount);
  IEUM_RETURN_IF_ERROR(
      ParallelFor(static_cast<int64_t>(counts.size()), thread_count, stop, [&](int64_t unit, int) {
        const size_t s = static_cast<size_t>(unit) / kPartCount;
        const size_t part = static_cast<size_t>(unit) % kPartCount;
        absl::flat_hash_map<uint64_t, uint32_t> numbers;
        for (size_t p = 0; p < parties.size(); ++p) {
          const std::vector<uint64_t>& of_rows = hashes[p][s];
          for (size_t row = 0; row < of_rows.size(); ++row) {
            if (of_rows[row] == kNoHash || PartOf(of_rows[row]) != part) continue;
            index.values_[p][s][row] =
                numbers.try_emplace(of_rows[row], static_cast<uint32_t>(numbers.size()))
                    .first->second;
          }
        }
        counts[static_cast<size_t>(unit)] = static_cast<uint32_t>(numbers.size());
        return absl::OkStatus();
      }));
  std::vector<uint32_t> firsts(counts.size());  // first number of each part
  for (size_t s = 0; s < segment_count; ++s) {
    uint32_t next = 0;
    for (size_t part = s * kPartCount; part < (s + 1) * kPartCount; ++part) {
      firsts[part] = next;
      next += counts[part];
    }
    index.occurrences_[s].resize(next);
  }
  IEUM_RETURN_IF_ERROR(ForStretches(
      parties, segment_count, thread_count, stop,
      [&](size_t s, size_t p, int64_t first, int64_t end) {
        for (auto row = static_cast<size_t>(first); row < static_cast<size_t>(end); ++row) {
          const uint64_t hash = hashes[p][s][row];
          uint32_t& value = index.values_[p][s][row];
          value = hash == kNoHash ? kNoValue : value + firsts[s * kPartCount + PartOf(hash)];
        }
      }));
  hashes.clear();
  std::vector<std::vector<bool>> repeated;
  for (const BitMatrix* party : parties) repeated.push_back(FindRepeatedRows(*party));
  IEUM_RETURN_IF_ERROR(
      ParallelFor(static_cast<int64_t>(segment_count), thread_count, stop, [&](int64_t unit, int) {
        const auto s = static_cast<size_t>(unit);
        std::vector<std::span<const uint32_t>> of_parties;
        for (size_t p = 0; p < parties.size(); ++p) of_parties.emplace_back(index.values_[p][s]);
        index.identities_[s] = CountIdentity(of_parties, repeated, index.occurrences_[s]);
        return absl::OkStatus();
      }));
  return index;
}

}  // namespace ieum::core
