#include "ieum/core/format/submission_file.h"

#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/format/part_file.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/submission-file.md. Never renumber.
constexpr std::string_view kMagic = "IEUMSUB2";
constexpr std::string_view kMagicWithoutTag = "IEUMSUB1";
constexpr size_t kPrefixBytes = kMagic.size() + 2;             // up to the project id
constexpr size_t kHeaderTailBytes = 16 + 32 + 4 + 4 + 32 + 4;  // behind the project id
constexpr size_t kTagPlace = 16 + 32 + 4 + 4;                  // behind the project id
constexpr size_t kLengthBytes = 4;                             // before each chunk
constexpr size_t kTrailerBytes = kLengthBytes + 8 + 4 + 32 + 4;
constexpr size_t kMaxProjectIdBytes = 63;
constexpr uint64_t kSmallestChunkBytes = kChunkHeaderBytes + 4;

bool IsRowBytes(uint32_t row_bytes) {
  return row_bytes > 0 && row_bytes % 8 == 0 && row_bytes <= EncodingLayout::kMaxRowBits / 8;
}

bool IsKeyCount(uint32_t count) { return count <= static_cast<uint32_t>(kMaxBlockingKeys); }

void Append(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

Bytes SerializeHeader(const SubmissionHeader& header) {
  Bytes out;
  Append(out, AsBytes(kMagic));
  AppendLittleEndian(out, static_cast<uint16_t>(header.project.value().size()));
  Append(out, AsBytes(header.project.value()));
  Append(out, header.submission_id);
  Append(out, header.profile_digest);
  AppendLittleEndian(out, header.row_bytes);
  AppendLittleEndian(out, header.blocking_keys_per_row);
  Append(out, header.agreement_tag);
  AppendLittleEndian(out, Crc32c(out));
  return out;
}

Bytes SerializeTrailer(const SubmissionTrailer& trailer) {
  Bytes out;
  AppendLittleEndian(out, uint32_t{0});
  AppendLittleEndian(out, trailer.row_count);
  AppendLittleEndian(out, trailer.chunk_count);
  Append(out, trailer.submission_digest);
  AppendLittleEndian(out, Crc32c(out));
  return out;
}

absl::Status NotASubmissionFile(const std::string& path) {
  return InvalidArgument("'%s' is not an encoded file; make one with: ieum encode", path);
}

absl::Status Damaged(const std::string& path, std::string_view what) {
  return DataLoss("'%s' is damaged: %s; encode again", path, what);
}

struct HeaderAndSize {
  SubmissionHeader header;
  uint64_t size_bytes;
};

absl::StatusOr<HeaderAndSize> ReadHeader(ByteSource& file, const std::string& path) {
  const uint64_t file_bytes = file.size_bytes();
  if (file_bytes < kPrefixBytes) return NotASubmissionFile(path);
  Bytes bytes(kPrefixBytes);
  IEUM_RETURN_IF_ERROR(file.ReadAt(0, bytes));
  const std::string_view magic = AsText(ByteView(bytes).first(kMagic.size()));
  if (magic == kMagicWithoutTag) {
    return InvalidArgument(
        "'%s' was encoded by an older version, without the tag by which holders learn that they "
        "encode alike; encode again",
        path);
  }
  if (magic != kMagic) return NotASubmissionFile(path);
  const size_t id_bytes = LoadLittleEndian<uint16_t>(bytes, kMagic.size());
  if (id_bytes > kMaxProjectIdBytes) return Damaged(path, "its project id is too long");
  const size_t header_bytes = kPrefixBytes + id_bytes + kHeaderTailBytes;
  if (file_bytes < header_bytes + kTrailerBytes) return Damaged(path, "it is cut short");
  bytes.resize(header_bytes);
  IEUM_RETURN_IF_ERROR(file.ReadAt(0, bytes));
  const ByteView checked = ByteView(bytes).first(header_bytes - 4);
  if (Crc32c(checked) != LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return Damaged(path, "the checksum of its header does not fit");
  }
  IEUM_ASSIGN_OR_RETURN(ProjectId project,
                        ProjectId::Parse(AsText(checked.subspan(kPrefixBytes, id_bytes))));
  HeaderAndSize result{
      .header = {.project = std::move(project),
                 .submission_id = {},
                 .profile_digest = {},
                 .row_bytes = LoadLittleEndian<uint32_t>(bytes, kPrefixBytes + id_bytes + 16 + 32),
                 .blocking_keys_per_row =
                     LoadLittleEndian<uint32_t>(bytes, kPrefixBytes + id_bytes + 16 + 32 + 4),
                 .agreement_tag = {}},
      .size_bytes = header_bytes};
  std::memcpy(result.header.submission_id.data(), bytes.data() + kPrefixBytes + id_bytes, 16);
  std::memcpy(result.header.profile_digest.data(), bytes.data() + kPrefixBytes + id_bytes + 16, 32);
  std::memcpy(result.header.agreement_tag.data(),
              bytes.data() + kPrefixBytes + id_bytes + kTagPlace, 32);
  if (!IsRowBytes(result.header.row_bytes)) {
    return Damaged(path, "its encodings have no valid size");
  }
  if (!IsKeyCount(result.header.blocking_keys_per_row)) {
    return Damaged(path, "its rows have too many blocking keys");
  }
  return result;
}

absl::StatusOr<SubmissionTrailer> ReadTrailer(ByteSource& file, const std::string& path,
                                              uint64_t offset) {
  std::array<std::byte, kTrailerBytes> bytes;
  IEUM_RETURN_IF_ERROR(file.ReadAt(offset, bytes));
  const ByteView checked = ByteView(bytes).first(kTrailerBytes - 4);
  if (LoadLittleEndian<uint32_t>(bytes) != 0 ||
      Crc32c(checked) != LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return Damaged(path, "it is cut short, or its trailer does not fit its checksum");
  }
  SubmissionTrailer trailer;
  trailer.row_count = LoadLittleEndian<uint64_t>(bytes, 4);
  trailer.chunk_count = LoadLittleEndian<uint32_t>(bytes, 12);
  std::memcpy(trailer.submission_digest.data(), bytes.data() + 16, 32);
  return trailer;
}

}  // namespace

struct SubmissionFileWriter::State {
  PartFile file;
  SubmissionHeader header;
  SubmissionDigest digest{};
  uint64_t row_count = 0;
  uint32_t chunk_count = 0;
  bool finished = false;
};

SubmissionFileWriter::SubmissionFileWriter(std::unique_ptr<State> state)
    : state_(std::move(state)) {}

SubmissionFileWriter::~SubmissionFileWriter() = default;

absl::StatusOr<std::unique_ptr<SubmissionFileWriter>> SubmissionFileWriter::Create(
    const std::string& path, const SubmissionHeader& header) {
  if (!IsRowBytes(header.row_bytes)) {
    return InvalidArgument("encodings of %d bytes; want a multiple of 8 from 8 to %d",
                           header.row_bytes, EncodingLayout::kMaxRowBits / 8);
  }
  if (!IsKeyCount(header.blocking_keys_per_row)) {
    return InvalidArgument("%d blocking keys for each row; want at most %d",
                           header.blocking_keys_per_row, kMaxBlockingKeys);
  }
  IEUM_ASSIGN_OR_RETURN(PartFile file, PartFile::Create(path));
  IEUM_RETURN_IF_ERROR(file.Append(SerializeHeader(header)));
  std::unique_ptr<State> state(new State{.file = std::move(file), .header = header});
  return std::unique_ptr<SubmissionFileWriter>(new SubmissionFileWriter(std::move(state)));
}

absl::Status SubmissionFileWriter::AppendChunk(std::span<const Serial> serials, ByteView encodings,
                                               std::span<const uint64_t> blocking_keys) {
  State& state = *state_;
  IEUM_CHECK(!state.finished);
  if (serials.empty() || serials.size() > kMaxRowsPerChunk) {
    return InvalidArgument("a chunk of %d rows; want 1 to %d", serials.size(), kMaxRowsPerChunk);
  }
  if (encodings.size() != serials.size() * state.header.row_bytes) {
    return InvalidArgument("%d rows come with %d bytes of encodings; want %d bytes each",
                           serials.size(), encodings.size(), state.header.row_bytes);
  }
  if (blocking_keys.size() != serials.size() * state.header.blocking_keys_per_row) {
    return InvalidArgument("%d rows come with %d blocking keys; want %d each", serials.size(),
                           blocking_keys.size(), state.header.blocking_keys_per_row);
  }
  const Bytes chunk =
      SerializeChunk(state.header.submission_id, state.chunk_count, state.header.profile_digest,
                     serials, encodings, blocking_keys);
  if (static_cast<int64_t>(chunk.size()) > kMaxChunkBytes) {
    return InvalidArgument("a chunk of %d rows has %d bytes; want at most %d, so fewer rows",
                           serials.size(), chunk.size(), kMaxChunkBytes);
  }
  Bytes length;
  AppendLittleEndian(length, static_cast<uint32_t>(chunk.size()));
  IEUM_RETURN_IF_ERROR(state.file.Append(length));
  IEUM_RETURN_IF_ERROR(state.file.Append(chunk));
  state.digest.AddChunk(Sha256(chunk));
  state.row_count += serials.size();
  ++state.chunk_count;
  return absl::OkStatus();
}

absl::StatusOr<SubmissionTrailer> SubmissionFileWriter::Finish() {
  State& state = *state_;
  IEUM_CHECK(!state.finished);
  const SubmissionTrailer trailer{.row_count = state.row_count,
                                  .chunk_count = state.chunk_count,
                                  .submission_digest = state.digest.Finish()};
  IEUM_RETURN_IF_ERROR(state.file.Append(SerializeTrailer(trailer)));
  state.finished = true;
  IEUM_RETURN_IF_ERROR(state.file.Finish());
  return trailer;
}

struct SubmissionFileReader::State {
  std::string path;
  std::unique_ptr<ByteSource> bytes;
  SubmissionHeader header;
  SubmissionTrailer trailer;
  uint64_t offset;      // of the next chunk's length
  uint64_t end_offset;  // of the trailer
  SubmissionDigest digest{};
  uint64_t rows_read = 0;
  uint32_t chunks_read = 0;
  bool verified = false;   // the trailer, against everything before it
  absl::Status failure{};  // an error is final
  Bytes chunk{};

  absl::StatusOr<std::optional<ByteView>> ReadNext();
  absl::Status VerifyTrailer();
};

absl::Status SubmissionFileReader::State::VerifyTrailer() {
  if (verified) return absl::OkStatus();
  if (rows_read != trailer.row_count || chunks_read != trailer.chunk_count) {
    return Damaged(path, "its trailer counts other rows or chunks than it holds");
  }
  if (digest.Finish() != trailer.submission_digest) {
    return Damaged(path, "the digest in its trailer does not fit its chunks");
  }
  verified = true;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<ByteView>> SubmissionFileReader::State::ReadNext() {
  if (offset == end_offset) {
    IEUM_RETURN_IF_ERROR(VerifyTrailer());
    return std::optional<ByteView>();
  }
  const uint64_t left = end_offset - offset;
  const std::string which = absl::StrFormat("chunk %d", chunks_read);
  if (left < kLengthBytes) return Damaged(path, which + " has no length");
  std::array<std::byte, kLengthBytes> length_bytes;
  IEUM_RETURN_IF_ERROR(bytes->ReadAt(offset, length_bytes));
  const auto length = LoadLittleEndian<uint32_t>(length_bytes);
  if (length < kSmallestChunkBytes || length > kMaxChunkBytes || length > left - kLengthBytes) {
    return Damaged(path, which + " has an impossible length");
  }
  chunk.resize(length);
  IEUM_RETURN_IF_ERROR(bytes->ReadAt(offset + kLengthBytes, chunk));
  const absl::StatusOr<ChunkView> view = ParseChunk(chunk);
  if (!view.ok()) return Damaged(path, which + ": " + std::string(Message(view.status())));
  if (view->submission_id != header.submission_id || view->row_bytes != header.row_bytes ||
      view->blocking_keys_per_row != header.blocking_keys_per_row ||
      view->profile_digest != header.profile_digest || view->sequence != chunks_read) {
    return Damaged(path, which + " belongs to another submission or place");
  }
  digest.AddChunk(Sha256(chunk));
  rows_read += view->row_count;
  ++chunks_read;
  offset += kLengthBytes + length;
  return std::optional<ByteView>(chunk);
}

SubmissionFileReader::SubmissionFileReader(std::unique_ptr<State> state)
    : state_(std::move(state)) {}

SubmissionFileReader::~SubmissionFileReader() = default;

absl::StatusOr<std::unique_ptr<SubmissionFileReader>> SubmissionFileReader::Open(
    const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, OpenByteSource(path));
  return Read(std::move(bytes), path);
}

absl::StatusOr<std::unique_ptr<SubmissionFileReader>> SubmissionFileReader::Read(
    std::unique_ptr<ByteSource> bytes, const std::string& path) {
  const uint64_t file_bytes = bytes->size_bytes();
  IEUM_ASSIGN_OR_RETURN(HeaderAndSize start, ReadHeader(*bytes, path));
  const uint64_t end_offset = file_bytes - kTrailerBytes;
  IEUM_ASSIGN_OR_RETURN(const SubmissionTrailer trailer, ReadTrailer(*bytes, path, end_offset));
  // Callers may make room for this many rows, so a count that the file cannot hold stops here.
  const uint64_t row_bytes = sizeof(Serial) + uint64_t{start.header.row_bytes} +
                             sizeof(uint64_t) * start.header.blocking_keys_per_row;
  if (trailer.row_count > file_bytes / row_bytes ||
      trailer.chunk_count > file_bytes / kSmallestChunkBytes) {
    return Damaged(path, "its trailer counts more rows or chunks than it has room for");
  }
  std::unique_ptr<State> state(new State{.path = path,
                                         .bytes = std::move(bytes),
                                         .header = std::move(start.header),
                                         .trailer = trailer,
                                         .offset = start.size_bytes,
                                         .end_offset = end_offset});
  return std::unique_ptr<SubmissionFileReader>(new SubmissionFileReader(std::move(state)));
}

const SubmissionHeader& SubmissionFileReader::header() const { return state_->header; }
const SubmissionTrailer& SubmissionFileReader::trailer() const { return state_->trailer; }

absl::StatusOr<std::optional<ByteView>> SubmissionFileReader::Next() {
  IEUM_RETURN_IF_ERROR(state_->failure);
  absl::StatusOr<std::optional<ByteView>> chunk = state_->ReadNext();
  state_->failure = chunk.status();
  return chunk;
}

absl::Status SubmissionFileReader::SkipTo(uint32_t sequence) {
  if (sequence < state_->chunks_read || sequence > state_->trailer.chunk_count) {
    return InvalidArgument("cannot go on at chunk %d of '%s': %d of its %d chunks have been read",
                           sequence, state_->path, state_->chunks_read,
                           state_->trailer.chunk_count);
  }
  while (state_->chunks_read < sequence) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<ByteView> chunk, Next());
    if (!chunk.has_value()) return Damaged(state_->path, "it holds fewer chunks than it counts");
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
