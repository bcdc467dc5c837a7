#include <utility>

#include "ieum/client/serials/serial_map.h"
#include "ieum/client/serials/serial_map_key.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

using core::Bytes;

struct SerialMapWriter::State {
  AppendBytes append;
  Bytes header;
  core::Aes256Gcm cipher;
  Bytes rows{};
  Bytes sealed{};  // length and chunk
  uint64_t chunk_count = 0;
  uint64_t row_count = 0;

  absl::Status WriteChunk(core::ByteView content, bool last) {
    sealed.resize(serial_map::kLengthBytes + content.size() + core::Aes256Gcm::kTagBytes);
    const std::span<std::byte> chunk = std::span(sealed).subspan(serial_map::kLengthBytes);
    const auto length = static_cast<uint32_t>(chunk.size());
    std::memcpy(sealed.data(), &length, sizeof(length));
    cipher.Seal(serial_map::NonceOf(chunk_count++, last), header, content, chunk);
    return append(core::AsText(sealed));
  }

  absl::Status WriteRows() {
    if (rows.empty()) return absl::OkStatus();
    IEUM_RETURN_IF_ERROR(WriteChunk(rows, false));
    rows.clear();
    return absl::OkStatus();
  }
};

SerialMapWriter::SerialMapWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SerialMapWriter::~SerialMapWriter() = default;

absl::StatusOr<std::unique_ptr<SerialMapWriter>> SerialMapWriter::Create(
    const SerialMapHeader& header, const HolderSecret& secret, AppendBytes append) {
  const serial_map::Key key = serial_map::DeriveKey(secret, header);
  Bytes bytes = serial_map::SerializeHeader(header, key);
  IEUM_RETURN_IF_ERROR(append(core::AsText(bytes)));
  std::unique_ptr<State> state(new State{.append = std::move(append),
                                         .header = std::move(bytes),
                                         .cipher = core::Aes256Gcm(key.cipher)});
  return std::unique_ptr<SerialMapWriter>(new SerialMapWriter(std::move(state)));
}

absl::Status SerialMapWriter::Append(std::string_view row_id, const core::Serial& serial) {
  if (row_id.size() > kMaxRowIdBytes) {
    return core::InvalidArgument("a row id has %d bytes, the most allowed is %d", row_id.size(),
                                 kMaxRowIdBytes);
  }
  Bytes& rows = state_->rows;
  core::AppendLittleEndian(rows, static_cast<uint32_t>(row_id.size()));
  const core::ByteView bytes = core::AsBytes(row_id);
  rows.insert(rows.end(), bytes.begin(), bytes.end());
  rows.insert(rows.end(), serial.begin(), serial.end());
  ++state_->row_count;
  return rows.size() < serial_map::kChunkBytes ? absl::OkStatus() : state_->WriteRows();
}

absl::Status SerialMapWriter::Finish() {
  IEUM_RETURN_IF_ERROR(state_->WriteRows());
  Bytes count;
  core::AppendLittleEndian(count, state_->row_count);
  return state_->WriteChunk(count, true);
}

}  // namespace ieum::client
