#include "ieum/server/observe/log.h"

#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_format.h"

namespace ieum::server {

Event::Event(Constant name) : members_(absl::StrFormat("\"event\":\"%s\"", name.text())) {}

Event& Event::Count(Constant field, int64_t count) {
  absl::StrAppendFormat(&members_, ",\"%s\":%d", field.text(), count);
  return *this;
}

Event& Event::Elapsed(absl::Duration elapsed) {
  return Count("elapsed_micros", absl::ToInt64Microseconds(elapsed));
}

Event& Event::Code(absl::StatusCode code) { return Word("code", CodeName(code)); }

Event& Event::Text(Constant field, std::string_view text) {
  absl::StrAppendFormat(&members_, ",\"%s\":\"%s\"", field.text(), text);
  return *this;
}

void Log::Write(const Event& event) const {
  const std::string line = absl::StrFormat(
      "{\"time\":\"%s\",%s}\n",
      absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", clock_.Now(), absl::UTCTimeZone()), event.members());
  size_t written = 0;
  while (written < line.size()) {
    const ssize_t n = ::write(descriptor_, line.data() + written, line.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    written += static_cast<size_t>(n);
  }
}

Constant CodeName(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return "OK";
    case absl::StatusCode::kCancelled:
      return "CANCELLED";
    case absl::StatusCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case absl::StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case absl::StatusCode::kNotFound:
      return "NOT_FOUND";
    case absl::StatusCode::kAlreadyExists:
      return "ALREADY_EXISTS";
    case absl::StatusCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case absl::StatusCode::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case absl::StatusCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case absl::StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    case absl::StatusCode::kUnavailable:
      return "UNAVAILABLE";
    case absl::StatusCode::kDataLoss:
      return "DATA_LOSS";
    case absl::StatusCode::kUnauthenticated:
      return "UNAUTHENTICATED";
    case absl::StatusCode::kInternal:
      return "INTERNAL";
    default:
      return "UNKNOWN";
  }
}

}  // namespace ieum::server
