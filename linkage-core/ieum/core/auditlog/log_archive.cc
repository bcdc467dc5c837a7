#include "ieum/core/auditlog/log_archive.h"

#include "ieum/core/auditlog/log_folder.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr std::string_view kMagic = "IEUMAUD1";
constexpr uint32_t kLengthBytes = sizeof(uint32_t);

absl::Status Damaged(uint64_t offset, const char* what) {
  return InvalidArgument("the packed log %s at byte %d; it was changed or cut, ask for it again",
                         what, offset);
}

absl::StatusOr<Checkpoint> CheckpointOf(const std::string& note) {
  IEUM_ASSIGN_OR_RETURN(const SignedNote parsed, SignedNote::Parse(note));
  return ParseCheckpointText(parsed.text);
}

// One file after the other of an archive.
class Unpacking {
 public:
  explicit Unpacking(ByteSource& archive) : archive_(archive) {}

  absl::Status ReadMagic() {
    if (Rest() < kMagic.size()) return NoArchive();
    IEUM_ASSIGN_OR_RETURN(const std::string magic, Take(kMagic.size()));
    return magic == kMagic ? absl::OkStatus() : NoArchive();
  }

  // The next file, of `least` to `most` bytes.
  absl::StatusOr<std::string> Next(uint64_t least, uint64_t most) {
    if (Rest() < kLengthBytes) return Damaged(offset_, "ends");
    IEUM_ASSIGN_OR_RETURN(const std::string bytes, Take(kLengthBytes));
    const auto length = LoadLittleEndian<uint32_t>(AsBytes(bytes));
    if (length < least || length > most) {
      return Damaged(offset_ - kLengthBytes, "has a wrong length");
    }
    if (length > Rest()) return Damaged(offset_, "ends within a file");
    return Take(length);
  }

  absl::Status Finish() const {
    return Rest() == 0 ? absl::OkStatus() : Damaged(offset_, "goes on behind its end");
  }

 private:
  static absl::Status NoArchive() {
    return InvalidArgument("not a packed audit log; want a file that 'ieumctl audit pack' made");
  }
  uint64_t Rest() const { return archive_.size_bytes() - offset_; }
  absl::StatusOr<std::string> Take(size_t size) {
    std::string bytes(size, '\0');
    IEUM_RETURN_IF_ERROR(archive_.ReadAt(offset_, std::as_writable_bytes(std::span(bytes))));
    offset_ += size;
    return bytes;
  }

  ByteSource& archive_;
  uint64_t offset_ = 0;
};

}  // namespace

absl::Status PackLog(const LogFileReader& read,
                     const std::function<absl::Status(ByteView)>& write) {
  const auto append = [&write](const std::string& content) -> absl::Status {
    Bytes length;
    AppendLittleEndian(length, static_cast<uint32_t>(content.size()));
    IEUM_RETURN_IF_ERROR(write(length));
    return write(AsBytes(content));
  };
  IEUM_ASSIGN_OR_RETURN(const std::string note,
                        read(kCheckpointFile, static_cast<int64_t>(kMaxNoteBytes)));
  IEUM_ASSIGN_OR_RETURN(const Checkpoint checkpoint, CheckpointOf(note));
  IEUM_RETURN_IF_ERROR(write(AsBytes(kMagic)));
  IEUM_RETURN_IF_ERROR(append(note));
  return ForEachLogFile(checkpoint.size, [&](const LogFile& file) -> absl::Status {
    IEUM_ASSIGN_OR_RETURN(const std::string content, read(file.Path(), kMaxLogFileBytes));
    return append(content);
  });
}

absl::Status UnpackLog(ByteSource& archive, const LogFileWriter& write) {
  Unpacking unpacking(archive);
  IEUM_RETURN_IF_ERROR(unpacking.ReadMagic());
  IEUM_ASSIGN_OR_RETURN(const std::string note, unpacking.Next(1, kMaxNoteBytes));
  IEUM_ASSIGN_OR_RETURN(const Checkpoint checkpoint, CheckpointOf(note));
  IEUM_RETURN_IF_ERROR(write(kCheckpointFile, note));
  IEUM_RETURN_IF_ERROR(ForEachLogFile(checkpoint.size, [&](const LogFile& file) -> absl::Status {
    const uint64_t tile_bytes = uint64_t{file.width} * sizeof(Sha256Digest);
    IEUM_ASSIGN_OR_RETURN(const std::string content,
                          file.entries ? unpacking.Next(uint64_t{file.width} * 2, kMaxLogFileBytes)
                                       : unpacking.Next(tile_bytes, tile_bytes));
    return write(file.Path(), content);
  }));
  return unpacking.Finish();
}

}  // namespace ieum::core
