// Encodings made directly, without identifiers: who is whom is known, nothing personal is there.
#ifndef IEUM_TESTS_SUPPORT_SYNTHETIC_PARTY_H_
#define IEUM_TESTS_SUPPORT_SYNTHETIC_PARTY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieum/core/format/chunk.h"
#include "ieum/core/format/profile_header.h"
#include "ieum/core/format/submission_file.h"
#include "support/temp_dir.h"

namespace ieum::testing {

// A profile of one segment, as servers read it.
std::string SyntheticProfileJson(int bit_count = 512, int threshold_basis_points = 8'000);
core::ProfileHeader SyntheticProfile(int bit_count = 512, int threshold_basis_points = 8'000);

// One holder's rows. Encodings of one person are nearly equal in all parties (three bits of 512
// flipped in each), those of two persons have a similarity near 0.5: with 512 bits and threshold
// 0.8 the nearest of 10^9 pairs of strangers is more than one standard deviation away from it.
struct SyntheticParty {
  core::SubmissionId submission_id;
  core::Sha256Digest profile_digest;
  uint32_t row_bytes;
  std::vector<uint32_t> persons;      // [n]
  std::vector<core::Serial> serials;  // [n]
  core::Bytes encodings;              // [n, row_bytes]

  size_t row_count() const { return persons.size(); }
};

// persons: [n], who each row is. `party_seed` decides serials, noise and submission id.
SyntheticParty MakeParty(const core::ProfileHeader& profile, std::vector<uint32_t> persons,
                         uint64_t party_seed);
// Persons first, first + step, …: [count].
std::vector<uint32_t> Persons(uint32_t first, uint32_t count, uint32_t step = 1);

// The tag that all synthetic parties submit with: they encode alike.
core::Sha256Digest SyntheticTag();

// The party cut into chunks.
std::vector<core::Bytes> ChunksOf(const SyntheticParty& party, size_t rows_per_chunk);
// Digest of the first `count` chunks, as a server reports it.
core::Sha256Digest DigestOf(const std::vector<core::Bytes>& chunks, size_t count);
// Writes the party as `ieum encode` would and returns the path.
std::string WriteSubmissionFile(const TempDir& dir, const std::string& name,
                                const std::string& project, const SyntheticParty& party,
                                size_t rows_per_chunk);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_SYNTHETIC_PARTY_H_
