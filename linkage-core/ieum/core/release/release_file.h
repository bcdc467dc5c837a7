// A release as a file, for one recipient: the content of a bundle of kind release. Rows stand in
// the order of their release keys, which to anybody without the release secret is a uniformly
// random order. FORMAT: docs/formats/release-file.md, byte-exact. All integers little-endian:
//
//   header   "IEUMREL1" · u32 length · description in canonical form · u32 CRC32C of the header
//            before it
//   chunks   u32 length (> 0) · chunk (release_chunk.h), in sequence
//   trailer  u32 zero · account in canonical form · u32 length of the account · u64 row count · u32
//            chunk count · 32 release digest · u32 CRC32C of the trailer before it
#ifndef IEUM_CORE_RELEASE_RELEASE_FILE_H_
#define IEUM_CORE_RELEASE_RELEASE_FILE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/byte_source.h"
#include "ieum/core/release/release_account.h"
#include "ieum/core/release/release_chunk.h"
#include "ieum/core/release/release_description.h"

namespace ieum::core {

struct ReleaseTrailer {
  ReleaseAccount account;
  uint64_t row_count = 0;
  uint32_t chunk_count = 0;
  // SHA-256("ieum release v1" ‖ SHA-256(header) ‖ SHA-256(chunk 0) ‖ … ‖ SHA-256(account)): joiner
  // and researcher can compare it.
  Sha256Digest release_digest{};
};

// Takes the bytes of a release in order; an error ends the writing.
using ReleaseSink = std::function<absl::Status(ByteView)>;

// Memory: one chunk. One thread at a time.
class ReleaseFileWriter final {
 public:
  // Writes to `path`.part and renames when finished, so a file under its name is always whole.
  static absl::StatusOr<std::unique_ptr<ReleaseFileWriter>> Create(const std::string& path,
                                                                   ReleaseDescription description);
  // The same bytes to somewhere else. What the sink got is a release once Finish has succeeded.
  static absl::StatusOr<std::unique_ptr<ReleaseFileWriter>> Write(ReleaseSink sink,
                                                                  ReleaseDescription description);
  ~ReleaseFileWriter();
  ReleaseFileWriter(const ReleaseFileWriter&) = delete;
  ReleaseFileWriter& operator=(const ReleaseFileWriter&) = delete;

  const ReleaseDescription& description() const;
  // INVALID_ARGUMENT: a key below the one before, or CheckReleaseRow fails.
  absl::Status Append(const ReleaseRow& row);
  // Writes the trailer; of a file also syncs and renames. Call once; afterwards only destruction is
  // allowed.
  absl::StatusOr<ReleaseTrailer> Finish(ReleaseAccount account);

 private:
  struct State;
  static absl::StatusOr<std::unique_ptr<ReleaseFileWriter>> Begin(std::unique_ptr<State> state);
  explicit ReleaseFileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Reads chunk by chunk; memory: the description and one chunk. One thread at a time.
class ReleaseFileReader final {
 public:
  // Reads the header and, from the end of the file, the trailer. INVALID_ARGUMENT: not such a file;
  // DATA_LOSS: cut short or damaged.
  static absl::StatusOr<std::unique_ptr<ReleaseFileReader>> Open(const std::string& path);
  // The same of bytes that are somewhere else; `name` stands in messages.
  static absl::StatusOr<std::unique_ptr<ReleaseFileReader>> Read(std::unique_ptr<ByteSource> bytes,
                                                                 const std::string& name);
  ~ReleaseFileReader();
  ReleaseFileReader(const ReleaseFileReader&) = delete;
  ReleaseFileReader& operator=(const ReleaseFileReader&) = delete;

  const ReleaseDescription& description() const;
  const ReleaseTrailer& trailer() const;
  // The next chunk, checked and in sequence, valid until the next call; null after the last one,
  // when the trailer's counts and digest have been checked too: what came before is to be used only
  // then. An error is final.
  absl::StatusOr<const ReleaseChunk*> Next();

 private:
  struct State;
  explicit ReleaseFileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_RELEASE_FILE_H_
