#include "ieum/server/auth/deny_list_file.h"

#include <sys/stat.h>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {

absl::Status DenyListFile::Follow() {
  struct stat status = {};
  if (::stat(path_.c_str(), &status) != 0) {
    looked_at_ = {};
    return core::Unavailable(
        "the server's deny list cannot be read; the operator must put it back (an empty file "
        "denies nobody)");
  }
  const std::array<int64_t, 4> now = {
      static_cast<int64_t>(status.st_ino), static_cast<int64_t>(status.st_size),
      static_cast<int64_t>(status.st_mtim.tv_sec), static_cast<int64_t>(status.st_mtim.tv_nsec)};
  if (now == looked_at_) return absl::OkStatus();
  const absl::StatusOr<std::string> text = core::ReadFile(path_, core::kMaxDenyListBytes);
  if (!text.ok()) {
    return core::Unavailable("the server's deny list cannot be read; the operator must mend it");
  }
  absl::StatusOr<core::DenyList> list = core::DenyList::Parse(*text);
  if (!list.ok()) {
    return core::Unavailable(
        "the server's deny list is not in order; the operator must mend it ('ieumctl deny list' "
        "names the line)");
  }
  IEUM_RETURN_IF_ERROR(on_change_(core::Sha256(core::AsBytes(*text))));
  list_ = *std::move(list);
  looked_at_ = now;
  return absl::OkStatus();
}

absl::Status DenyListFile::CheckFile() {
  if (path_.empty()) return absl::OkStatus();
  const core::MutexLock lock(mutex_);
  return Follow();
}

absl::Status DenyListFile::Check(const core::CertificateDetails& certificate) {
  if (path_.empty()) return absl::OkStatus();
  const core::MutexLock lock(mutex_);
  IEUM_RETURN_IF_ERROR(Follow());
  if (!list_.Denies(certificate)) return absl::OkStatus();
  return core::Unauthenticated(
      "this certificate, or its key, is no longer accepted; ask the institution's security "
      "officer");
}

}  // namespace ieum::server
