#include "soak/process_probe.h"

#include <filesystem>
#include <fstream>
#include <limits>

#include "absl/strings/str_format.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {
namespace {

int64_t StatusField(pid_t pid, const std::string& name) {
  std::ifstream status(absl::StrFormat("/proc/%d/status", pid));
  for (std::string word; status >> word;) {
    if (word == name) {
      int64_t value = 0;
      status >> value;
      return value;
    }
    status.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  IEUM_CHECK(false);
  return 0;
}

}  // namespace

ProcessState LookAt(pid_t pid) {
  const std::filesystem::directory_iterator descriptors(absl::StrFormat("/proc/%d/fd", pid));
  return {.anonymous_kib = StatusField(pid, "RssAnon:"),
          .descriptors = std::distance(begin(descriptors), end(descriptors)),
          .threads = StatusField(pid, "Threads:")};
}

int64_t FolderBytes(const std::string& folder) {
  int64_t bytes = 0;
  std::error_code gone;  // files come and go meanwhile
  for (std::filesystem::recursive_directory_iterator file(folder, gone), end; file != end;
       file.increment(gone)) {
    const auto size = file->file_size(gone);
    if (!gone) bytes += static_cast<int64_t>(size);
  }
  return bytes;
}

}  // namespace ieum::testing
