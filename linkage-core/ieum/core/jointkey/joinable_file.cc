#include "ieum/core/jointkey/joinable_file.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/jointkey/serial_list.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/joinable-file.md. Never renumber.
constexpr SerialListFormat kFormat = {
    .magic = "IEUMJSF1",
    .what = "file of joinable serials",
    .made_by = "'ieum bundle open' writes of a bundle of kind joinable-serials",
    .what_next = "open the bundle again",
    .most_number = UINT64_MAX,
    .bad_number = "it is of no run"};

}  // namespace

bool JoinableSerials::Contains(const std::array<std::byte, 16>& serial) const {
  return std::binary_search(serials.begin(), serials.end(), serial);
}

absl::Status WriteJoinableFile(const JoinableSerials& joinable,
                               const std::function<absl::Status(ByteView)>& put) {
  return WriteSerialList(kFormat,
                         {.project = joinable.project,
                          .holder = joinable.holder,
                          .number = joinable.run_number,
                          .serials = joinable.serials},
                         put);
}

absl::StatusOr<JoinableSerials> ReadJoinableFile(ByteSource& file, const std::string& name) {
  IEUM_ASSIGN_OR_RETURN(SerialList list, ReadSerialList(kFormat, file, name));
  return JoinableSerials{.project = std::move(list.project),
                         .holder = std::move(list.holder),
                         .run_number = list.number,
                         .serials = std::move(list.serials)};
}

}  // namespace ieum::core
