// Identifiers that cannot be confused with each other: StrongId<ProjectTag> is not
// StrongId<HolderTag>.
#ifndef IEUM_CORE_BASE_STRONG_ID_H_
#define IEUM_CORE_BASE_STRONG_ID_H_

#include <compare>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "ieum/core/base/status.h"

namespace ieum::core {

// A name of 1 to 63 characters a-z, 0-9 and hyphen, that starts with a letter and does not end with
// a hyphen (RFC 1123 label, so it can stand in a URI). Tag provides `static constexpr char
// kWhat[]`. Immutable, share freely.
template <typename Tag>
class StrongId final {
 public:
  // INVALID_ARGUMENT if `text` breaks the rule above.
  static absl::StatusOr<StrongId> Parse(std::string_view text) {
    bool valid = !text.empty() && text.size() <= 63 && text.front() >= 'a' && text.front() <= 'z' &&
                 text.back() != '-';
    for (const char c : text) {
      valid = valid && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }
    if (!valid) {
      return InvalidArgument(
          "%s is not a name; want 1 to 63 characters a-z, 0-9 and '-', starting with a letter",
          Tag::kWhat);
    }
    return StrongId(std::string(text));
  }

  const std::string& value() const { return value_; }
  friend auto operator<=>(const StrongId&, const StrongId&) = default;

 private:
  explicit StrongId(std::string value) : value_(std::move(value)) {}
  std::string value_;
};

struct ProjectTag {
  static constexpr char kWhat[] = "project id";
};
struct InstitutionTag {
  static constexpr char kWhat[] = "institution id";
};
using ProjectId = StrongId<ProjectTag>;
// A holder is known by its institution.
using InstitutionId = StrongId<InstitutionTag>;

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_STRONG_ID_H_
