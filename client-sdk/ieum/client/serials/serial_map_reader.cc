#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "ieum/client/serials/serial_map.h"
#include "ieum/client/serials/serial_map_key.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::Bytes;
using core::ByteView;

constexpr size_t kMaxProjectIdBytes = 63;
constexpr size_t kRowOverheadBytes = 4 + 16;
constexpr size_t kMaxSealedBytes =
    serial_map::kChunkBytes + kMaxRowIdBytes + kRowOverheadBytes + core::Aes256Gcm::kTagBytes;

absl::Status NotASerialMap(const std::string& path) {
  return core::InvalidArgument(
      "'%s' is not a serial map; take the one that 'ieum encode' wrote with the submission", path);
}

absl::Status Damaged(const std::string& path, std::string_view what) {
  return core::DataLoss(
      "'%s' is damaged: %s; take a copy of it, or encode and submit again (--replace)", path, what);
}

// Fills `out` from where the file stands; how many bytes there were.
absl::StatusOr<size_t> ReadUpTo(int fd, const std::string& path, std::span<std::byte> out) {
  size_t size = 0;
  while (size < out.size()) {
    const ssize_t got = ::read(fd, out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::SystemError("read", path, errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  return size;
}

}  // namespace

struct SerialMapReader::State {
  std::string path;
  core::FileDescriptor fd;
  SerialMapHeader header;
  Bytes header_bytes{};
  std::optional<core::Aes256Gcm> cipher{};
  Bytes sealed{};
  Bytes rows{};
  size_t offset = 0;  // in rows
  uint64_t chunk_count = 0;
  int64_t row_count = 0;
  bool at_end = false;
  absl::Status failure{};

  absl::Status ReadHeader(const HolderSecret& secret);
  absl::Status ReadChunk();
  absl::Status CheckEnd();
  absl::StatusOr<std::optional<SerialMapRow>> ReadRow();
};

absl::Status SerialMapReader::State::ReadHeader(const HolderSecret& secret) {
  Bytes bytes(serial_map::kPrefixBytes);
  IEUM_ASSIGN_OR_RETURN(const size_t got, ReadUpTo(fd.get(), path, bytes));
  if (got < bytes.size() ||
      core::AsText(ByteView(bytes).first(serial_map::kMagic.size())) != serial_map::kMagic) {
    return NotASerialMap(path);
  }
  const size_t id_bytes = core::LoadLittleEndian<uint16_t>(bytes, serial_map::kMagic.size());
  if (id_bytes > kMaxProjectIdBytes) return Damaged(path, "its project id is too long");
  bytes.resize(serial_map::kPrefixBytes + id_bytes + serial_map::kHeaderTailBytes);
  const std::span<std::byte> rest = std::span(bytes).subspan(serial_map::kPrefixBytes);
  IEUM_ASSIGN_OR_RETURN(const size_t rest_got, ReadUpTo(fd.get(), path, rest));
  if (rest_got < rest.size()) return Damaged(path, "it is cut short");
  const ByteView checked = ByteView(bytes).first(bytes.size() - 4);
  if (core::Crc32c(checked) != core::LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return Damaged(path, "the checksum of its header does not fit");
  }
  auto project = core::ProjectId::Parse(core::AsText(ByteView(rest).first(id_bytes)));
  if (!project.ok()) return Damaged(path, "its project id is no name");
  header.project = *std::move(project);
  const ByteView id = ByteView(rest).subspan(id_bytes, header.submission_id.size());
  std::copy(id.begin(), id.end(), header.submission_id.begin());
  const serial_map::Key key = serial_map::DeriveKey(secret, header);
  if (serial_map::SerializeHeader(header, key) != bytes) {
    return core::FailedPrecondition(
        "'%s' was made with another holder secret; take the secret file of project '%s'", path,
        header.project.value());
  }
  header_bytes = std::move(bytes);
  cipher.emplace(key.cipher);
  return absl::OkStatus();
}

absl::Status SerialMapReader::State::CheckEnd() {
  if (core::LoadLittleEndian<uint64_t>(rows) != static_cast<uint64_t>(row_count)) {
    return Damaged(path, "it holds another number of rows than it counts");
  }
  std::byte more;
  IEUM_ASSIGN_OR_RETURN(const size_t got, ReadUpTo(fd.get(), path, {&more, 1}));
  if (got != 0) return Damaged(path, "something follows its end");
  rows.clear();
  at_end = true;
  return absl::OkStatus();
}

absl::Status SerialMapReader::State::ReadChunk() {
  std::array<std::byte, serial_map::kLengthBytes> length_bytes;
  IEUM_ASSIGN_OR_RETURN(const size_t got, ReadUpTo(fd.get(), path, length_bytes));
  const size_t length = core::LoadLittleEndian<uint32_t>(length_bytes);
  if (got < length_bytes.size()) return Damaged(path, "it is cut short");
  if (length < serial_map::kLastBytes || length > kMaxSealedBytes) {
    return Damaged(path, absl::StrFormat("chunk %d has no valid length", chunk_count));
  }
  sealed.resize(length);
  IEUM_ASSIGN_OR_RETURN(const size_t sealed_got, ReadUpTo(fd.get(), path, sealed));
  if (sealed_got < length) return Damaged(path, "it is cut short");
  // No chunk of rows is as short as the last one.
  const bool last = length == serial_map::kLastBytes;
  rows.resize(length - core::Aes256Gcm::kTagBytes);
  offset = 0;
  if (!cipher->Open(serial_map::NonceOf(chunk_count, last), header_bytes, sealed, rows)) {
    return Damaged(path, absl::StrFormat("chunk %d was changed or moved", chunk_count));
  }
  ++chunk_count;
  return last ? CheckEnd() : absl::OkStatus();
}

absl::StatusOr<std::optional<SerialMapRow>> SerialMapReader::State::ReadRow() {
  if (offset == rows.size() && !at_end) IEUM_RETURN_IF_ERROR(ReadChunk());
  if (at_end) return std::nullopt;
  const ByteView rest = ByteView(rows).subspan(offset);
  const size_t id_bytes =
      rest.size() < kRowOverheadBytes ? SIZE_MAX : core::LoadLittleEndian<uint32_t>(rest);
  if (id_bytes > kMaxRowIdBytes || rest.size() < kRowOverheadBytes + id_bytes) {
    return Damaged(path, absl::StrFormat("chunk %d has a row of no valid length", chunk_count - 1));
  }
  SerialMapRow row{.row_id = core::AsText(rest.subspan(sizeof(uint32_t), id_bytes)), .serial = {}};
  const ByteView serial = rest.subspan(sizeof(uint32_t) + id_bytes, row.serial.size());
  std::copy(serial.begin(), serial.end(), row.serial.begin());
  offset += kRowOverheadBytes + id_bytes;
  ++row_count;
  return row;
}

SerialMapReader::SerialMapReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SerialMapReader::~SerialMapReader() = default;

absl::StatusOr<std::unique_ptr<SerialMapReader>> SerialMapReader::Open(const std::string& path,
                                                                       const HolderSecret& secret) {
  core::FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return core::SystemError("open", path, errno);
  IEUM_ASSIGN_OR_RETURN(core::ProjectId unknown, core::ProjectId::Parse("unknown"));
  std::unique_ptr<State> state(new State{
      .path = path, .fd = std::move(fd), .header = {std::move(unknown), core::SubmissionId{}}});
  IEUM_RETURN_IF_ERROR(state->ReadHeader(secret));
  return std::unique_ptr<SerialMapReader>(new SerialMapReader(std::move(state)));
}

const SerialMapHeader& SerialMapReader::header() const { return state_->header; }
int64_t SerialMapReader::row_count() const { return state_->row_count; }

absl::StatusOr<std::optional<SerialMapRow>> SerialMapReader::Next() {
  IEUM_RETURN_IF_ERROR(state_->failure);
  absl::StatusOr<std::optional<SerialMapRow>> row = state_->ReadRow();
  state_->failure = row.status();
  return row;
}

}  // namespace ieum::client
