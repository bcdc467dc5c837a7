#include "ieum/core/jointkey/joinable_file.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/joinable-file.md. Never renumber.
constexpr std::string_view kMagic = "IEUMJSF1";
constexpr size_t kMaxTextBytes = 63;
constexpr size_t kBlockRows = 8'192;

void AppendText(Bytes& out, const std::string& text) {
  out.push_back(static_cast<std::byte>(text.size()));
  const ByteView bytes = AsBytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

absl::Status NotAJoinableFile(const std::string& name) {
  return InvalidArgument(
      "'%s' is not a file of joinable serials; it is what 'ieum bundle open' writes of a bundle of "
      "kind joinable-serials",
      name);
}

absl::Status Damaged(const std::string& name, std::string_view what) {
  return DataLoss("'%s' is damaged: %s; open the bundle again", name, what);
}

// What is read, in order, and its digest.
class Reading {
 public:
  Reading(ByteSource& file, const std::string& name) : file_(file), name_(name) {}

  uint64_t left() const { return file_.size_bytes() - offset_; }
  absl::Status Read(std::span<std::byte> out) {
    if (out.size() > left()) return Damaged(name_, "it is cut short");
    IEUM_RETURN_IF_ERROR(file_.ReadAt(offset_, out));
    offset_ += out.size();
    return absl::OkStatus();
  }
  absl::Status ReadCounted(std::span<std::byte> out) {
    IEUM_RETURN_IF_ERROR(Read(out));
    digest_.Update(out);
    return absl::OkStatus();
  }
  template <typename Id>
  absl::StatusOr<Id> ReadName() {
    std::array<std::byte, 1> length;
    IEUM_RETURN_IF_ERROR(ReadCounted(length));
    const auto size = static_cast<size_t>(length[0]);
    if (size > kMaxTextBytes) return Damaged(name_, "a name in its header is too long");
    Bytes text(size);
    IEUM_RETURN_IF_ERROR(ReadCounted(text));
    absl::StatusOr<Id> id = Id::Parse(std::string(AsText(text)));
    if (!id.ok()) return Damaged(name_, "a name in its header is no name");
    return id;
  }
  absl::Status CheckDigest() {
    Sha256Digest expected;
    IEUM_RETURN_IF_ERROR(Read(expected));
    if (digest_.Finish() == expected) return absl::OkStatus();
    return Damaged(name_, "its digest does not fit its rows");
  }

 private:
  ByteSource& file_;
  const std::string& name_;
  uint64_t offset_ = 0;
  Sha256Stream digest_;
};

}  // namespace

bool JoinableSerials::Contains(const std::array<std::byte, 16>& serial) const {
  return std::binary_search(serials.begin(), serials.end(), serial);
}

absl::Status WriteJoinableFile(const JoinableSerials& joinable,
                               const std::function<absl::Status(ByteView)>& put) {
  Sha256Stream digest;
  Bytes block(AsBytes(kMagic).begin(), AsBytes(kMagic).end());
  AppendLittleEndian(block, joinable.run_number);
  AppendLittleEndian(block, uint64_t{joinable.serials.size()});
  AppendText(block, joinable.project.value());
  AppendText(block, joinable.holder.value());
  size_t in_block = 0;
  for (const std::array<std::byte, 16>& serial : joinable.serials) {
    block.insert(block.end(), serial.begin(), serial.end());
    if (++in_block % kBlockRows != 0) continue;
    digest.Update(block);
    IEUM_RETURN_IF_ERROR(put(block));
    block.clear();
  }
  digest.Update(block);
  const Sha256Digest trailer = digest.Finish();
  block.insert(block.end(), trailer.begin(), trailer.end());
  return put(block);
}

absl::StatusOr<JoinableSerials> ReadJoinableFile(ByteSource& file, const std::string& name) {
  Reading reading(file, name);
  std::array<std::byte, kMagic.size() + 16> fixed;
  if (reading.left() < fixed.size()) return NotAJoinableFile(name);
  IEUM_RETURN_IF_ERROR(reading.ReadCounted(fixed));
  if (AsText(ByteView(fixed).first(kMagic.size())) != kMagic) return NotAJoinableFile(name);
  const auto run_number = LoadLittleEndian<uint64_t>(fixed, kMagic.size());
  const auto row_count = LoadLittleEndian<uint64_t>(fixed, kMagic.size() + 8);
  IEUM_ASSIGN_OR_RETURN(ProjectId project, reading.ReadName<ProjectId>());
  IEUM_ASSIGN_OR_RETURN(InstitutionId holder, reading.ReadName<InstitutionId>());
  if (run_number == 0) return Damaged(name, "it is of no run");
  constexpr size_t kSerialBytes = 16;
  const uint64_t left = reading.left();
  if (left < sizeof(Sha256Digest) || (left - sizeof(Sha256Digest)) % kSerialBytes != 0 ||
      (left - sizeof(Sha256Digest)) / kSerialBytes != row_count) {
    return Damaged(name, "it is shorter or longer than the rows that its header counts");
  }
  JoinableSerials joinable{.project = std::move(project),
                           .holder = std::move(holder),
                           .run_number = run_number,
                           .serials = {}};
  joinable.serials.resize(static_cast<size_t>(row_count));
  IEUM_RETURN_IF_ERROR(reading.ReadCounted(std::as_writable_bytes(std::span(joinable.serials))));
  IEUM_RETURN_IF_ERROR(reading.CheckDigest());
  const auto not_ascending =
      std::adjacent_find(joinable.serials.begin(), joinable.serials.end(),
                         [](const auto& a, const auto& b) { return a >= b; });
  if (not_ascending != joinable.serials.end()) return Damaged(name, "its rows are not in order");
  return joinable;
}

}  // namespace ieum::core
