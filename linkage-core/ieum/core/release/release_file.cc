#include "ieum/core/release/release_file.h"

#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/part_file.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/release-file.md. Never renumber.
constexpr std::string_view kMagic = "IEUMREL1";
constexpr size_t kPrefixBytes = 8 + 4;
constexpr size_t kLengthBytes = 4;
constexpr size_t kChecksumBytes = 4;
constexpr size_t kEndBytes = 4 + 8 + 4 + 32 + kChecksumBytes;  // of the trailer, behind the account

void AddBytes(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

Bytes SerializeHeader(const ReleaseDescription& description) {
  Bytes out;
  AddBytes(out, AsBytes(kMagic));
  AppendLittleEndian(out, static_cast<uint32_t>(description.canonical_json.size()));
  AddBytes(out, AsBytes(description.canonical_json));
  AppendLittleEndian(out, Crc32c(out));
  return out;
}

Sha256Stream StartDigest(ByteView header) {
  Sha256Stream digest;
  digest.Update(AsBytes("ieum release v1"));
  digest.Update(Sha256(header));
  return digest;
}

absl::Status NotARelease(const std::string& path) {
  return InvalidArgument(
      "'%s' is not a release; it is what 'ieum bundle open' writes of a bundle of kind release",
      path);
}

absl::Status Damaged(const std::string& path, std::string_view what) {
  return DataLoss("'%s' is damaged: %s; open the bundle again", path, what);
}

struct HeaderAndBytes {
  ReleaseDescription description;
  Bytes bytes;
};

absl::StatusOr<HeaderAndBytes> ReadHeader(ByteSource& file, const std::string& path) {
  const uint64_t file_bytes = file.size_bytes();
  if (file_bytes < kPrefixBytes) return NotARelease(path);
  Bytes bytes(kPrefixBytes);
  IEUM_RETURN_IF_ERROR(file.ReadAt(0, bytes));
  if (AsText(ByteView(bytes).first(kMagic.size())) != kMagic) return NotARelease(path);
  const size_t length = LoadLittleEndian<uint32_t>(bytes, kMagic.size());
  if (length == 0 || length > size_t{ReleaseDescription::kMaxBytes}) {
    return Damaged(path, "its description has an impossible size");
  }
  const size_t size = kPrefixBytes + length + kChecksumBytes;
  if (file_bytes < size + kLengthBytes + kEndBytes) return Damaged(path, "it is cut short");
  bytes.resize(size);
  IEUM_RETURN_IF_ERROR(file.ReadAt(0, bytes));
  const ByteView checked = ByteView(bytes).first(size - kChecksumBytes);
  if (Crc32c(checked) != LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return Damaged(path, "the checksum of its header does not fit");
  }
  const std::string_view json = AsText(checked.subspan(kPrefixBytes));
  absl::StatusOr<ReleaseDescription> description = ReleaseDescription::FromJson(json);
  if (!description.ok()) {
    return WithContext(description.status(), absl::StrFormat("the description in '%s'", path));
  }
  if (description->canonical_json != json) {
    return Damaged(path, "its description is not in canonical form");
  }
  return HeaderAndBytes{.description = *std::move(description), .bytes = std::move(bytes)};
}

struct TrailerAndPlace {
  ReleaseTrailer trailer;
  Sha256Digest account_digest;
  uint64_t offset;
};

absl::StatusOr<TrailerAndPlace> ReadTrailer(ByteSource& file, const std::string& path,
                                            const ReleaseDescription& description,
                                            uint64_t header_bytes) {
  std::array<std::byte, kEndBytes> end;
  IEUM_RETURN_IF_ERROR(file.ReadAt(file.size_bytes() - kEndBytes, end));
  const size_t account_bytes = LoadLittleEndian<uint32_t>(end);
  const uint64_t room = file.size_bytes() - header_bytes - kLengthBytes - kEndBytes;
  if (account_bytes > room || account_bytes > size_t{ReleaseDescription::kMaxBytes}) {
    return Damaged(path, "it is cut short, or its trailer has an impossible size");
  }
  Bytes bytes(kLengthBytes + account_bytes + kEndBytes);
  const uint64_t offset = file.size_bytes() - bytes.size();
  IEUM_RETURN_IF_ERROR(file.ReadAt(offset, bytes));
  const ByteView checked = ByteView(bytes).first(bytes.size() - kChecksumBytes);
  if (LoadLittleEndian<uint32_t>(bytes) != 0 ||
      Crc32c(checked) != LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return Damaged(path, "it is cut short, or its trailer does not fit its checksum");
  }
  const ByteView json = ByteView(bytes).subspan(kLengthBytes, account_bytes);
  absl::StatusOr<ReleaseAccount> account = ReadAccount(description, AsText(json));
  if (!account.ok()) {
    return WithContext(account.status(), absl::StrFormat("the account in '%s'", path));
  }
  if (AccountJson(description, *account) != AsText(json)) {
    return Damaged(path, "its account is not in canonical form");
  }
  TrailerAndPlace read{.trailer = {.account = *std::move(account),
                                   .row_count = LoadLittleEndian<uint64_t>(end, 4),
                                   .chunk_count = LoadLittleEndian<uint32_t>(end, 12)},
                       .account_digest = Sha256(json),
                       .offset = offset};
  std::memcpy(read.trailer.release_digest.data(), end.data() + 16, 32);
  return read;
}

}  // namespace

struct ReleaseFileWriter::State {
  State(std::optional<PartFile> part, ReleaseSink to, ReleaseDescription of)
      : file(std::move(part)),
        sink(std::move(to)),
        description(std::move(of)),
        builder(description) {}

  absl::Status Put(ByteView bytes) { return file.has_value() ? file->Append(bytes) : sink(bytes); }
  absl::Status WriteChunk();

  std::optional<PartFile> file;
  ReleaseSink sink;  // if there is no file
  ReleaseDescription description;
  ReleaseChunkBuilder builder;
  Sha256Stream digest;
  ReleaseKey last_key;
  uint64_t row_count = 0;
  uint32_t chunk_count = 0;
  bool finished = false;
};

absl::Status ReleaseFileWriter::State::WriteChunk() {
  const Bytes chunk = builder.Serialize(chunk_count);
  Bytes length;
  AppendLittleEndian(length, static_cast<uint32_t>(chunk.size()));
  IEUM_RETURN_IF_ERROR(Put(length));
  IEUM_RETURN_IF_ERROR(Put(chunk));
  digest.Update(Sha256(chunk));
  row_count += builder.row_count();
  ++chunk_count;
  builder.Clear();
  return absl::OkStatus();
}

ReleaseFileWriter::ReleaseFileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReleaseFileWriter::~ReleaseFileWriter() = default;

absl::StatusOr<std::unique_ptr<ReleaseFileWriter>> ReleaseFileWriter::Begin(
    std::unique_ptr<State> state) {
  const Bytes header = SerializeHeader(state->description);
  IEUM_RETURN_IF_ERROR(state->Put(header));
  state->digest = StartDigest(header);
  return std::unique_ptr<ReleaseFileWriter>(new ReleaseFileWriter(std::move(state)));
}

absl::StatusOr<std::unique_ptr<ReleaseFileWriter>> ReleaseFileWriter::Create(
    const std::string& path, ReleaseDescription description) {
  IEUM_ASSIGN_OR_RETURN(PartFile file, PartFile::Create(path));
  return Begin(std::make_unique<State>(std::move(file), nullptr, std::move(description)));
}

absl::StatusOr<std::unique_ptr<ReleaseFileWriter>> ReleaseFileWriter::Write(
    ReleaseSink sink, ReleaseDescription description) {
  return Begin(std::make_unique<State>(std::nullopt, std::move(sink), std::move(description)));
}

const ReleaseDescription& ReleaseFileWriter::description() const { return state_->description; }

absl::Status ReleaseFileWriter::Append(const ReleaseRow& row) {
  State& state = *state_;
  IEUM_CHECK(!state.finished);
  if (row.key < state.last_key) {
    return InvalidArgument("the rows of a release are not in the order of their keys");
  }
  IEUM_RETURN_IF_ERROR(CheckReleaseRow(state.description, row));
  state.last_key = row.key;
  if (state.builder.Append(row)) return absl::OkStatus();
  IEUM_RETURN_IF_ERROR(state.WriteChunk());
  IEUM_CHECK(state.builder.Append(row));
  return absl::OkStatus();
}

absl::StatusOr<ReleaseTrailer> ReleaseFileWriter::Finish(ReleaseAccount account) {
  State& state = *state_;
  IEUM_CHECK(!state.finished);
  if (state.builder.row_count() > 0) IEUM_RETURN_IF_ERROR(state.WriteChunk());
  const std::string json = AccountJson(state.description, account);
  state.digest.Update(Sha256(AsBytes(json)));
  ReleaseTrailer trailer{.account = std::move(account),
                         .row_count = state.row_count,
                         .chunk_count = state.chunk_count,
                         .release_digest = state.digest.Finish()};
  Bytes out;
  AppendLittleEndian(out, uint32_t{0});
  AddBytes(out, AsBytes(json));
  AppendLittleEndian(out, static_cast<uint32_t>(json.size()));
  AppendLittleEndian(out, trailer.row_count);
  AppendLittleEndian(out, trailer.chunk_count);
  AddBytes(out, trailer.release_digest);
  AppendLittleEndian(out, Crc32c(out));
  IEUM_RETURN_IF_ERROR(state.Put(out));
  state.finished = true;
  if (state.file.has_value()) IEUM_RETURN_IF_ERROR(state.file->Finish());
  return trailer;
}

struct ReleaseFileReader::State {
  std::string path;
  std::unique_ptr<ByteSource> bytes;
  ReleaseDescription description;
  ReleaseTrailer trailer;
  Sha256Digest account_digest;
  uint64_t offset;      // of the next chunk's length
  uint64_t end_offset;  // of the trailer
  Sha256Stream digest;
  uint64_t rows_read = 0;
  uint32_t chunks_read = 0;
  ReleaseKey last_key{};
  bool verified = false;   // the trailer, against everything before it
  absl::Status failure{};  // an error is final
  Bytes buffer{};
  std::optional<ReleaseChunk> chunk{};

  absl::Status ReadNext();
  absl::Status VerifyTrailer();
};

absl::Status ReleaseFileReader::State::VerifyTrailer() {
  if (verified) return absl::OkStatus();
  if (rows_read != trailer.row_count || chunks_read != trailer.chunk_count) {
    return Damaged(path, "its trailer counts other rows or chunks than it holds");
  }
  digest.Update(account_digest);
  if (digest.Finish() != trailer.release_digest) {
    return Damaged(path, "the digest in its trailer does not fit its content");
  }
  verified = true;
  return absl::OkStatus();
}

absl::Status ReleaseFileReader::State::ReadNext() {
  chunk.reset();
  if (offset == end_offset) return VerifyTrailer();
  const uint64_t left = end_offset - offset;
  const std::string which = absl::StrFormat("chunk %d", chunks_read);
  if (left < kLengthBytes) return Damaged(path, which + " has no length");
  std::array<std::byte, kLengthBytes> length_bytes;
  IEUM_RETURN_IF_ERROR(bytes->ReadAt(offset, length_bytes));
  const auto length = LoadLittleEndian<uint32_t>(length_bytes);
  if (length < kSmallestReleaseChunkBytes || length > kMaxReleaseChunkBytes ||
      length > left - kLengthBytes) {
    return Damaged(path, which + " has an impossible length");
  }
  buffer.resize(length);
  IEUM_RETURN_IF_ERROR(bytes->ReadAt(offset + kLengthBytes, buffer));
  absl::StatusOr<ReleaseChunk> parsed = ReleaseChunk::Parse(description, buffer);
  if (!parsed.ok()) return Damaged(path, which + ": " + std::string(Message(parsed.status())));
  if (parsed->sequence() != chunks_read) {
    return Damaged(path, which + " belongs to another place");
  }
  if (parsed->keys().front() < last_key) {
    return Damaged(path, which + " begins with a key below the last one before");
  }
  last_key = parsed->keys().back();
  rows_read += parsed->row_count();
  ++chunks_read;
  digest.Update(Sha256(buffer));
  offset += kLengthBytes + length;
  chunk = *std::move(parsed);
  return absl::OkStatus();
}

ReleaseFileReader::ReleaseFileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReleaseFileReader::~ReleaseFileReader() = default;

absl::StatusOr<std::unique_ptr<ReleaseFileReader>> ReleaseFileReader::Open(
    const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, OpenByteSource(path));
  return Read(std::move(bytes), path);
}

absl::StatusOr<std::unique_ptr<ReleaseFileReader>> ReleaseFileReader::Read(
    std::unique_ptr<ByteSource> bytes, const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(HeaderAndBytes start, ReadHeader(*bytes, path));
  IEUM_ASSIGN_OR_RETURN(TrailerAndPlace end,
                        ReadTrailer(*bytes, path, start.description, start.bytes.size()));
  Sha256Stream digest = StartDigest(start.bytes);
  std::unique_ptr<State> state(new State{.path = path,
                                         .bytes = std::move(bytes),
                                         .description = std::move(start.description),
                                         .trailer = std::move(end.trailer),
                                         .account_digest = end.account_digest,
                                         .offset = start.bytes.size(),
                                         .end_offset = end.offset,
                                         .digest = std::move(digest)});
  return std::unique_ptr<ReleaseFileReader>(new ReleaseFileReader(std::move(state)));
}

const ReleaseDescription& ReleaseFileReader::description() const { return state_->description; }
const ReleaseTrailer& ReleaseFileReader::trailer() const { return state_->trailer; }

absl::StatusOr<const ReleaseChunk*> ReleaseFileReader::Next() {
  IEUM_RETURN_IF_ERROR(state_->failure);
  state_->failure = state_->ReadNext();
  IEUM_RETURN_IF_ERROR(state_->failure);
  return state_->chunk.has_value() ? &*state_->chunk : nullptr;
}

}  // namespace ieum::core
