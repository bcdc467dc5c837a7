#include "ieum/server/storage/import_stage.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr char kCoverName[] = "/cover";

std::string ProjectPrefix(uint32_t project_number) {
  return absl::StrFormat("%08x-", project_number);
}

std::string PartPath(const std::string& folder, uint32_t part) {
  return absl::StrFormat("%s/%03d", folder, part);
}

absl::StatusOr<uint64_t> SizeOfFile(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return core::SystemError("read", path, errno);
  return static_cast<uint64_t>(info.st_size);
}

absl::Status RemoveFolder(const std::string& folder) {
  std::error_code error;
  // The cover first: without it nobody takes what is left for a bundle.
  std::filesystem::remove(folder + kCoverName, error);
  if (!error) std::filesystem::remove_all(folder, error);
  if (error) return core::SystemError("remove", folder, error.value());
  return core::SyncFolderOf(folder);
}

absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error) return core::SystemError("read", folder, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

// The files of one folder.
class StagedParts final : public core::BundleParts {
 public:
  explicit StagedParts(std::string folder) : folder_(std::move(folder)) {}

  std::string NameOf(uint32_t number) const override {
    return absl::StrFormat("as the server has it (number %d)", number);
  }
  absl::StatusOr<uint64_t> SizeOf(uint32_t number) override {
    return SizeOfFile(PartPath(folder_, number));
  }
  absl::Status Read(uint32_t number, uint64_t offset, std::span<std::byte> out) override {
    const std::string path = PartPath(folder_, number);
    if (open_number_ != number) {
      open_number_ = 0;
      open_.emplace(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
      if (open_->get() < 0) return core::SystemError("open", path, errno);
      open_number_ = number;
    }
    while (!out.empty()) {
      const ssize_t got = ::pread(open_->get(), out.data(), out.size(), static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return core::SystemError("read", path, errno);
      if (got == 0) return core::DataLoss("a part of the bundle ends too early");
      out = out.subspan(static_cast<size_t>(got));
      offset += static_cast<uint64_t>(got);
    }
    return absl::OkStatus();
  }

 private:
  const std::string folder_;
  uint32_t open_number_ = 0;  // 0: none
  std::optional<core::FileDescriptor> open_;
};

absl::StatusOr<StagedBundle> ReadFolder(const std::string& folder) {
  IEUM_ASSIGN_OR_RETURN(const std::string file,
                        core::ReadFile(folder + kCoverName, core::kMaxBundleCoverBytes));
  absl::StatusOr<core::BundleCover> cover = core::ParseBundleCover(core::AsBytes(file));
  if (!cover.ok()) return core::DataLoss("the cover of a bundle that was begun is damaged");
  StagedBundle bundle{.cover = *std::move(cover), .cover_file = {}, .received_bytes = {}};
  const core::ByteView bytes = core::AsBytes(file);
  bundle.cover_file.assign(bytes.begin(), bytes.end());
  for (uint32_t part = 1; part <= bundle.cover.parts.size(); ++part) {
    const absl::StatusOr<uint64_t> size = SizeOfFile(PartPath(folder, part));
    if (!size.ok() && !absl::IsNotFound(size.status())) return size.status();
    bundle.received_bytes.push_back(size.value_or(0));
  }
  return bundle;
}

}  // namespace

ImportStage::ImportStage(const DataDir& data_dir, int64_t min_free_disk_bytes)
    : data_dir_(data_dir),
      min_free_disk_bytes_(min_free_disk_bytes),
      root_(data_dir.path() + "/imports") {}

absl::StatusOr<std::unique_ptr<ImportStage>> ImportStage::Open(const DataDir& data_dir,
                                                               int64_t min_free_disk_bytes) {
  std::unique_ptr<ImportStage> stage(new ImportStage(data_dir, min_free_disk_bytes));
  if (::mkdir(stage->root_.c_str(), 0700) != 0 && errno != EEXIST) {
    return core::SystemError("make folder", stage->root_, errno);
  }
  IEUM_RETURN_IF_ERROR(core::SyncFolderOf(stage->root_));
  IEUM_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(stage->root_));
  for (const std::string& name : names) {
    const std::string folder = stage->root_ + "/" + name;
    if (::access((folder + kCoverName).c_str(), F_OK) == 0) continue;
    IEUM_RETURN_IF_ERROR(RemoveFolder(folder));
  }
  return stage;
}

std::string ImportStage::FolderOf(uint32_t project_number, const core::BundleId& id) const {
  return root_ + "/" + ProjectPrefix(project_number) + core::ToHex(id);
}

absl::Status ImportStage::Begin(uint32_t project_number, core::ByteView cover_file) {
  IEUM_ASSIGN_OR_RETURN(const core::BundleCover cover, core::ParseBundleCover(cover_file));
  const std::string folder = FolderOf(project_number, cover.header.id);
  if (::access((folder + kCoverName).c_str(), F_OK) == 0) return absl::OkStatus();
  IEUM_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(root_));
  if (names.size() >= kMaxStagedBundles) {
    return core::ResourceExhausted(
        "%d imports wait to be finished, the most at a time; finish or drop some of them",
        names.size());
  }
  uint64_t bytes = cover_file.size();
  // Sizes of parts are limited (ParseBundleCover), so that this does not wrap.
  for (const core::BundlePart& part : cover.parts) bytes += part.size_bytes;
  IEUM_RETURN_IF_ERROR(
      data_dir_.RequireFreeSpace(min_free_disk_bytes_ + static_cast<int64_t>(bytes)));
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return core::SystemError("make folder", folder, errno);
  }
  IEUM_RETURN_IF_ERROR(core::SyncFolderOf(folder));
  return core::WriteFileDurably(folder + kCoverName, core::AsText(cover_file), 0600);
}

absl::StatusOr<StagedBundle> ImportStage::Find(uint32_t project_number,
                                               const core::BundleId& id) const {
  const std::string folder = FolderOf(project_number, id);
  if (::access((folder + kCoverName).c_str(), F_OK) != 0) {
    return core::NotFound("no import of this bundle is open; begin with its cover");
  }
  return ReadFolder(folder);
}

absl::StatusOr<std::vector<StagedBundle>> ImportStage::List(uint32_t project_number) const {
  IEUM_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(root_));
  std::vector<StagedBundle> bundles;
  for (const std::string& name : names) {
    if (!name.starts_with(ProjectPrefix(project_number))) continue;
    absl::StatusOr<StagedBundle> bundle = ReadFolder(root_ + "/" + name);
    // Dropped, or begun, at this moment.
    if (absl::IsNotFound(bundle.status())) continue;
    IEUM_RETURN_IF_ERROR(bundle.status());
    bundles.push_back(*std::move(bundle));
  }
  return bundles;
}

absl::Status ImportStage::Append(uint32_t project_number, const core::BundleCover& cover,
                                 uint32_t part, uint64_t offset, core::ByteView content) {
  if (part < 1 || part > cover.parts.size()) {
    return core::InvalidArgument("the bundle has parts 1 to %d, not %d", cover.parts.size(), part);
  }
  const uint64_t whole = cover.parts[part - 1].size_bytes;
  if (offset > whole || content.size() > whole - offset) {
    return core::InvalidArgument("part %d has %d bytes; more were sent", part, whole);
  }
  const std::string path = PartPath(FolderOf(project_number, cover.header.id), part);
  const core::FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) return core::SystemError("open", path, errno);
  const off_t end = ::lseek(file.get(), 0, SEEK_END);
  if (end < 0) return core::SystemError("read", path, errno);
  const auto there = static_cast<uint64_t>(end);
  if (offset > there) {
    return core::FailedPrecondition("bytes %d of part %d skip ahead; the next one expected is %d",
                                    offset, part, there);
  }
  if (there - offset >= content.size()) return absl::OkStatus();
  IEUM_RETURN_IF_ERROR(data_dir_.RequireFreeSpace(min_free_disk_bytes_));
  return core::WriteAll(file.get(), content.subspan(static_cast<size_t>(there - offset)), path);
}

absl::Status ImportStage::Sync(uint32_t project_number, const core::BundleId& id, uint32_t part) {
  const std::string path = PartPath(FolderOf(project_number, id), part);
  const core::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0) return core::SystemError("open", path, errno);
  IEUM_RETURN_IF_ERROR(core::SyncFile(file.get(), path));
  return core::SyncFolderOf(path);
}

std::unique_ptr<core::BundleParts> ImportStage::Parts(uint32_t project_number,
                                                      const core::BundleId& id) const {
  return std::make_unique<StagedParts>(FolderOf(project_number, id));
}

absl::Status ImportStage::DropPart(uint32_t project_number, const core::BundleId& id,
                                   uint32_t part) {
  const std::string path = PartPath(FolderOf(project_number, id), part);
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return core::SystemError("remove", path, errno);
}

absl::Status ImportStage::Drop(uint32_t project_number, const core::BundleId& id) {
  return RemoveFolder(FolderOf(project_number, id));
}

absl::Status ImportStage::DropProject(uint32_t project_number) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(root_));
  for (const std::string& name : names) {
    if (!name.starts_with(ProjectPrefix(project_number))) continue;
    IEUM_RETURN_IF_ERROR(RemoveFolder(root_ + "/" + name));
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
