// The gatekeeper of submissions: encodings that no person has, refused before they are stored, and
// submissions that are no file of persons, refused when they are sealed.
#ifndef IEUM_SERVER_STORAGE_ENCODING_CHECK_H_
#define IEUM_SERVER_STORAGE_ENCODING_CHECK_H_

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/base/status.h"
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

// Counts how often each bit ("column") is set in the different filters of diffused segments. An
// encoder's columns are all alike there: each is an XOR of so many secret positions that no name is
// left in it. Of other methods columns tell names, and are not judged. Holds about 65,536 filters'
// hashes for each segment, a sample by their hashes. One thread at a time; the profile outlives it.
class ColumnCheck final {
 public:
  // XORs of fewer positions are not judged, nor segments of fewer different filters.
  static constexpr int kFewestPositions = 5;
  static constexpr uint64_t kFewestFilters = 1'000;
  // So much, in percent, may a column's mean be off that of all, and so many columns more. Measured
  // worst of the presets, with 1,000 and 10,000 generated persons: 12, and none.
  static constexpr int kMostOff = 25;
  static constexpr int kMostColumns = 1;

  // row_count: of the submission, for the size of the sample.
  ColumnCheck(const core::ProfileHeader& profile, uint64_t row_count);
  // REQUIRES: the chunk has the profile's encodings.
  void AddRows(const core::ChunkView& chunk);
  // INVALID_ARGUMENT names the first segment whose columns are not those of an encoder.
  absl::Status Finish() const;

 private:
  struct Segment {
    int index;
    std::unordered_set<uint64_t> seen;
    std::vector<uint32_t> set_counts;  // [bits]
  };

  const core::ProfileHeader& profile_;
  uint64_t stride_;
  std::vector<Segment> segments_;
};

// What is checked of all rows of a submission together. As the two above.
class SubmissionCheck final {
 public:
  SubmissionCheck(const core::ProfileHeader& profile, uint64_t row_count)
      : repetitions_(row_count), columns_(profile, row_count) {}
  void AddRows(const core::ChunkView& chunk) {
    repetitions_.AddRows(chunk);
    columns_.AddRows(chunk);
  }
  absl::Status Finish() {
    IEUM_RETURN_IF_ERROR(repetitions_.Finish());
    return columns_.Finish();
  }

 private:
  RepetitionCheck repetitions_;
  ColumnCheck columns_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_ENCODING_CHECK_H_
