#include "cli/project_channel.h"

#include "absl/strings/str_format.h"
#include "ieum/client/submit/project_manifest.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/manifest/signed_manifest.h"

namespace ieum::client {

absl::StatusOr<core::ChannelOptions> ProjectChannel(const ServerOptions& server,
                                                    const core::ProjectId& project,
                                                    const CommandContext& context) {
  core::ChannelOptions channel{.server = server.server,
                               .ca_file = server.ca_file,
                               .certificate_file = server.certificate_file,
                               .key_file = server.key_file};
  const bool from_file = !server.manifest_file.empty();
  IEUM_ASSIGN_OR_RETURN(const std::string text,
                        from_file ? core::ReadFile(server.manifest_file, core::kMaxManifestBytes)
                                  : FetchManifest(channel, project, RetryOptions(), context.stop));
  // Of a destroyed project; the call itself says so.
  if (text.empty() && !from_file) return channel;
  const absl::StatusOr<core::SignedManifest> manifest = core::ReadSignedManifest(text);
  if (!manifest.ok()) {
    if (from_file) return core::WithContext(manifest.status(), server.manifest_file);
    return core::DataLoss("the server's manifest of project '%s' cannot be read: %s",
                          project.value(), core::Message(manifest.status()));
  }
  if (manifest->manifest.project != project) {
    return core::InvalidArgument("%s is the manifest of another project",
                                 from_file ? server.manifest_file : "what the server has");
  }
  channel.manifest = manifest->manifest.digest;
  if (!from_file) {
    absl::FPrintF(context.err,
                  "ieum: project %s is under manifest %s at the server; hold it to yours with "
                  "--manifest FILE\n",
                  project.value(), core::ToHex(manifest->manifest.digest));
  }
  return channel;
}

}  // namespace ieum::client
