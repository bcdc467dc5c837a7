// ieumctl project stop | resume | destroy, ieumctl backup
#include "ieum/core/terminal/terminal.h"
#include "ieum/v1/custody_service.grpc.pb.h"
#include "ieum/v1/project_service.grpc.pb.h"
#include "ieumctl/certificate_output.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/project_channel.h"
#include "ieumctl/propose.h"

namespace ieum::server {
namespace {

using Custody = Connection<v1::CustodyService>;

// What a disk has to rewrite or copy before the answer comes.
constexpr absl::Duration kDiskTimeout = absl::Hours(12);

absl::StatusOr<v1::StopReason> ReasonOf(const std::string& word) {
  if (word == "identification") return v1::STOP_REASON_IDENTIFICATION;
  if (word == "order") return v1::STOP_REASON_ORDER;
  if (word == "incident") return v1::STOP_REASON_INCIDENT;
  if (word == "withdrawal") return v1::STOP_REASON_WITHDRAWAL;
  return core::InvalidArgument(
      "--reason: want 'identification', 'order', 'incident' or 'withdrawal'");
}

absl::Status Finish(const ProjectDestroyOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(Custody custody, Custody::Open(options.common.channel));
  v1::FinishDestructionRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::FinishDestructionResponse response,
                        custody.Ask(&Custody::Stub::FinishDestruction, request, kDiskTimeout));
  return PutCertificate(response, options.out, options.common.output, context);
}

absl::Status ShowWhatWouldGo(const ProjectDestroyOptions& options, const CommandContext& context) {
  using Projects = Connection<v1::ProjectService>;
  IEUM_ASSIGN_OR_RETURN(Projects projects, Projects::Open(options.common.channel));
  v1::GetProjectRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::GetProjectResponse response,
                        projects.Ask(&Projects::Stub::GetProject, request));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  PrintText(context.out, ProjectText(response.project()));
  PrintText(context.err,
            "ieumctl: nothing was changed: --dry-run. Without it, the key of this project is "
            "erased and all that the server holds of it deleted, for good\n");
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCommand(const ProjectStopOptions& options, const CommandContext& context) {
  v1::StopProjectRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::StopReason reason, ReasonOf(options.reason));
  request.set_reason(reason);
  IEUM_ASSIGN_OR_RETURN(Custody custody, Custody::Open(options.common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::StopProjectResponse response,
                        custody.Ask(&Custody::Stub::StopProject, request));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  PrintText(context.out,
            absl::StrFormat("project '%s' is stopped: nobody reads, submits or matches until it is "
                            "resumed\n",
                            options.project));
  return absl::OkStatus();
}

absl::Status RunCommand(const ProjectResumeOptions& options, const CommandContext& context) {
  v1::ResumeProjectRequest request;
  request.set_project_id(options.project);
  if (!options.propose.empty()) {
    return Propose({"CustodyService/ResumeProject", options.project, options.propose}, request,
                   options.common, context.out);
  }
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Custody custody, Custody::Open(channel));
  IEUM_ASSIGN_OR_RETURN(const v1::ResumeProjectResponse response,
                        custody.Ask(&Custody::Stub::ResumeProject, request));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  PrintText(context.out, absl::StrFormat("project '%s' goes on; state: %s\n", options.project,
                                         NameOf(response.state())));
  return absl::OkStatus();
}

absl::Status RunCommand(const ProjectDestroyOptions& options, const CommandContext& context) {
  if (options.finish && !options.propose.empty()) {
    return core::InvalidArgument(
        "--finish takes one person: the project is destroyed already; leave out --propose");
  }
  if (options.dry_run) return ShowWhatWouldGo(options, context);
  if (options.finish) return Finish(options, context);
  v1::DestroyProjectRequest request;
  request.set_project_id(options.project);
  if (!options.propose.empty()) {
    return Propose({"CustodyService/DestroyProject", options.project, options.propose}, request,
                   options.common, context.out);
  }
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Custody custody, Custody::Open(channel));
  IEUM_ASSIGN_OR_RETURN(const v1::DestroyProjectResponse response,
                        custody.Ask(&Custody::Stub::DestroyProject, request, kDiskTimeout));
  return PutCertificate(response, options.out, options.common.output, context);
}

absl::Status RunCommand(const BackupOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(Custody custody, Custody::Open(options.common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::MakeBackupResponse response,
                        custody.Ask(&Custody::Stub::MakeBackup, {}, kDiskTimeout));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  const auto count = [](uint64_t value) {
    return core::WithThousands(static_cast<int64_t>(value));
  };
  core::Table table({"backup", response.name()});
  table.AddRow({"files", count(response.file_count())});
  table.AddRow({"bytes", count(response.byte_count())});
  table.AddRow({"keystore revision", count(response.keystore_revision())});
  table.AddRow({"entries of the audit log", count(response.audit_size())});
  PrintText(context.out,
            table.ToString() +
                "\nThe keystore is not in it: keep a copy of that elsewhere, of this revision.\n");
  return absl::OkStatus();
}

}  // namespace ieum::server
