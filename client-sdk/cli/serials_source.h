// The serial maps that a command is given.
#ifndef IEUM_CLIENT_CLI_SERIALS_SOURCE_H_
#define IEUM_CLIENT_CLI_SERIALS_SOURCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/payload/serial_index.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::client {

struct IndexedSerials {
  core::ProjectId project;
  SerialIndex index;
};

// INVALID_ARGUMENT: no map, or maps of different projects. Others as SerialMapReader.
absl::StatusOr<IndexedSerials> ReadSerialMaps(const std::vector<std::string>& files,
                                              const HolderSecret& secret);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_SERIALS_SOURCE_H_
