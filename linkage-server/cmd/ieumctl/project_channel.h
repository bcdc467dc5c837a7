// The channel of a command about a project: its calls name the project's manifest.
#ifndef IEUM_SERVER_CMD_IEUMCTL_PROJECT_CHANNEL_H_
#define IEUM_SERVER_CMD_IEUMCTL_PROJECT_CHANNEL_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieumctl/options/shared_options.h"

namespace ieum::server {

// The manifest is that of common.manifest_file, or else what the server has for the project, which
// is read and must be of this project; none where the server does not tell, so that the call itself
// is refused. Errors as ReadManifestFile and GetProject; DATA_LOSS: the server's cannot be read.
absl::StatusOr<core::ChannelOptions> ProjectChannel(const CommonOptions& common,
                                                    const std::string& project);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_PROJECT_CHANNEL_H_
