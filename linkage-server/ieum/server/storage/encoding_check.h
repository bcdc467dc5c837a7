// The gatekeeper of submissions: encodings that no person has, refused before they are stored, and
// submissions that are no file of persons, refused when they are sealed.
#ifndef IEUM_SERVER_STORAGE_ENCODING_CHECK_H_
#define IEUM_SERVER_STORAGE_ENCODING_CHECK_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::server {

// The most bits that a filter of a segment may have set. Dense filters ("hubs") are like everybody
// else's. Each bit of a diffused or folded filter is an XOR and set with probability 1/2 at most,
// so more than seven standard deviations above half of them is no accident; a balanced filter has
// exactly half of its bits set; of others nine tenths are more than any profile makes of a person.
// REQUIRES: s < segment_count.
int MostBitsSet(const core::ProfileHeader& profile, size_t s);

// INVALID_ARGUMENT names the row (from 1 in the chunk) and segment of the first filter with more
// bits set than MostBitsSet, or a balanced one with other than half of them or none.
// REQUIRES: the chunk has the profile's encodings.
absl::Status CheckFilters(const core::ChunkView& chunk, const core::ProfileHeader& profile);

// Counts rows whose encoding an earlier row of the submission has too. Holds 8 bytes for each row.
// One thread at a time.
class RepetitionCheck final {
 public:
  // Of at least so many rows, at most this share may repeat.
  static constexpr uint64_t kFewestRows = 1'000;
  static constexpr int kMostPercent = 20;

  explicit RepetitionCheck(uint64_t row_count) { hashes_.reserve(row_count); }
  void AddRows(const core::ChunkView& chunk);
  // INVALID_ARGUMENT: more than kMostPercent of the rows repeat. Once.
  absl::Status Finish();

 private:
  std::vector<uint64_t> hashes_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_ENCODING_CHECK_H_
