// A payload file: what `ieum payload make` writes for the joiner. Rows in ascending order of their
// serials, so that their order says nothing and no serial can come twice. FORMAT:
// docs/formats/payload-file.md, byte-exact. All integers little-endian:
//
//   header   "IEUMPAY1" · u32 bytes of the header, all of it · u16 length · project id ·
//            u16 length · holder · 32 schema digest · u32 length · schema in canonical form ·
//            u32 CRC32C of the header before it
//   chunks   u32 length (> 0) · chunk (payload_chunk.h), in sequence
//   trailer  u32 zero · u64 row count · u32 chunk count · 32 payload digest · u32 CRC32C of the
//            trailer before it
#ifndef IEUM_CORE_PAYLOAD_PAYLOAD_FILE_H_
#define IEUM_CORE_PAYLOAD_PAYLOAD_FILE_H_

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/byte_source.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/payload/payload_chunk.h"
#include "ieum/core/payload/payload_schema.h"

namespace ieum::core {

struct PayloadHeader {
  ProjectId project;
  InstitutionId holder;
  PayloadSchema schema;
};

struct PayloadTrailer {
  uint64_t row_count;
  uint32_t chunk_count;
  // SHA-256("ieum payload v1" ‖ SHA-256(header) ‖ SHA-256(chunk 0) ‖ …): holder and joiner can
  // compare it.
  Sha256Digest payload_digest;
};

// Writes to `path`.part and renames when finished, so a file under its name is always whole.
// Memory: one chunk. One thread at a time.
class PayloadFileWriter final {
 public:
  static absl::StatusOr<std::unique_ptr<PayloadFileWriter>> Create(const std::string& path,
                                                                   PayloadHeader header);
  ~PayloadFileWriter();
  PayloadFileWriter(const PayloadFileWriter&) = delete;
  PayloadFileWriter& operator=(const PayloadFileWriter&) = delete;

  // values: [columns], of the sent types. INVALID_ARGUMENT: a serial that does not follow the one
  // before, or a value that its type does not allow.
  absl::Status Append(const Serial& serial, std::span<const PayloadValue> values);
  // Writes the trailer, syncs and renames. Call once; afterwards only destruction is allowed.
  absl::StatusOr<PayloadTrailer> Finish();

 private:
  struct State;
  explicit PayloadFileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Reads chunk by chunk; memory: the schema and one chunk. One thread at a time.
class PayloadFileReader final {
 public:
  // Reads the header and, from the end of the file, the trailer. INVALID_ARGUMENT: not such a file;
  // DATA_LOSS: cut short or damaged.
  static absl::StatusOr<std::unique_ptr<PayloadFileReader>> Open(const std::string& path);
  // The same of bytes that are somewhere else; `name` stands in messages.
  static absl::StatusOr<std::unique_ptr<PayloadFileReader>> Read(std::unique_ptr<ByteSource> bytes,
                                                                 const std::string& name);
  ~PayloadFileReader();
  PayloadFileReader(const PayloadFileReader&) = delete;
  PayloadFileReader& operator=(const PayloadFileReader&) = delete;

  const PayloadHeader& header() const;
  const PayloadTrailer& trailer() const;
  // The next chunk, checked and in sequence, valid until the next call; null after the last one,
  // when the trailer's counts and digest have been checked too. An error is final.
  absl::StatusOr<const PayloadChunk*> Next();
  // The bytes of that chunk, valid as long.
  ByteView chunk_bytes() const;

 private:
  struct State;
  explicit PayloadFileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_PAYLOAD_FILE_H_
