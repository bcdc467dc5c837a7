#include "ieum/core/payload/payload_file.h"

#include <array>
#include <cstring>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/part_file.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/payload-file.md. Never renumber.
constexpr std::string_view kMagic = "IEUMPAY1";
constexpr size_t kPrefixBytes = 8 + 4;
constexpr size_t kMaxIdBytes = 63;
constexpr size_t kSmallestHeaderBytes = kPrefixBytes + 2 + 1 + 2 + 1 + 32 + 4 + 1 + 4;
constexpr size_t kLargestHeaderBytes =
    kPrefixBytes + 2 * (2 + kMaxIdBytes) + 32 + 4 + size_t{PayloadSchema::kMaxBytes} + 4;
constexpr size_t kLengthBytes = 4;
constexpr size_t kTrailerBytes = kLengthBytes + 8 + 4 + 32 + 4;

void Append(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

Bytes SerializeHeader(const PayloadHeader& header) {
  Bytes out;
  Append(out, AsBytes(kMagic));
  AppendLittleEndian(out, uint32_t{0});  // the length, below
  for (const std::string& id : {header.project.value(), header.holder.value()}) {
    AppendLittleEndian(out, static_cast<uint16_t>(id.size()));
    Append(out, AsBytes(id));
  }
  Append(out, header.schema.digest);
  AppendLittleEndian(out, static_cast<uint32_t>(header.schema.canonical_json.size()));
  Append(out, AsBytes(header.schema.canonical_json));
  const auto size = static_cast<uint32_t>(out.size() + 4);
  std::memcpy(out.data() + kMagic.size(), &size, sizeof(size));
  AppendLittleEndian(out, Crc32c(out));
  return out;
}

Bytes SerializeTrailer(const PayloadTrailer& trailer) {
  Bytes out;
  AppendLittleEndian(out, uint32_t{0});
  AppendLittleEndian(out, trailer.row_count);
  AppendLittleEndian(out, trailer.chunk_count);
  Append(out, trailer.payload_digest);
  AppendLittleEndian(out, Crc32c(out));
  return out;
}

Sha256Stream StartDigest(ByteView header) {
  Sha256Stream digest;
  digest.Update(AsBytes("ieum payload v1"));
  digest.Update(Sha256(header));
  return digest;
}

absl::Status NotAPayloadFile(const std::string& path) {
  return InvalidArgument("'%s' is not a payload file; make one with: ieum payload make", path);
}

absl::Status Damaged(const std::string& path, std::string_view what) {
  return DataLoss("'%s' is damaged: %s; make it again", path, what);
}

struct HeaderAndBytes {
  PayloadHeader header;
  Bytes bytes;
};

absl::StatusOr<PayloadHeader> ParseHeader(ByteView bytes, const std::string& path) {
  const ByteView checked = bytes.first(bytes.size() - 4);
  if (Crc32c(checked) != LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return Damaged(path, "the checksum of its header does not fit");
  }
  size_t place = kPrefixBytes;
  const auto has = [&](size_t size) { return checked.size() - place >= size; };
  const auto take_id = [&]() -> absl::StatusOr<std::string_view> {
    if (!has(2)) return Damaged(path, "its header is cut short");
    const size_t size = LoadLittleEndian<uint16_t>(checked, place);
    place += 2;
    if (!has(size)) return Damaged(path, "its header is cut short");
    place += size;
    return AsText(checked.subspan(place - size, size));
  };
  IEUM_ASSIGN_OR_RETURN(const std::string_view project_text, take_id());
  IEUM_ASSIGN_OR_RETURN(const std::string_view holder_text, take_id());
  IEUM_ASSIGN_OR_RETURN(ProjectId project, ProjectId::Parse(project_text));
  IEUM_ASSIGN_OR_RETURN(InstitutionId holder, InstitutionId::Parse(holder_text));
  if (!has(32 + 4)) return Damaged(path, "its header is cut short");
  const ByteView digest = checked.subspan(place, 32);
  const size_t schema_bytes = LoadLittleEndian<uint32_t>(checked, place + 32);
  place += 32 + 4;
  if (checked.size() - place != schema_bytes) return Damaged(path, "its schema has another size");
  const std::string_view json = AsText(checked.subspan(place));
  absl::StatusOr<PayloadSchema> schema = PayloadSchema::FromJson(json);
  if (!schema.ok()) {
    return WithContext(schema.status(), absl::StrFormat("the schema in '%s'", path));
  }
  if (schema->canonical_json != json ||
      std::memcmp(digest.data(), schema->digest.data(), 32) != 0) {
    return Damaged(path, "its schema is not in canonical form, or not that of its digest");
  }
  return PayloadHeader{
      .project = std::move(project), .holder = std::move(holder), .schema = *std::move(schema)};
}

absl::StatusOr<HeaderAndBytes> ReadHeader(ByteSource& file, const std::string& path) {
  const uint64_t file_bytes = file.size_bytes();
  if (file_bytes < kPrefixBytes) return NotAPayloadFile(path);
  Bytes bytes(kPrefixBytes);
  IEUM_RETURN_IF_ERROR(file.ReadAt(0, bytes));
  if (AsText(ByteView(bytes).first(kMagic.size())) != kMagic) return NotAPayloadFile(path);
  const size_t size = LoadLittleEndian<uint32_t>(bytes, kMagic.size());
  if (size < kSmallestHeaderBytes || size > kLargestHeaderBytes) {
    return Damaged(path, "its header has an impossible size");
  }
  if (file_bytes < size + kTrailerBytes) return Damaged(path, "it is cut short");
  bytes.resize(size);
  IEUM_RETURN_IF_ERROR(file.ReadAt(0, bytes));
  IEUM_ASSIGN_OR_RETURN(PayloadHeader header, ParseHeader(bytes, path));
  return HeaderAndBytes{.header = std::move(header), .bytes = std::move(bytes)};
}

absl::StatusOr<PayloadTrailer> ReadTrailer(ByteSource& file, const std::string& path,
                                           uint64_t offset) {
  std::array<std::byte, kTrailerBytes> bytes;
  IEUM_RETURN_IF_ERROR(file.ReadAt(offset, bytes));
  const ByteView checked = ByteView(bytes).first(kTrailerBytes - 4);
  if (LoadLittleEndian<uint32_t>(bytes) != 0 ||
      Crc32c(checked) != LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return Damaged(path, "it is cut short, or its trailer does not fit its checksum");
  }
  PayloadTrailer trailer;
  trailer.row_count = LoadLittleEndian<uint64_t>(bytes, 4);
  trailer.chunk_count = LoadLittleEndian<uint32_t>(bytes, 12);
  std::memcpy(trailer.payload_digest.data(), bytes.data() + 16, 32);
  return trailer;
}

}  // namespace

struct PayloadFileWriter::State {
  State(PartFile part, PayloadHeader of)
      : file(std::move(part)), header(std::move(of)), builder(header.schema) {}

  absl::Status WriteChunk();

  PartFile file;
  PayloadHeader header;
  PayloadChunkBuilder builder;
  Sha256Stream digest;
  std::optional<Serial> last_serial;
  uint64_t row_count = 0;
  uint32_t chunk_count = 0;
  bool finished = false;
};

absl::Status PayloadFileWriter::State::WriteChunk() {
  const Bytes chunk = builder.Serialize(chunk_count);
  Bytes length;
  AppendLittleEndian(length, static_cast<uint32_t>(chunk.size()));
  IEUM_RETURN_IF_ERROR(file.Append(length));
  IEUM_RETURN_IF_ERROR(file.Append(chunk));
  digest.Update(Sha256(chunk));
  row_count += builder.row_count();
  ++chunk_count;
  builder.Clear();
  return absl::OkStatus();
}

PayloadFileWriter::PayloadFileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PayloadFileWriter::~PayloadFileWriter() = default;

absl::StatusOr<std::unique_ptr<PayloadFileWriter>> PayloadFileWriter::Create(
    const std::string& path, PayloadHeader header) {
  IEUM_ASSIGN_OR_RETURN(PartFile file, PartFile::Create(path));
  const Bytes bytes = SerializeHeader(header);
  IEUM_RETURN_IF_ERROR(file.Append(bytes));
  auto state = std::make_unique<State>(std::move(file), std::move(header));
  state->digest = StartDigest(bytes);
  return std::unique_ptr<PayloadFileWriter>(new PayloadFileWriter(std::move(state)));
}

absl::Status PayloadFileWriter::Append(const Serial& serial, std::span<const PayloadValue> values) {
  State& state = *state_;
  IEUM_CHECK(!state.finished);
  const std::vector<PayloadColumn>& columns = state.header.schema.columns;
  if (values.size() != columns.size()) {
    return InvalidArgument("a row of %d values for %d columns", values.size(), columns.size());
  }
  if (state.last_serial.has_value() && !(*state.last_serial < serial)) {
    return InvalidArgument("the rows of a payload are not in ascending order of their serials");
  }
  for (size_t c = 0; c < columns.size(); ++c) {
    if (values[c].missing && !columns[c].nullable) {
      return InvalidArgument("column '%s': is missing, which the schema does not allow",
                             columns[c].name);
    }
    if (values[c].missing) continue;
    const absl::Status valid = CheckValue(columns[c].sent_type, values[c]);
    if (!valid.ok()) {
      return InvalidArgument("column '%s': %s", columns[c].name, Message(valid));
    }
  }
  state.last_serial = serial;
  if (state.builder.Append(serial, values)) return absl::OkStatus();
  IEUM_RETURN_IF_ERROR(state.WriteChunk());
  IEUM_CHECK(state.builder.Append(serial, values));
  return absl::OkStatus();
}

absl::StatusOr<PayloadTrailer> PayloadFileWriter::Finish() {
  State& state = *state_;
  IEUM_CHECK(!state.finished);
  if (state.builder.row_count() > 0) IEUM_RETURN_IF_ERROR(state.WriteChunk());
  const PayloadTrailer trailer{.row_count = state.row_count,
                               .chunk_count = state.chunk_count,
                               .payload_digest = state.digest.Finish()};
  IEUM_RETURN_IF_ERROR(state.file.Append(SerializeTrailer(trailer)));
  state.finished = true;
  IEUM_RETURN_IF_ERROR(state.file.Finish());
  return trailer;
}

struct PayloadFileReader::State {
  std::string path;
  std::unique_ptr<ByteSource> bytes;
  PayloadHeader header;
  PayloadTrailer trailer;
  uint64_t offset;      // of the next chunk's length
  uint64_t end_offset;  // of the trailer
  Sha256Stream digest;
  uint64_t rows_read = 0;
  uint32_t chunks_read = 0;
  std::optional<Serial> last_serial{};
  bool verified = false;   // the trailer, against everything before it
  absl::Status failure{};  // an error is final
  Bytes buffer{};
  std::optional<PayloadChunk> chunk{};

  absl::Status ReadNext();
  absl::Status VerifyTrailer();
};

absl::Status PayloadFileReader::State::VerifyTrailer() {
  if (verified) return absl::OkStatus();
  if (rows_read != trailer.row_count || chunks_read != trailer.chunk_count) {
    return Damaged(path, "its trailer counts other rows or chunks than it holds");
  }
  if (digest.Finish() != trailer.payload_digest) {
    return Damaged(path, "the digest in its trailer does not fit its content");
  }
  verified = true;
  return absl::OkStatus();
}

absl::Status PayloadFileReader::State::ReadNext() {
  chunk.reset();
  if (offset == end_offset) return VerifyTrailer();
  const uint64_t left = end_offset - offset;
  const std::string which = absl::StrFormat("chunk %d", chunks_read);
  if (left < kLengthBytes) return Damaged(path, which + " has no length");
  std::array<std::byte, kLengthBytes> length_bytes;
  IEUM_RETURN_IF_ERROR(bytes->ReadAt(offset, length_bytes));
  const auto length = LoadLittleEndian<uint32_t>(length_bytes);
  if (length < kSmallestPayloadChunkBytes || length > kMaxPayloadChunkBytes ||
      length > left - kLengthBytes) {
    return Damaged(path, which + " has an impossible length");
  }
  buffer.resize(length);
  IEUM_RETURN_IF_ERROR(bytes->ReadAt(offset + kLengthBytes, buffer));
  absl::StatusOr<PayloadChunk> parsed = PayloadChunk::Parse(header.schema, buffer);
  if (!parsed.ok()) return Damaged(path, which + ": " + std::string(Message(parsed.status())));
  if (parsed->sequence() != chunks_read) {
    return Damaged(path, which + " belongs to another place");
  }
  if (last_serial.has_value() && !(*last_serial < parsed->serials().front())) {
    return Damaged(path, which + " begins with a serial that does not follow the one before");
  }
  last_serial = parsed->serials().back();
  digest.Update(Sha256(buffer));
  rows_read += parsed->row_count();
  ++chunks_read;
  offset += kLengthBytes + length;
  chunk = *std::move(parsed);
  return absl::OkStatus();
}

PayloadFileReader::PayloadFileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
PayloadFileReader::~PayloadFileReader() = default;

absl::StatusOr<std::unique_ptr<PayloadFileReader>> PayloadFileReader::Open(
    const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, OpenByteSource(path));
  return Read(std::move(bytes), path);
}

absl::StatusOr<std::unique_ptr<PayloadFileReader>> PayloadFileReader::Read(
    std::unique_ptr<ByteSource> bytes, const std::string& path) {
  const uint64_t file_bytes = bytes->size_bytes();
  IEUM_ASSIGN_OR_RETURN(HeaderAndBytes start, ReadHeader(*bytes, path));
  const uint64_t end_offset = file_bytes - kTrailerBytes;
  IEUM_ASSIGN_OR_RETURN(const PayloadTrailer trailer, ReadTrailer(*bytes, path, end_offset));
  // Callers may make room for this many rows, so a count that the file cannot hold stops here.
  if (trailer.row_count > file_bytes / sizeof(Serial) ||
      trailer.chunk_count > file_bytes / kSmallestPayloadChunkBytes) {
    return Damaged(path, "its trailer counts more rows or chunks than it has room for");
  }
  Sha256Stream digest = StartDigest(start.bytes);
  std::unique_ptr<State> state(new State{.path = path,
                                         .bytes = std::move(bytes),
                                         .header = std::move(start.header),
                                         .trailer = trailer,
                                         .offset = start.bytes.size(),
                                         .end_offset = end_offset,
                                         .digest = std::move(digest)});
  return std::unique_ptr<PayloadFileReader>(new PayloadFileReader(std::move(state)));
}

const PayloadHeader& PayloadFileReader::header() const { return state_->header; }
const PayloadTrailer& PayloadFileReader::trailer() const { return state_->trailer; }
ByteView PayloadFileReader::chunk_bytes() const { return state_->buffer; }

absl::StatusOr<const PayloadChunk*> PayloadFileReader::Next() {
  IEUM_RETURN_IF_ERROR(state_->failure);
  state_->failure = state_->ReadNext();
  IEUM_RETURN_IF_ERROR(state_->failure);
  return state_->chunk.has_value() ? &*state_->chunk : nullptr;
}

}  // namespace ieum::core
