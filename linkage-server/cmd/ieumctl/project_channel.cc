#include "ieumctl/project_channel.h"

#include <optional>
#include <utility>

#include "ieum/v1/project_service.grpc.pb.h"
#include "ieumctl/connection.h"
#include "ieumctl/manifest_file.h"

namespace ieum::server {
namespace {

using Projects = Connection<v1::ProjectService>;

// Nothing where the server does not tell: the call itself is refused then, with better reason.
absl::StatusOr<std::optional<core::SignedManifest>> Served(const core::ChannelOptions& channel,
                                                           const std::string& project) {
  IEUM_ASSIGN_OR_RETURN(Projects projects, Projects::Open(channel));
  v1::GetProjectRequest request;
  request.set_project_id(project);
  const absl::StatusOr<v1::GetProjectResponse> response =
      projects.Ask(&Projects::Stub::GetProject, request);
  if (absl::IsNotFound(response.status()) || absl::IsPermissionDenied(response.status())) {
    return std::optional<core::SignedManifest>();
  }
  IEUM_RETURN_IF_ERROR(response.status());
  if (response->project().state() == v1::PROJECT_STATE_DESTROYED) {
    return std::optional<core::SignedManifest>();
  }
  absl::StatusOr<core::SignedManifest> manifest = core::ReadSignedManifest(response->manifest());
  if (manifest.ok()) return *std::move(manifest);
  return core::DataLoss("the server's manifest of project '%s' cannot be read: %s", project,
                        core::Message(manifest.status()));
}

absl::StatusOr<std::optional<core::SignedManifest>> FromFile(const std::string& file) {
  IEUM_ASSIGN_OR_RETURN(core::SignedManifest manifest, ReadManifestFile(file));
  return manifest;
}

}  // namespace

absl::StatusOr<core::ChannelOptions> ProjectChannel(const CommonOptions& common,
                                                    const std::string& project) {
  core::ChannelOptions channel = common.channel;
  const bool from_file = !common.manifest_file.empty();
  IEUM_ASSIGN_OR_RETURN(
      const std::optional<core::SignedManifest> manifest,
      from_file ? FromFile(common.manifest_file) : Served(common.channel, project));
  if (!manifest.has_value()) return channel;
  if (manifest->manifest.project.value() != project) {
    return core::InvalidArgument("%s is the manifest of another project",
                                 from_file ? common.manifest_file : "what the server has");
  }
  channel.manifest = manifest->manifest.digest;
  return channel;
}

}  // namespace ieum::server
