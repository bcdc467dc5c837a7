#include "ieum/core/matching/match_state.h"

namespace ieum::core {

void ChanceStage::Keep(std::span<const SegmentChance> measured) {
  for (const SegmentChance& chance : measured) {
    chances.push_back(chance.chance);
    identities.push_back(chance.identity);
    percents.push_back(chance.percents);
  }
}

std::vector<SegmentChance> ChanceStage::For(std::span<const SegmentEncoding> encodings) const {
  std::vector<SegmentChance> all;
  for (size_t s = 0; s < encodings.size(); ++s) {
    SegmentChance chance = {.similarity = SegmentSimilarity(encodings[s], chances[s]),
                            .chance = chances[s],
                            .identity = {},
                            .percents = {}};
    if (s < identities.size()) {
      chance.identity = identities[s];
      chance.percents = percents[s];
    }
    all.push_back(std::move(chance));
  }
  return all;
}

int64_t CandidateStage::pair_count() const {
  int64_t count = 0;
  for (const SearchFigures& search : searches) count += search.compared_pair_count;
  return count;
}

int64_t CandidateStage::byte_count() const {
  int64_t count = 0;
  for (const ComparedPairs& set : pairs) count += set.byte_count();
  return count;
}

int64_t CandidateStage::candidate_count() const {
  int64_t count = 0;
  for (const ComparedPairs& set : pairs) count += static_cast<int64_t>(set.size());
  return count;
}

int64_t EntityStage::byte_count() const {
  int64_t count = 0;
  for (const std::vector<uint32_t>& rows : entities) {
    count += static_cast<int64_t>(rows.capacity() * sizeof(uint32_t));
  }
  return count;
}

}  // namespace ieum::core
