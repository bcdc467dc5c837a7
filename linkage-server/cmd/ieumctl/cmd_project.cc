// ieumctl project create | list | show | seal | reopen
#include "absl/strings/str_join.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/v1/project_service.grpc.pb.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/manifest_display.h"
#include "ieumctl/manifest_file.h"
#include "ieumctl/project_channel.h"
#include "ieumctl/propose.h"

namespace ieum::server {
namespace {

using Projects = Connection<v1::ProjectService>;

template <typename Response>
absl::Status PrintProject(const Response& response, OutputFormat output, std::FILE* out) {
  if (output == OutputFormat::kJson) return PrintJson(out, response.project());
  PrintText(out, ProjectText(response.project()));
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCommand(const ProjectCreateOptions& options, const CommandContext& context) {
  // Read here too, so that what is wrong with it is known before anybody is asked to agree.
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        ReadManifestFile(options.common.manifest_file));
  v1::CreateProjectRequest request;
  request.set_manifest(core::SignedManifestText(manifest));
  if (!options.propose.empty()) {
    return Propose({"ProjectService/CreateProject", std::string(manifest.manifest.project.value()),
                    options.propose},
                   request, options.common, context.out);
  }
  IEUM_ASSIGN_OR_RETURN(Projects projects, Projects::Open(options.common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::CreateProjectResponse response,
                        projects.Ask(&Projects::Stub::CreateProject, request));
  return PrintProject(response, options.common.output, context.out);
}

absl::Status RunCommand(const ProjectListOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(Projects projects, Projects::Open(options.common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::ListProjectsResponse response,
                        projects.Ask(&Projects::Stub::ListProjects, {}));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  core::Table table({"project", "state", "round", "holders", "test", "created",
                     "ends at the latest", "must be destroyed"});
  for (const v1::Project& project : response.projects()) {
    table.AddRow({project.project_id(), NameOf(project.state()),
                  core::WithThousands(project.round()), absl::StrJoin(project.holders(), ", "),
                  project.test() ? "yes" : "no", TimeText(project.created_unix_micros()),
                  project.end_date().empty() ? "-" : project.end_date(), RetentionText(project)});
  }
  PrintText(context.out, table.ToString());
  return absl::OkStatus();
}

absl::Status RunCommand(const ProjectShowOptions& options, const CommandContext& context) {
  const bool json = options.common.output == OutputFormat::kJson;
  if (options.common.manifest_file.empty() == options.project.empty()) {
    return core::InvalidArgument("give --manifest FILE, or --id ID and a server, and not both");
  }
  if (!options.common.manifest_file.empty()) {
    IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                          ReadManifestFile(options.common.manifest_file));
    PrintText(context.out, json ? ManifestJson(manifest) : ManifestText(manifest));
    return absl::OkStatus();
  }
  IEUM_ASSIGN_OR_RETURN(Projects projects, Projects::Open(options.common.channel));
  v1::GetProjectRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::GetProjectResponse response,
                        projects.Ask(&Projects::Stub::GetProject, request));
  return PrintProject(response, options.common.output, context.out);
}

absl::Status RunCommand(const ProjectSealOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Projects projects, Projects::Open(channel));
  v1::SealProjectRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::SealProjectResponse response,
                        projects.Ask(&Projects::Stub::SealProject, request));
  return PrintProject(response, options.common.output, context.out);
}

absl::Status RunCommand(const ProjectReopenOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Projects projects, Projects::Open(channel));
  v1::ReopenProjectRequest request;
  request.set_project_id(options.project);
  request.set_round(options.round);
  if (options.round == 0) {
    v1::GetProjectRequest look;
    look.set_project_id(options.project);
    IEUM_ASSIGN_OR_RETURN(const v1::GetProjectResponse found,
                          projects.Ask(&Projects::Stub::GetProject, look));
    request.set_round(found.project().round() + 1);
  }
  if (!options.propose.empty()) {
    return Propose({"ProjectService/ReopenProject", options.project, options.propose}, request,
                   options.common, context.out);
  }
  IEUM_ASSIGN_OR_RETURN(const v1::ReopenProjectResponse response,
                        projects.Ask(&Projects::Stub::ReopenProject, request));
  return PrintProject(response, options.common.output, context.out);
}

}  // namespace ieum::server
