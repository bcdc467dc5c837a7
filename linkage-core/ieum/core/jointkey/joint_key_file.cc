#include "ieum/core/jointkey/joint_key_file.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/joint-key-file.md. Never renumber.
constexpr std::string_view kMagic = "IEUMJKF1";
constexpr size_t kFixedHeaderBytes = kMagic.size() + 8 + 8;
constexpr size_t kMaxTextBytes = 63;
constexpr size_t kSerialBytes = 16;
constexpr size_t kRowBytes = 2 * kSerialBytes;
constexpr size_t kTrailerBytes = sizeof(Sha256Digest);
constexpr size_t kBlockRows = 4'096;

void AppendText(Bytes& out, const std::string& text) {
  out.push_back(static_cast<std::byte>(text.size()));
  const ByteView bytes = AsBytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

Bytes SerializeHeader(const JointKeyFileHeader& header) {
  const ByteView magic = AsBytes(kMagic);
  Bytes out(magic.begin(), magic.end());
  AppendLittleEndian(out, header.run_number);
  AppendLittleEndian(out, header.row_count);
  AppendText(out, header.project.value());
  AppendText(out, header.holder.value());
  return out;
}

absl::Status NotAKeyFile(const std::string& path) {
  return InvalidArgument(
      "'%s' is not a joint key file; it is what 'ieum bundle open' writes of a bundle of kind "
      "joint-keys",
      path);
}

absl::Status Damaged(const std::string& path, std::string_view what) {
  return DataLoss("'%s' is damaged: %s; open the bundle again", path, what);
}

absl::Status OtherRowCount() {
  return DataLoss("the joint keys are more or fewer than the rows they are for; start a new run");
}

}  // namespace

absl::Status JointKeyFileWriter::PutBlock() {
  digest_.Update(block_);
  const absl::Status put = put_(block_);
  block_.clear();
  return put;
}

absl::Status JointKeyFileWriter::Begin(const JointKeyFileHeader& header) {
  rows_left_ = header.row_count;
  block_ = SerializeHeader(header);
  return PutBlock();
}

absl::Status JointKeyFileWriter::Append(std::span<const KeyedSerial> rows) {
  if (rows.size() > rows_left_) return OtherRowCount();
  rows_left_ -= rows.size();
  while (!rows.empty()) {
    const std::span<const KeyedSerial> some = rows.first(std::min(rows.size(), kBlockRows));
    block_.reserve(some.size() * kRowBytes);
    for (const KeyedSerial& row : some) {
      block_.insert(block_.end(), row.serial.begin(), row.serial.end());
      const std::array<std::byte, kSerialBytes>& key = row.joint_key.bytes();
      block_.insert(block_.end(), key.begin(), key.end());
    }
    IEUM_RETURN_IF_ERROR(PutBlock());
    rows = rows.subspan(some.size());
  }
  return absl::OkStatus();
}

absl::Status JointKeyFileWriter::Finish() {
  if (rows_left_ != 0) return OtherRowCount();
  const Sha256Digest digest = digest_.Finish();
  return put_(digest);
}

uint64_t JointKeyFileBytes(const JointKeyFileHeader& header) {
  return SerializeHeader(header).size() + header.row_count * kRowBytes + kTrailerBytes;
}

struct JointKeyFileReader::State {
  std::string path;
  std::unique_ptr<ByteSource> bytes;
  uint64_t left = 0;                           // bytes that have not been read
  std::optional<JointKeyFileHeader> header{};  // there once it was read
  uint64_t rows_left = 0;
  bool verified = false;
  absl::Status failure{};  // an error is final
  Sha256Stream digest{};
  Bytes block{};
  std::vector<KeyedSerial> rows{};

  absl::Status Read(std::span<std::byte> out);
  absl::StatusOr<std::string> ReadText();
  absl::Status ReadHeader();
  absl::Status ReadRows();
  absl::Status VerifyDigest();
};

absl::Status JointKeyFileReader::State::Read(std::span<std::byte> out) {
  if (out.size() > left) return Damaged(path, "it is cut short");
  IEUM_RETURN_IF_ERROR(bytes->ReadAt(bytes->size_bytes() - left, out));
  left -= out.size();
  return absl::OkStatus();
}

absl::StatusOr<std::string> JointKeyFileReader::State::ReadText() {
  std::array<std::byte, 1> length;
  IEUM_RETURN_IF_ERROR(Read(length));
  const auto size = static_cast<size_t>(length[0]);
  if (size > kMaxTextBytes) return Damaged(path, "a name in its header is too long");
  Bytes text(size);
  IEUM_RETURN_IF_ERROR(Read(text));
  digest.Update(length);
  digest.Update(text);
  return std::string(AsText(text));
}

absl::Status JointKeyFileReader::State::ReadHeader() {
  if (left < kFixedHeaderBytes) return NotAKeyFile(path);
  std::array<std::byte, kFixedHeaderBytes> fixed;
  IEUM_RETURN_IF_ERROR(Read(fixed));
  if (AsText(ByteView(fixed).first(kMagic.size())) != kMagic) return NotAKeyFile(path);
  digest.Update(fixed);
  IEUM_ASSIGN_OR_RETURN(const std::string project_text, ReadText());
  IEUM_ASSIGN_OR_RETURN(const std::string holder_text, ReadText());
  absl::StatusOr<ProjectId> project = ProjectId::Parse(project_text);
  absl::StatusOr<InstitutionId> holder = InstitutionId::Parse(holder_text);
  if (!project.ok() || !holder.ok()) return Damaged(path, "a name in its header is no name");
  header = JointKeyFileHeader{.project = *std::move(project),
                              .holder = *std::move(holder),
                              .run_number = LoadLittleEndian<uint64_t>(fixed, kMagic.size()),
                              .row_count = LoadLittleEndian<uint64_t>(fixed, kMagic.size() + 8)};
  if (header->run_number == 0) return Damaged(path, "it is of no run");
  rows_left = header->row_count;
  if (left < kTrailerBytes || (left - kTrailerBytes) % kRowBytes != 0 ||
      (left - kTrailerBytes) / kRowBytes != rows_left) {
    return Damaged(path, "it is shorter or longer than the rows that its header counts");
  }
  return absl::OkStatus();
}

absl::Status JointKeyFileReader::State::ReadRows() {
  const size_t count = static_cast<size_t>(std::min<uint64_t>(rows_left, kBlockRows));
  block.resize(count * kRowBytes);
  IEUM_RETURN_IF_ERROR(Read(block));
  digest.Update(block);
  rows.clear();
  rows.reserve(count);
  for (size_t offset = 0; offset < block.size(); offset += kRowBytes) {
    std::array<std::byte, kSerialBytes> serial, key;
    std::memcpy(serial.data(), block.data() + offset, kSerialBytes);
    std::memcpy(key.data(), block.data() + offset + kSerialBytes, kSerialBytes);
    rows.push_back({.serial = serial, .joint_key = JointKey(key)});
  }
  rows_left -= count;
  return absl::OkStatus();
}

absl::Status JointKeyFileReader::State::VerifyDigest() {
  rows.clear();
  if (verified) return absl::OkStatus();
  Sha256Digest expected;
  IEUM_RETURN_IF_ERROR(Read(expected));
  if (digest.Finish() != expected) return Damaged(path, "its digest does not fit its rows");
  verified = true;
  return absl::OkStatus();
}

JointKeyFileReader::JointKeyFileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
JointKeyFileReader::~JointKeyFileReader() = default;

absl::StatusOr<std::unique_ptr<JointKeyFileReader>> JointKeyFileReader::Open(
    const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, OpenByteSource(path));
  return Read(std::move(bytes), path);
}

absl::StatusOr<std::unique_ptr<JointKeyFileReader>> JointKeyFileReader::Read(
    std::unique_ptr<ByteSource> bytes, const std::string& name) {
  const uint64_t size = bytes->size_bytes();
  std::unique_ptr<State> state(new State{.path = name, .bytes = std::move(bytes), .left = size});
  IEUM_RETURN_IF_ERROR(state->ReadHeader());
  return std::unique_ptr<JointKeyFileReader>(new JointKeyFileReader(std::move(state)));
}

const JointKeyFileHeader& JointKeyFileReader::header() const { return *state_->header; }

absl::StatusOr<std::span<const KeyedSerial>> JointKeyFileReader::Next() {
  State& state = *state_;
  IEUM_RETURN_IF_ERROR(state.failure);
  state.failure = state.rows_left > 0 ? state.ReadRows() : state.VerifyDigest();
  IEUM_RETURN_IF_ERROR(state.failure);
  return std::span<const KeyedSerial>(state.rows);
}

}  // namespace ieum::core
