#include "ieum/core/jointkey/serial_list.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr size_t kMagicBytes = 8;
constexpr size_t kMaxTextBytes = 63;
constexpr size_t kBlockRows = 8'192;

void AppendText(Bytes& out, const std::string& text) {
  out.push_back(static_cast<std::byte>(text.size()));
  const ByteView bytes = AsBytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

absl::Status NotSuchAFile(const SerialListFormat& format, const std::string& name) {
  return InvalidArgument("'%s' is not a %s; it is what %s", name, format.what, format.made_by);
}

// What is read, in order, and its digest.
class Reading {
 public:
  Reading(const SerialListFormat& format, ByteSource& file, const std::string& name)
      : format_(format), file_(file), name_(name) {}

  absl::Status Damaged(std::string_view what) const {
    return DataLoss("'%s' is damaged: %s; %s", name_, what, format_.what_next);
  }

  uint64_t left() const { return file_.size_bytes() - offset_; }
  absl::Status Read(std::span<std::byte> out) {
    if (out.size() > left()) return Damaged("it is cut short");
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
    if (size > kMaxTextBytes) return Damaged("a name in its header is too long");
    Bytes text(size);
    IEUM_RETURN_IF_ERROR(ReadCounted(text));
    absl::StatusOr<Id> id = Id::Parse(std::string(AsText(text)));
    if (!id.ok()) return Damaged("a name in its header is no name");
    return id;
  }
  absl::Status CheckDigest() {
    Sha256Digest expected;
    IEUM_RETURN_IF_ERROR(Read(expected));
    if (digest_.Finish() == expected) return absl::OkStatus();
    return Damaged("its digest does not fit its rows");
  }

 private:
  const SerialListFormat& format_;
  ByteSource& file_;
  const std::string& name_;
  uint64_t offset_ = 0;
  Sha256Stream digest_;
};

}  // namespace

absl::Status WriteSerialList(const SerialListFormat& format, const SerialList& list,
                             const std::function<absl::Status(ByteView)>& put) {
  Sha256Stream digest;
  Bytes block(AsBytes(format.magic).begin(), AsBytes(format.magic).end());
  AppendLittleEndian(block, list.number);
  AppendLittleEndian(block, uint64_t{list.serials.size()});
  AppendText(block, list.project.value());
  AppendText(block, list.holder.value());
  size_t in_block = 0;
  for (const std::array<std::byte, 16>& serial : list.serials) {
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

absl::StatusOr<SerialList> ReadSerialList(const SerialListFormat& format, ByteSource& file,
                                          const std::string& name) {
  Reading reading(format, file, name);
  std::array<std::byte, kMagicBytes + 16> fixed;
  if (reading.left() < fixed.size()) return NotSuchAFile(format, name);
  IEUM_RETURN_IF_ERROR(reading.ReadCounted(fixed));
  if (AsText(ByteView(fixed).first(kMagicBytes)) != format.magic) return NotSuchAFile(format, name);
  const auto number = LoadLittleEndian<uint64_t>(fixed, kMagicBytes);
  const auto row_count = LoadLittleEndian<uint64_t>(fixed, kMagicBytes + 8);
  IEUM_ASSIGN_OR_RETURN(ProjectId project, reading.ReadName<ProjectId>());
  IEUM_ASSIGN_OR_RETURN(InstitutionId holder, reading.ReadName<InstitutionId>());
  if (number == 0 || number > format.most_number) return reading.Damaged(format.bad_number);
  constexpr size_t kSerialBytes = 16;
  const uint64_t left = reading.left();
  if (left < sizeof(Sha256Digest) || (left - sizeof(Sha256Digest)) % kSerialBytes != 0 ||
      (left - sizeof(Sha256Digest)) / kSerialBytes != row_count) {
    return reading.Damaged("it is shorter or longer than the rows that its header counts");
  }
  SerialList list{
      .project = std::move(project), .holder = std::move(holder), .number = number, .serials = {}};
  list.serials.resize(static_cast<size_t>(row_count));
  IEUM_RETURN_IF_ERROR(reading.ReadCounted(std::as_writable_bytes(std::span(list.serials))));
  IEUM_RETURN_IF_ERROR(reading.CheckDigest());
  const auto not_ascending =
      std::adjacent_find(list.serials.begin(), list.serials.end(),
                         [](const auto& a, const auto& b) { return a >= b; });
  if (not_ascending != list.serials.end()) return reading.Damaged("its rows are not in order");
  return list;
}

}  // namespace ieum::core
