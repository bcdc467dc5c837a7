#include "ieum/core/matching/match_statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "ieum/core/model/match_probability.h"

namespace ieum::core {
namespace {

constexpr uint32_t kNoPair = UINT32_MAX;
constexpr size_t kKeyBits = 2;
constexpr uint64_t kKeyMask = 3;
static_assert(kKeyBits * EncodingLayout::kMaxSegments <= 64);

int32_t BinOf(int32_t weight) {
  const int32_t bounded = std::clamp(weight, WeightHistogram::kLowest, WeightHistogram::kHighest);
  return (bounded - WeightHistogram::kLowest) / WeightHistogram::kBinWidth;
}

// Best pairs of one class, summed.
struct ClassSums {
  int64_t pair_count = 0;
  int64_t linked_pair_count = 0;
  double expected_matches = 0;
  int64_t pair_weight = 0;
  std::vector<int64_t> weights;
};

// Looks at the best pairs of two parties after two parties.
class BestPairs final {
 public:
  explicit BestPairs(const MatchedParties& matched) : matched_(matched) {
    bins_.resize(static_cast<size_t>(BinOf(WeightHistogram::kHighest)) + 1);
  }

  void Add(size_t number) {
    const ComparedPairs& set = matched_.pairs[number];
    const std::vector<int32_t>& weights = matched_.weights[number];
    const std::vector<double> probabilities =
        MatchProbabilities(set, weights, (matched_.duplicate_parties >> set.left_party & 1) != 0,
                           (matched_.duplicate_parties >> set.right_party & 1) != 0);
    const bool by_left = set.left_row_count <= set.right_row_count;
    std::vector<uint32_t> best(
        static_cast<size_t>(by_left ? set.left_row_count : set.right_row_count), kNoPair);
    for (size_t i = 0; i < set.size(); ++i) {
      uint32_t& of_row = best[by_left ? set.left[i] : set.right[i]];
      if (of_row == kNoPair || weights[i] > weights[of_row]) of_row = static_cast<uint32_t>(i);
    }
    for (const uint32_t i : best) {
      if (i != kNoPair) AddPair(set, i, weights[i], probabilities[i]);
    }
  }

  WeightHistogram Histogram() const {
    const auto used = [](const WeightHistogram::Bin& bin) { return bin.pair_count > 0; };
    const auto first = std::find_if(bins_.begin(), bins_.end(), used);
    const auto end = std::find_if(bins_.rbegin(), bins_.rend(), used).base();
    WeightHistogram histogram;
    if (first == bins_.end()) return histogram;
    histogram.first = WeightHistogram::kLowest +
                      static_cast<int32_t>(first - bins_.begin()) * WeightHistogram::kBinWidth;
    histogram.bins.assign(first, end);
    return histogram;
  }

  void MoveClassesTo(MatchStatistics& statistics) const {
    for (const auto& [key, sums] : classes_) {
      if (sums.pair_count < AgreementClass::kFewestPairs) {
        statistics.unlisted_pair_count += sums.pair_count;
        continue;
      }
      AgreementClass found = {.segments = {},
                              .pair_count = sums.pair_count,
                              .linked_pair_count = sums.linked_pair_count,
                              .expected_matches = sums.expected_matches,
                              .weights = {},
                              .pair_weight = Mean(sums.pair_weight, sums.pair_count)};
      for (size_t s = 0; s < sums.weights.size(); ++s) {
        found.segments.push_back(static_cast<SegmentAgreement>(key >> kKeyBits * s & kKeyMask));
        found.weights.push_back(Mean(sums.weights[s], sums.pair_count));
      }
      statistics.classes.push_back(std::move(found));
    }
    std::stable_sort(statistics.classes.begin(), statistics.classes.end(),
                     [](const AgreementClass& a, const AgreementClass& b) {
                       return std::tie(a.linked_pair_count, a.pair_count) >
                              std::tie(b.linked_pair_count, b.pair_count);
                     });
    while (statistics.classes.size() > MatchStatistics::kMostClasses) {
      statistics.unlisted_pair_count += statistics.classes.back().pair_count;
      statistics.classes.pop_back();
    }
  }

 private:
  static int32_t Mean(int64_t sum, int64_t count) {
    return static_cast<int32_t>(
        std::llround(static_cast<double>(sum) / static_cast<double>(count)));
  }

  void AddPair(const ComparedPairs& set, uint32_t i, int32_t weight, double probability) {
    WeightHistogram::Bin& bin = bins_[static_cast<size_t>(BinOf(weight))];
    ++bin.pair_count;
    bin.expected_matches += probability;
    const std::span<const uint8_t> levels = set.levels_of(i);
    uint64_t key = 0;
    for (size_t s = 0; s < levels.size(); ++s) {
      key |= static_cast<uint64_t>(AgreementOf(levels[s])) << kKeyBits * s;
    }
    ClassSums& sums = classes_[key];
    sums.weights.resize(levels.size());
    ++sums.pair_count;
    sums.linked_pair_count += matched_.entities[set.left_party][set.left[i]] ==
                                      matched_.entities[set.right_party][set.right[i]]
                                  ? 1
                                  : 0;
    sums.expected_matches += probability;
    sums.pair_weight += weight;
    for (size_t s = 0; s < levels.size(); ++s) {
      sums.weights[s] += matched_.model.weight(s, levels[s]);
    }
  }

  const MatchedParties& matched_;
  std::vector<WeightHistogram::Bin> bins_;
  std::map<uint64_t, ClassSums> classes_;  // by the SegmentAgreement of all segments
};

// [party][row] See PartyStatistics::ambiguous_row_count.
std::vector<std::vector<bool>> AmbiguousRows(const MatchedParties& matched) {
  std::vector<std::vector<bool>> ambiguous;
  for (const BitMatrix* party : matched.parties) {
    ambiguous.emplace_back(static_cast<size_t>(party->row_count()));
  }
  struct Row {
    bool has_candidate = false;
    bool has_several = false;
    bool has_stray = false;  // a candidate in another entity
  };
  std::vector<Row> left;
  std::vector<Row> right;
  const auto add = [](Row& row, bool stray) {
    row.has_several |= row.has_candidate;
    row.has_candidate = true;
    row.has_stray |= stray;
  };
  for (size_t p = 0; p < matched.pairs.size(); ++p) {
    const ComparedPairs& set = matched.pairs[p];
    left.assign(static_cast<size_t>(set.left_row_count), {});
    right.assign(static_cast<size_t>(set.right_row_count), {});
    for (size_t i = 0; i < set.size(); ++i) {
      if (matched.weights[p][i] < matched.threshold) continue;
      const bool stray = matched.entities[set.left_party][set.left[i]] !=
                         matched.entities[set.right_party][set.right[i]];
      add(left[set.left[i]], stray);
      add(right[set.right[i]], stray);
    }
    const auto mark = [](const std::vector<Row>& rows, std::vector<bool>& of_party) {
      for (size_t row = 0; row < rows.size(); ++row) {
        if (rows[row].has_several && rows[row].has_stray) of_party[row] = true;
      }
    };
    mark(left, ambiguous[set.left_party]);
    mark(right, ambiguous[set.right_party]);
  }
  return ambiguous;
}

// What the entities say: who overlaps with whom, and which rows are linked.
void AddEntities(const MatchedParties& matched, MatchStatistics& statistics) {
  const auto entity_count = static_cast<size_t>(matched.entity_count);
  std::vector<uint32_t> members(entity_count);  // parties
  std::vector<int64_t> earlier_rows(entity_count);
  for (size_t p = 0; p < matched.entities.size(); ++p) {
    for (const uint32_t entity : matched.entities[p]) {
      statistics.linked_pair_count += earlier_rows[entity];
      members[entity] |= uint32_t{1} << p;
    }
    for (const uint32_t entity : matched.entities[p]) ++earlier_rows[entity];
  }
  std::map<uint32_t, int64_t> counts;
  for (const uint32_t parties : members) ++counts[parties];
  for (const auto& [parties, count] : counts) statistics.overlaps.push_back({parties, count});
  std::stable_sort(
      statistics.overlaps.begin(), statistics.overlaps.end(),
      [](const PartyOverlap& a, const PartyOverlap& b) { return a.entity_count > b.entity_count; });
  while (statistics.overlaps.size() > MatchStatistics::kMostOverlaps) {
    statistics.unlisted_entity_count += statistics.overlaps.back().entity_count;
    statistics.overlaps.pop_back();
  }
  const std::vector<std::vector<bool>> ambiguous = AmbiguousRows(matched);
  for (size_t p = 0; p < matched.parties.size(); ++p) {
    const BitMatrix& party = *matched.parties[p];
    const size_t segment_count = party.layout().segments().size();
    PartyStatistics& of_party = statistics.parties.emplace_back();
    of_party.ambiguous_row_count = std::count(ambiguous[p].begin(), ambiguous[p].end(), true);
    of_party.missing_row_counts.resize(segment_count);
    of_party.by_present_segments.resize(segment_count + 1);
    for (int64_t row = 0; row < party.row_count(); ++row) {
      const auto popcounts = party.popcounts(row);
      size_t present = 0;
      for (size_t s = 0; s < segment_count; ++s) {
        const bool missing = popcounts[s] == 0;
        of_party.missing_row_counts[s] += missing ? 1 : 0;
        present += missing ? 0 : 1;
      }
      const bool linked =
          std::popcount(members[matched.entities[p][static_cast<size_t>(row)]]) >= 2;
      for (LinkedRows* rows : {&of_party.rows, &of_party.by_present_segments[present]}) {
        ++rows->row_count;
        rows->linked_row_count += linked ? 1 : 0;
      }
    }
  }
}

}  // namespace

SegmentAgreement AgreementOf(int level) {
  if (level == kNoLevel) return SegmentAgreement::kMissing;
  if (level < kFrequencyClassCount) return SegmentAgreement::kIdentical;
  return level <= LevelOfPercent(kAlikePercent) ? SegmentAgreement::kAlike
                                                : SegmentAgreement::kUnlike;
}

MatchStatistics Summarise(const MatchedParties& matched) {
  MatchStatistics statistics;
  BestPairs best(matched);
  for (size_t p = 0; p < matched.pairs.size(); ++p) best.Add(p);
  statistics.histogram = best.Histogram();
  best.MoveClassesTo(statistics);
  AddEntities(matched, statistics);
  return statistics;
}

}  // namespace ieum::core
