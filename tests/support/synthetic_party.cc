#include "support/synthetic_party.h"

#include <algorithm>
#include <random>

#include "ieum/core/base/status.h"
#include "support/seeded_random.h"

namespace ieum::testing {
namespace {

constexpr int kFlippedBits = 3;

}  // namespace

std::string SyntheticProfileJson(int bit_count, int threshold_basis_points) {
  return absl::StrFormat(
      R"({"preset":"plain","profile":"synthetic","segments":[{"bits":%d,"name":"all","weight":1}],)"
      R"("threshold":%d,"version":1})",
      bit_count, threshold_basis_points);
}

core::ProfileHeader SyntheticProfile(int bit_count, int threshold_basis_points) {
  absl::StatusOr<core::ProfileHeader> profile =
      core::ReadProfileHeader(SyntheticProfileJson(bit_count, threshold_basis_points));
  IEUM_CHECK(profile.ok());
  return *std::move(profile);
}

SyntheticParty MakeParty(const core::ProfileHeader& profile, std::vector<uint32_t> persons,
                         uint64_t party_seed) {
  SeededRandom random(party_seed);
  std::mt19937_64 noise(party_seed);
  const auto bit_count = static_cast<uint64_t>(profile.layout.row_bits());
  SyntheticParty party{.submission_id = random.Next128(),
                       .profile_digest = profile.digest,
                       .row_bytes = static_cast<uint32_t>(profile.layout.row_bytes()),
                       .persons = std::move(persons),
                       .serials = {},
                       .encodings = {}};
  party.encodings.reserve(party.row_count() * party.row_bytes);
  std::vector<uint64_t> row(static_cast<size_t>(profile.layout.row_words()));
  for (const uint32_t person : party.persons) {
    std::mt19937_64 bits(person);
    std::generate(row.begin(), row.end(), bits);
    for (int i = 0; i < kFlippedBits; ++i) {
      const uint64_t bit = noise() % bit_count;
      row[bit / 64] ^= uint64_t{1} << (bit % 64);
    }
    const auto bytes = std::as_bytes(std::span(row));
    party.encodings.insert(party.encodings.end(), bytes.begin(), bytes.end());
    party.serials.push_back(random.Next128());
  }
  return party;
}

std::vector<uint32_t> Persons(uint32_t first, uint32_t count, uint32_t step) {
  std::vector<uint32_t> persons(count);
  for (uint32_t i = 0; i < count; ++i) persons[i] = first + i * step;
  return persons;
}

core::Sha256Digest SyntheticTag() { return core::Sha256(core::AsBytes("synthetic")); }

std::vector<core::Bytes> ChunksOf(const SyntheticParty& party, size_t rows_per_chunk) {
  std::vector<core::Bytes> chunks;
  for (size_t begin = 0; begin < party.row_count(); begin += rows_per_chunk) {
    const size_t rows = std::min(rows_per_chunk, party.row_count() - begin);
    chunks.push_back(core::SerializeChunk(
        party.submission_id, static_cast<uint32_t>(chunks.size()), party.profile_digest,
        std::span(party.serials).subspan(begin, rows),
        core::ByteView(party.encodings).subspan(begin * party.row_bytes, rows * party.row_bytes),
        {}));
  }
  return chunks;
}

core::Sha256Digest DigestOf(const std::vector<core::Bytes>& chunks, size_t count) {
  core::SubmissionDigest digest;
  for (size_t i = 0; i < count; ++i) digest.AddChunk(core::Sha256(chunks[i]));
  return digest.Finish();
}

std::string WriteSubmissionFile(const TempDir& dir, const std::string& name,
                                const std::string& project, const SyntheticParty& party,
                                size_t rows_per_chunk) {
  const std::string path = dir.File(name);
  auto writer =
      core::SubmissionFileWriter::Create(path, {.project = core::ProjectId::Parse(project).value(),
                                                .submission_id = party.submission_id,
                                                .profile_digest = party.profile_digest,
                                                .row_bytes = party.row_bytes,
                                                .blocking_keys_per_row = 0,
                                                .agreement_tag = SyntheticTag()});
  IEUM_CHECK(writer.ok());
  for (size_t begin = 0; begin < party.row_count(); begin += rows_per_chunk) {
    const size_t rows = std::min(rows_per_chunk, party.row_count() - begin);
    IEUM_CHECK((*writer)
                   ->AppendChunk(std::span(party.serials).subspan(begin, rows),
                                 core::ByteView(party.encodings)
                                     .subspan(begin * party.row_bytes, rows * party.row_bytes),
                                 {})
                   .ok());
  }
  IEUM_CHECK((*writer)->Finish().ok());
  return path;
}

}  // namespace ieum::testing
