// Error vocabulary of the whole project: absl::Status with the codes of docs/style.md, made from a
// format string that the compiler checks. A message says what happened, which rule, what to do
// next, and never contains an identifier, an encoding, a key or a secret.
#ifndef IEUM_CORE_BASE_STATUS_H_
#define IEUM_CORE_BASE_STATUS_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"

namespace ieum::core {

#define IEUM_DEFINE_ERROR(Name)                                                     \
  template <typename... Args>                                                       \
  absl::Status Name(const absl::FormatSpec<Args...>& format, const Args&... args) { \
    return absl::Name##Error(absl::StrFormat(format, args...));                     \
  }
IEUM_DEFINE_ERROR(InvalidArgument)
IEUM_DEFINE_ERROR(FailedPrecondition)
IEUM_DEFINE_ERROR(AlreadyExists)
IEUM_DEFINE_ERROR(NotFound)
IEUM_DEFINE_ERROR(Unauthenticated)
IEUM_DEFINE_ERROR(PermissionDenied)
IEUM_DEFINE_ERROR(ResourceExhausted)
IEUM_DEFINE_ERROR(Unavailable)
IEUM_DEFINE_ERROR(Cancelled)
IEUM_DEFINE_ERROR(DeadlineExceeded)
IEUM_DEFINE_ERROR(DataLoss)
IEUM_DEFINE_ERROR(Internal)
#undef IEUM_DEFINE_ERROR

// The same status with `context: ` before its message. OK stays OK.
inline absl::Status WithContext(const absl::Status& status, std::string_view context) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrFormat("%s: %s", context, status.message()));
}

// std::string_view of a status message; Abseil's own view type does not convert.
inline std::string_view Message(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

}  // namespace ieum::core

#define IEUM_STATUS_CONCAT_INNER(a, b) a##b
#define IEUM_STATUS_CONCAT(a, b) IEUM_STATUS_CONCAT_INNER(a, b)

// Returns from the enclosing function if `expression` (absl::Status) is not OK.
#define IEUM_RETURN_IF_ERROR(expression)                                                   \
  do {                                                                                     \
    if (absl::Status ieum_status_ = (expression); !ieum_status_.ok()) return ieum_status_; \
  } while (false)

// Assigns the value of `expression` (absl::StatusOr) to `target`, or returns its status. `target`
// may declare a variable, hence no parentheses around it.
#define IEUM_ASSIGN_OR_RETURN(target, expression) \
  IEUM_ASSIGN_OR_RETURN_INNER(IEUM_STATUS_CONCAT(ieum_statusor_, __LINE__), target, expression)
#define IEUM_ASSIGN_OR_RETURN_INNER(statusor, target, expression) \
  auto statusor = (expression);                                   \
  if (!statusor.ok()) return std::move(statusor).status();        \
  target = std::move(statusor).value() /* NOLINT(bugprone-macro-parentheses) */

// Ends the process when an invariant of our own is broken; never used on outside conditions.
#define IEUM_CHECK(condition)                                                           \
  do {                                                                                  \
    if (!(condition)) {                                                                 \
      std::fprintf(stderr, "ieum: invariant broken at %s:%d: %s\n", __FILE__, __LINE__, \
                   #condition);                                                         \
      std::abort();                                                                     \
    }                                                                                   \
  } while (false)

#endif  // IEUM_CORE_BASE_STATUS_H_
