// An encoded file: what `ieum encode` writes and `ieum submit` sends. Holds no identifier and no
// secret. FORMAT: docs/formats/submission-file.md, byte-exact. All integers little-endian:
//
//   header   "IEUMSUB2" · u16 length of project id · project id · 16 submission id · 32 profile
//            digest · u32 bytes per encoding · u32 blocking keys per row · 32 agreement tag · u32
//            CRC32C of the header before it
//   chunks   u32 length (> 0) · chunk (format/chunk.h), in sequence
//   trailer  u32 zero · u64 row count · u32 chunk count · 32 submission digest · u32 CRC32C of the
//            trailer before it
#ifndef IEUM_CORE_FORMAT_SUBMISSION_FILE_H_
#define IEUM_CORE_FORMAT_SUBMISSION_FILE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/byte_source.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/format/chunk.h"

namespace ieum::core {

struct SubmissionHeader {
  ProjectId project;
  SubmissionId submission_id;
  Sha256Digest profile_digest;
  uint32_t row_bytes;
  uint32_t blocking_keys_per_row;
  // What secret, profile and software make of known answers: docs/formats/agreement-tag.md.
  Sha256Digest agreement_tag;
};

struct SubmissionTrailer {
  uint64_t row_count;
  uint32_t chunk_count;
  Sha256Digest submission_digest;
};

// Writes to `path`.part and renames when finished, so a file under its name is always whole.
// One thread at a time. Destroying an unfinished writer removes the part file.
class SubmissionFileWriter final {
 public:
  static absl::StatusOr<std::unique_ptr<SubmissionFileWriter>> Create(
      const std::string& path, const SubmissionHeader& header);
  ~SubmissionFileWriter();
  SubmissionFileWriter(const SubmissionFileWriter&) = delete;
  SubmissionFileWriter& operator=(const SubmissionFileWriter&) = delete;

  // Next chunk in sequence. serials: [n], encodings: [n, row_bytes], blocking_keys: [n,
  // blocking_keys_per_row], 1 <= n <= kMaxRowsPerChunk.
  absl::Status AppendChunk(std::span<const Serial> serials, ByteView encodings,
                           std::span<const uint64_t> blocking_keys);
  // Writes the trailer, syncs and renames. Call once; afterwards only destruction is allowed.
  absl::StatusOr<SubmissionTrailer> Finish();

 private:
  struct State;
  explicit SubmissionFileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Reads chunk by chunk in constant memory. One thread at a time.
class SubmissionFileReader final {
 public:
  // Reads the header and, from the end of the file, the trailer. INVALID_ARGUMENT: not such a file;
  // DATA_LOSS: cut short or damaged.
  static absl::StatusOr<std::unique_ptr<SubmissionFileReader>> Open(const std::string& path);
  // The same of bytes that are somewhere else; `name` stands in messages.
  static absl::StatusOr<std::unique_ptr<SubmissionFileReader>> Read(
      std::unique_ptr<ByteSource> bytes, const std::string& name);
  ~SubmissionFileReader();
  SubmissionFileReader(const SubmissionFileReader&) = delete;
  SubmissionFileReader& operator=(const SubmissionFileReader&) = delete;

  const SubmissionHeader& header() const;
  const SubmissionTrailer& trailer() const;
  // The bytes of the next chunk, verified (ParseChunk) and in sequence, valid until the next call;
  // empty after the last one, when the trailer's counts and digest have been verified too.
  absl::StatusOr<std::optional<ByteView>> Next();
  // Skips chunks so that Next() returns the one with number `sequence`; chunks before it are still
  // read, since the digest covers them. INVALID_ARGUMENT if there are fewer.
  absl::Status SkipTo(uint32_t sequence);

 private:
  struct State;
  explicit SubmissionFileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_FORMAT_SUBMISSION_FILE_H_
