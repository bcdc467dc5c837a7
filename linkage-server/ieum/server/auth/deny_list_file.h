// The deny list of a running server: read again whenever its file changes, asked at every call, so
// that who is shut out is out also on a connection, or a session, that was there before.
#ifndef IEUM_SERVER_AUTH_DENY_LIST_FILE_H_
#define IEUM_SERVER_AUTH_DENY_LIST_FILE_H_

#include <array>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/pki/deny_list.h"

namespace ieum::server {

// Thread-safe.
class DenyListFile final {
 public:
  // path: empty if there is no list. on_change: told the SHA-256 of each content that was read;
  // under a lock, so it must not call back. An error of it refuses the call.
  using OnChange = std::function<absl::Status(const core::Sha256Digest&)>;
  DenyListFile(std::string path, OnChange on_change)
      : path_(std::move(path)), on_change_(std::move(on_change)) {}
  DenyListFile(const DenyListFile&) = delete;
  DenyListFile& operator=(const DenyListFile&) = delete;

  // UNAUTHENTICATED: on the list. UNAVAILABLE: the file cannot be read or is not in order, and then
  // nobody is let in, for nobody knows who must not be.
  absl::Status Check(const core::CertificateDetails& certificate);
  // Only whether the file is in order, as above.
  absl::Status CheckFile();

 private:
  absl::Status Follow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const OnChange on_change_;
  core::Mutex mutex_;
  std::array<int64_t, 4> looked_at_ ABSL_GUARDED_BY(mutex_) = {};
  core::DenyList list_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUTH_DENY_LIST_FILE_H_
