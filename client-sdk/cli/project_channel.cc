#include "cli/project_channel.h"

#include "absl/strings/str_format.h"
#include "cli/manifest_source.h"
#include "ieum/client/submit/project_manifest.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::StatusOr<std::optional<core::SignedManifest>> ServerManifest(
    const core::ChannelOptions& channel, const core::ProjectId& project,
    const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string text,
                        FetchManifest(channel, project, RetryOptions(), context.stop));
  if (text.empty()) return std::nullopt;
  absl::StatusOr<core::SignedManifest> manifest = core::ReadSignedManifest(text);
  if (!manifest.ok()) {
    return core::DataLoss("the server's manifest of project '%s' cannot be read: %s",
                          project.value(), core::Message(manifest.status()));
  }
  if (manifest->manifest.project != project) {
    return core::InvalidArgument("what the server has is the manifest of another project");
  }
  return std::optional<core::SignedManifest>(*std::move(manifest));
}

absl::StatusOr<core::ChannelOptions> ProjectChannel(const ServerOptions& server,
                                                    const core::ProjectId& project,
                                                    const CommandContext& context) {
  core::ChannelOptions channel{.server = server.server,
                               .ca_file = server.ca_file,
                               .certificate_file = server.certificate_file,
                               .key_file = server.key_file};
  if (!server.manifest_file.empty()) {
    IEUM_ASSIGN_OR_RETURN(const core::SignedManifest own, ReadManifestFile(server.manifest_file));
    if (own.manifest.project != project) {
      return core::InvalidArgument("%s is the manifest of another project", server.manifest_file);
    }
    channel.manifest = own.manifest.digest;
    return channel;
  }
  IEUM_ASSIGN_OR_RETURN(const std::optional<core::SignedManifest> there,
                        ServerManifest(channel, project, context));
  // The call itself says that the project is destroyed.
  if (!there.has_value()) return channel;
  channel.manifest = there->manifest.digest;
  absl::FPrintF(context.err,
                "ieum: project %s is under manifest %s at the server; hold it to yours with "
                "--manifest FILE\n",
                project.value(), core::ToHex(there->manifest.digest));
  return channel;
}

}  // namespace ieum::client
