// The server's manifest of a project, and the channel of commands about it, whose calls name it.
#ifndef IEUM_CLIENT_CLI_PROJECT_CHANNEL_H_
#define IEUM_CLIENT_CLI_PROJECT_CHANNEL_H_

#include <optional>

#include "absl/status/statusor.h"
#include "cli/command.h"
#include "cli/server_options.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/core/rpc/channel.h"

namespace ieum::client {

// What the server has; nothing of a project that is destroyed. Errors as ProjectChannel.
absl::StatusOr<std::optional<core::SignedManifest>> ServerManifest(
    const core::ChannelOptions& channel, const core::ProjectId& project,
    const CommandContext& context);

// The manifest is that of server.manifest_file, or else what the server has, which is shown in a
// line for the person to compare. INVALID_ARGUMENT: the manifest is of another project. DATA_LOSS:
// the server's cannot be read. Else as core::ReadSignedManifest and FetchManifest.
absl::StatusOr<core::ChannelOptions> ProjectChannel(const ServerOptions& server,
                                                    const core::ProjectId& project,
                                                    const CommandContext& context);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_PROJECT_CHANNEL_H_
