#include "cli/serials_source.h"

#include <memory>
#include <optional>
#include <utility>

#include "ieum/client/serials/serial_map.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::StatusOr<IndexedSerials> ReadSerialMaps(const std::vector<std::string>& files,
                                              const HolderSecret& secret) {
  std::optional<core::ProjectId> project;
  SerialIndex index;
  for (const std::string& path : files) {
    IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<SerialMapReader> map,
                          SerialMapReader::Open(path, secret));
    if (project.has_value() && *project != map->header().project) {
      return core::InvalidArgument("the serial map '%s' is of project '%s', another one of '%s'",
                                   path, map->header().project.value(), project->value());
    }
    project = map->header().project;
    IEUM_RETURN_IF_ERROR(index.Add(*map, path));
  }
  if (!project.has_value()) return core::InvalidArgument("no serial map is given; name --serials");
  return IndexedSerials{.project = *std::move(project), .index = std::move(index)};
}

}  // namespace ieum::client
