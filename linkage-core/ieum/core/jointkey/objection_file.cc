#include "ieum/core/jointkey/objection_file.h"

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/jointkey/serial_list.h"

namespace ieum::core {
namespace {

struct ReasonName {
  ObjectionReason reason;
  std::string_view name;
};
constexpr ReasonName kReasons[] = {{ObjectionReason::kObjection, "objection"},
                                   {ObjectionReason::kCorrection, "correction"},
                                   {ObjectionReason::kMistake, "mistake"}};

// FORMAT: docs/formats/objection-file.md. Never renumber.
constexpr SerialListFormat kFormat = {
    .magic = "IEUMOBF1",
    .what = "file of objections",
    .made_by = "'ieum objection make' writes",
    .what_next = "make it again",
    .most_number = static_cast<uint64_t>(ObjectionReason::kMistake),
    .bad_number = "it has a reason that is none"};
constexpr size_t kLongestNameBytes = 63;
constexpr size_t kMostBytes = 8 + 16 + 2 * (1 + kLongestNameBytes) + 16 * kMaxObjections + 32;

}  // namespace

std::string_view ObjectionReasonName(ObjectionReason reason) {
  return kReasons[static_cast<size_t>(reason) - 1].name;
}

absl::StatusOr<ObjectionReason> ParseObjectionReason(std::string_view name) {
  std::string names;
  for (const ReasonName& known : kReasons) {
    if (known.name == name) return known.reason;
    names += (names.empty() ? "" : ", ") + std::string(known.name);
  }
  return InvalidArgument("no reason to remove rows; want one of %s", names);
}

absl::Status WriteObjectionFile(const Objections& objections,
                                const std::function<absl::Status(ByteView)>& put) {
  return WriteSerialList(kFormat,
                         {.project = objections.project,
                          .holder = objections.holder,
                          .number = static_cast<uint64_t>(objections.reason),
                          .serials = objections.serials},
                         put);
}

absl::StatusOr<Objections> ReadObjectionFile(ByteSource& file, const std::string& name) {
  if (file.size_bytes() > kMostBytes) {
    return InvalidArgument("'%s' is larger than a file of %d objections, the most at once", name,
                           kMaxObjections);
  }
  IEUM_ASSIGN_OR_RETURN(SerialList list, ReadSerialList(kFormat, file, name));
  if (list.serials.empty() || list.serials.size() > kMaxObjections) {
    return InvalidArgument("'%s' has %d objections; want 1 to %d", name, list.serials.size(),
                           kMaxObjections);
  }
  return Objections{.project = std::move(list.project),
                    .holder = std::move(list.holder),
                    .reason = static_cast<ObjectionReason>(list.number),
                    .serials = std::move(list.serials)};
}

}  // namespace ieum::core
