#include "ieum/core/matching/search_choice.h"

#include <algorithm>
#include <vector>

namespace ieum::core {
namespace {

// What a candidate of each row costs for some stages, and what a run takes besides.
constexpr int64_t kBytesPerCandidate = 64;
constexpr int64_t kOtherBytes = int64_t{192} << 20;
constexpr int kFewestCandidates = 2;
// Of the memory, for the encodings of one side that are looked at together.
constexpr int64_t kWindowShare = 10;
constexpr int64_t kFewestWindowRows = 65'536;

}  // namespace

CandidateSearch SearchOf(std::span<const PartyRows> parties, const ModelMatchingOptions& options) {
  CandidateSearch search;
  search.exhaustive = options.exhaustive;
  search.thread_count = options.thread_count;
  // Every second row of a person is a partner too.
  const std::vector<bool>& duplicates = options.holds_duplicates;
  if (std::find(duplicates.begin(), duplicates.end(), true) != duplicates.end()) {
    search.planned_limit = search.exhaustive_limit;
  }
  if (options.memory_bytes > 0) {
    int64_t row_count = 1;
    for (const PartyRows& party : parties) row_count += party.encodings->row_count();
    const int64_t affordable =
        (options.memory_bytes - kOtherBytes) / (kBytesPerCandidate * row_count);
    search.planned_limit =
        static_cast<int>(std::clamp<int64_t>(affordable, kFewestCandidates, search.planned_limit));
    const int64_t row_bytes = parties.front().encodings->stride_words() * int64_t{8};
    search.window_rows =
        std::max(kFewestWindowRows, options.memory_bytes / (kWindowShare * row_bytes));
  }
  return search;
}

}  // namespace ieum::core
