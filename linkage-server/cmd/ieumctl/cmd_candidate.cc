// ieumctl candidate make | list | export; ieumctl release
#include <string>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/page/report.h"
#include "ieum/core/review/approval.h"
#include "ieum/core/terminal/option_text.h"
#include "ieum/v1/release_service.grpc.pb.h"
#include "ieumctl/bundle_receiver.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/project_channel.h"
#include "ieumctl/propose.h"
#include "ieumctl/review_files.h"

namespace ieum::server {
namespace {

using Releases = Connection<v1::ReleaseService>;

constexpr int64_t kMaxCertificateBytes = int64_t{64} << 10;
constexpr int64_t kMaxPackBytes = int64_t{2} << 20;
// Ten million rows take minutes.
constexpr absl::Duration kAssemblyTimeout = absl::Hours(12);

std::string DigestText(const v1::Candidate& candidate) {
  return core::ToHex(core::AsBytes(candidate.digest()));
}

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void PrintMade(const v1::MakeCandidateResponse& response, std::FILE* out) {
  const v1::Candidate& candidate = response.candidate();
  PrintText(out, absl::StrFormat("candidate  %d, for %s\nrows       %s\ncolumns    %s\n"
                                 "digest     %s\n\n",
                                 candidate.number(), candidate.recipient(),
                                 core::WithThousands(static_cast<int64_t>(candidate.row_count())),
                                 Joined(candidate.columns()), DigestText(candidate)));
  core::Table table({"holder", "rows", "matched", "in the set"});
  for (const v1::HolderJoin& holder : response.holders()) {
    table.AddRow({holder.holder(), core::WithThousands(static_cast<int64_t>(holder.row_count())),
                  core::WithThousands(static_cast<int64_t>(holder.matched_row_count())),
                  core::WithThousands(static_cast<int64_t>(holder.joined_row_count()))});
  }
  PrintText(out, table.ToString());
}

// What both kinds of bundle are asked for with.
template <typename Request>
absl::StatusOr<Request> RequestFor(const std::string& project,
                                   const CandidateBundleOptions& options) {
  IEUM_ASSIGN_OR_RETURN(const std::string certificate,
                        core::ReadFile(options.to, kMaxCertificateBytes));
  Request request;
  request.set_project_id(project);
  request.set_candidate(options.number);
  request.set_recipient_certificate(certificate);
  request.set_part_bytes(options.part_mebibytes << 20);
  return request;
}

// `ask` begins the stream of the call.
template <typename Response, typename Ask>
absl::Status Receive(const CommonOptions& common, const std::string& project,
                     const CandidateBundleOptions& options, const CommandContext& context,
                     const Ask& ask) {
  IEUM_ASSIGN_OR_RETURN(const auto sink, core::BundleFileSink::Create(options.out));
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel, ProjectChannel(common, project));
  IEUM_ASSIGN_OR_RETURN(Releases releases, Releases::Open(channel));
  BundleReceiver receiver(*sink, context.err);
  core::Call call(kAssemblyTimeout, {});
  const auto stream = ask(releases.stub(), call.context());
  Response response;
  absl::Status taken;
  while (taken.ok() && stream->Read(&response)) {
    taken = receiver.Take(response.part(), response.content(), response.cover(), 0);
  }
  if (!taken.ok()) call.Cancel();
  const absl::Status received = call.Outcome(stream->Finish(), releases.server());
  IEUM_RETURN_IF_ERROR(taken);
  IEUM_RETURN_IF_ERROR(received);
  IEUM_ASSIGN_OR_RETURN(const core::BundleCover cover, receiver.Finish());
  core::Report report;
  AddBundleFacts(cover, report);
  report.AddFact("candidate", "candidate", core::CountValue(options.number));
  AddBundleFiles(cover, options.out, report);
  report.Print(context.out, common.output);
  PrintText(context.err, "Send the cover and all parts; they open for their recipient only.\n");
  return absl::OkStatus();
}

absl::StatusOr<v1::ReleaseApproval> ReadApprovalFiles(const ReleaseOptions& options) {
  v1::ReleaseApproval approval;
  IEUM_ASSIGN_OR_RETURN(*approval.mutable_record(),
                        core::ReadFile(options.approval_file, core::kMaxStatementBytes));
  IEUM_ASSIGN_OR_RETURN(*approval.mutable_review_case(),
                        core::ReadFile(options.case_file, core::kMaxCaseBytes));
  IEUM_ASSIGN_OR_RETURN(*approval.mutable_pack(), core::ReadFile(options.pack_file, kMaxPackBytes));
  IEUM_ASSIGN_OR_RETURN(const std::vector<core::GivenStatement> statements,
                        ReadStatementFiles(options.statement_files));
  for (const core::GivenStatement& statement : statements) {
    approval.add_statements(statement.text);
  }
  return approval;
}

}  // namespace

absl::Status RunCommand(const CandidateMakeOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Releases releases, Releases::Open(channel));
  v1::MakeCandidateRequest request;
  request.set_project_id(options.project);
  request.set_recipient(options.recipient);
  request.set_join(options.join);
  for (const std::string& column : options.columns) request.add_columns(column);
  for (const std::string& column : options.bias_columns) request.add_bias_columns(column);
  request.set_tell_row_counts(options.tell_row_counts);
  request.set_time_series(options.time_series);
  IEUM_ASSIGN_OR_RETURN(const v1::MakeCandidateResponse response,
                        releases.Ask(&Releases::Stub::MakeCandidate, request, kAssemblyTimeout));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  PrintMade(response, context.out);
  return absl::OkStatus();
}

absl::Status RunCommand(const CandidateListOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Releases releases, Releases::Open(channel));
  v1::ListCandidatesRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::ListCandidatesResponse response,
                        releases.Ask(&Releases::Stub::ListCandidates, request));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  core::Table table({"candidate", "for", "rows", "columns", "made", "digest"});
  for (const v1::Candidate& candidate : response.candidates()) {
    table.AddRow({absl::StrFormat("%d", candidate.number()), candidate.recipient(),
                  core::WithThousands(static_cast<int64_t>(candidate.row_count())),
                  absl::StrFormat("%d", candidate.columns_size()),
                  TimeText(candidate.made_unix_micros()), DigestText(candidate)});
  }
  PrintText(context.out, table.ToString());
  return absl::OkStatus();
}

absl::Status RunCommand(const CandidateExportOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const v1::ExportCandidateRequest request,
                        RequestFor<v1::ExportCandidateRequest>(options.project, options.bundle));
  return Receive<v1::ExportCandidateResponse>(
      options.common, options.project, options.bundle, context,
      [&request](Releases::Stub& stub, grpc::ClientContext* call) {
        return stub.ExportCandidate(call, request);
      });
}

absl::Status RunCommand(const ReleaseOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(v1::ExportReleaseRequest request,
                        RequestFor<v1::ExportReleaseRequest>(options.project, options.bundle));
  IEUM_ASSIGN_OR_RETURN(*request.mutable_approval(), ReadApprovalFiles(options));
  if (!options.propose.empty()) {
    return Propose({"ReleaseService/ExportRelease", options.project, options.propose}, request,
                   options.common, context.out);
  }
  return Receive<v1::ExportReleaseResponse>(
      options.common, options.project, options.bundle, context,
      [&request](Releases::Stub& stub, grpc::ClientContext* call) {
        return stub.ExportRelease(call, request);
      });
}

}  // namespace ieum::server
