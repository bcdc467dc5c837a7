#include "ieum/client/serials/submission_writer.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "ieum/client/serials/row_shuffle.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

using core::Bytes;
using core::ByteView;

struct SubmissionWriter::State {
  core::SubmissionHeader header;
  size_t rows_per_chunk;
  core::Random& random;
  std::unique_ptr<SerialMapWriter> map;
  std::unique_ptr<core::SubmissionFileWriter> encoded;
  RowShuffle shuffle;
  std::vector<core::Serial> drawn{};  // serials drawn ahead: one draw for each would take longer
  Bytes row{};
  // The chunk being filled.
  std::vector<core::Serial> serials{};
  Bytes encodings{};
  std::vector<uint64_t> blocking_keys{};

  size_t key_bytes() const { return header.blocking_keys_per_row * sizeof(uint64_t); }

  core::Serial NextSerial() {
    // A fixed number, so that the order of draws does not depend on how rows are batched.
    constexpr size_t kDrawnAhead = 256;
    if (drawn.empty()) {
      drawn.resize(kDrawnAhead);
      random.Fill(std::as_writable_bytes(std::span(drawn)));
    }
    const core::Serial serial = drawn.back();
    drawn.pop_back();
    return serial;
  }

  absl::Status WriteChunk() {
    if (serials.empty()) return absl::OkStatus();
    IEUM_RETURN_IF_ERROR(encoded->AppendChunk(serials, encodings, blocking_keys));
    serials.clear();
    encodings.clear();
    blocking_keys.clear();
    return absl::OkStatus();
  }

  // row: serial, encoding, blocking keys.
  absl::Status WriteRow(ByteView bytes) {
    std::memcpy(serials.emplace_back().data(), bytes.data(), sizeof(core::Serial));
    const ByteView encoding = bytes.subspan(sizeof(core::Serial), header.row_bytes);
    encodings.insert(encodings.end(), encoding.begin(), encoding.end());
    for (size_t offset = sizeof(core::Serial) + header.row_bytes; offset < bytes.size();
         offset += sizeof(uint64_t)) {
      blocking_keys.push_back(core::LoadLittleEndian<uint64_t>(bytes, offset));
    }
    return serials.size() < rows_per_chunk ? absl::OkStatus() : WriteChunk();
  }
};

SubmissionWriter::SubmissionWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SubmissionWriter::~SubmissionWriter() = default;

absl::StatusOr<std::unique_ptr<SubmissionWriter>> SubmissionWriter::Create(
    const std::string& out_path, const core::SubmissionHeader& header, uint32_t rows_per_chunk,
    const HolderSecret& secret, SerialMapWriter::AppendBytes append_to_map, core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<core::SubmissionFileWriter> encoded,
                        core::SubmissionFileWriter::Create(out_path, header));
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<SerialMapWriter> map,
                        SerialMapWriter::Create({header.project, header.submission_id}, secret,
                                                std::move(append_to_map)));
  RowShuffleOptions order;
  order.row_bytes =
      sizeof(core::Serial) + header.row_bytes + header.blocking_keys_per_row * sizeof(uint64_t);
  order.beside = out_path;
  std::unique_ptr<State> state(new State{.header = header,
                                         .rows_per_chunk = rows_per_chunk,
                                         .random = random,
                                         .map = std::move(map),
                                         .encoded = std::move(encoded),
                                         .shuffle = RowShuffle(order, random)});
  return std::unique_ptr<SubmissionWriter>(new SubmissionWriter(std::move(state)));
}

absl::Status SubmissionWriter::Append(std::span<const std::string_view> row_ids, ByteView encodings,
                                      std::span<const uint64_t> blocking_keys) {
  State& state = *state_;
  const size_t count = row_ids.size();
  const size_t row_bytes = state.header.row_bytes;
  const size_t key_count = state.header.blocking_keys_per_row;
  IEUM_CHECK(encodings.size() == count * row_bytes && blocking_keys.size() == count * key_count);
  const ByteView key_bytes = std::as_bytes(blocking_keys);
  Bytes& row = state.row;
  row.resize(sizeof(core::Serial) + row_bytes + state.key_bytes());
  for (size_t i = 0; i < count; ++i) {
    const core::Serial serial = state.NextSerial();
    IEUM_RETURN_IF_ERROR(state.map->Append(row_ids[i], serial));
    std::memcpy(row.data(), serial.data(), sizeof(serial));
    std::memcpy(row.data() + sizeof(serial), encodings.data() + i * row_bytes, row_bytes);
    if (key_count > 0) {
      std::memcpy(row.data() + sizeof(serial) + row_bytes, key_bytes.data() + i * state.key_bytes(),
                  state.key_bytes());
    }
    IEUM_RETURN_IF_ERROR(state.shuffle.Add(row));
  }
  return absl::OkStatus();
}

absl::StatusOr<core::SubmissionTrailer> SubmissionWriter::Finish(
    const std::function<absl::Status()>& name_map, const std::stop_token& stop) {
  State& state = *state_;
  IEUM_RETURN_IF_ERROR(state.map->Finish());
  IEUM_RETURN_IF_ERROR(state.shuffle.Visit([&state, &stop](ByteView row) {
    if (state.serials.empty() && stop.stop_requested()) {
      return core::Cancelled("stopped on request");
    }
    return state.WriteRow(row);
  }));
  IEUM_RETURN_IF_ERROR(state.WriteChunk());
  IEUM_RETURN_IF_ERROR(name_map());
  return state.encoded->Finish();
}

}  // namespace ieum::client
