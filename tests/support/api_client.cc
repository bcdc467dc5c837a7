#include "support/api_client.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>

#include "ieum/core/base/status.h"
#include "ieum/core/manifest/draft.h"
#include "ieum/core/rpc/call.h"
#include "ieum/core/rpc/tls_policy.h"
#include "support/synthetic_party.h"

namespace ieum::testing {
namespace {

constexpr absl::Duration kTimeout = absl::Minutes(1);

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

template <typename Request>
Request ForProject(const std::string& project) {
  Request request;
  request.set_project_id(project);
  return request;
}

template <typename Request>
Request ForRun(const std::string& project, uint64_t run_number) {
  Request request = ForProject<Request>(project);
  request.set_run_number(run_number);
  return request;
}

// The client names manifests itself, each project's own.
core::ChannelOptions WithoutManifest(core::ChannelOptions options) {
  options.manifest.reset();
  return options;
}

core::ManifestDraft DraftOf(const v1::Project& project) {
  core::ManifestDraft draft{.project = project.project_id(),
                            .title = "a test",
                            .profile_json = project.profile_json(),
                            .purpose = "to test",
                            .legal_basis = "made-up persons"};
  for (const std::string& holder : project.holders()) {
    draft.parties.push_back({.institution = core::InstitutionId::Parse(holder).value(),
                             .role = core::PartyRole::kHolder,
                             .country = "KR",
                             .unit = {}});
  }
  draft.parties.push_back({.institution = core::InstitutionId::Parse("linkage-center").value(),
                           .role = core::PartyRole::kMatcher,
                           .country = "KR",
                           .unit = {}});
  draft.delivery =
      project.joint_keys_to_holders() ? core::Delivery::kHolders : core::Delivery::kJoiner;
  draft.minimum_file_rows = std::max<int64_t>(1, project.minimum_file_rows());
  draft.minimum_matched_rows = 0;
  draft.end_date = "2099-12-31";
  draft.threshold_basis_points = static_cast<int>(project.threshold_basis_points());
  draft.test = project.test();
  draft.field_level_approved = project.field_level_approved();
  return draft;
}

}  // namespace

std::shared_ptr<grpc::Channel> RawTlsChannel(const std::string& server, const std::string& ca,
                                             const PemPair& identity) {
  core::RequireTls13();
  return grpc::CreateCustomChannel(server,
                                   grpc::SslCredentials({.pem_root_certs = ca,
                                                         .pem_private_key = identity.key,
                                                         .pem_cert_chain = identity.certificate}),
                                   Arguments());
}

std::shared_ptr<grpc::Channel> PlaintextChannel(const std::string& server) {
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), Arguments());
}

ApiClient::ApiClient(const core::ChannelOptions& options)
    : ApiClient(core::OpenChannel(WithoutManifest(options)).value(), options.server) {}

ApiClient::ApiClient(const std::shared_ptr<grpc::Channel>& channel, std::string server)
    : server_(std::move(server)),
      health_(v1::HealthService::NewStub(channel)),
      projects_(v1::ProjectService::NewStub(channel)),
      custody_(v1::CustodyService::NewStub(channel)),
      submissions_(v1::SubmissionService::NewStub(channel)),
      matching_(v1::MatchingService::NewStub(channel)),
      results_(v1::ResultService::NewStub(channel)),
      prechecks_(v1::PrecheckService::NewStub(channel)),
      relay_(v1::RelayService::NewStub(channel)) {}

void ApiClient::NameManifest(const std::string& project, grpc::ClientContext& context) {
  if (!manifests_.contains(project)) {
    const absl::StatusOr<v1::Project> found = GetProject(project);
    // Who may not see it is refused before anybody asks for the manifest.
    if (!found.ok() || found->manifest_digest().empty()) return;
    manifests_[project] = core::ToHex(core::AsBytes(found->manifest_digest()));
  }
  context.AddMetadata(core::kManifestMetadata, manifests_[project]);
}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> ApiClient::Ask(Stub& stub,
                                        grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                     const Request&, Response*),
                                        const std::type_identity_t<Request>& request) {
  Response response;
  core::Call call(kTimeout, {});
  if constexpr (requires { request.project_id(); } &&
                !std::is_same_v<Request, v1::GetProjectRequest>) {
    NameManifest(request.project_id(), *call.context());
  }
  IEUM_RETURN_IF_ERROR(call.Outcome((stub.*method)(call.context(), request, &response), server_));
  return response;
}

absl::StatusOr<v1::GetHealthResponse> ApiClient::GetHealth() {
  return Ask(*health_, &v1::HealthService::Stub::GetHealth, {});
}

absl::StatusOr<v1::Project> ApiClient::CreateProject(const v1::Project& project) {
  return CreateProject(core::DraftText(DraftOf(project)).value_or(""));
}

absl::StatusOr<v1::Project> ApiClient::CreateProject(const std::string& manifest) {
  v1::CreateProjectRequest request;
  request.set_manifest(manifest);
  IEUM_ASSIGN_OR_RETURN(const v1::CreateProjectResponse response,
                        Ask(*projects_, &v1::ProjectService::Stub::CreateProject, request));
  return response.project();
}

absl::StatusOr<v1::Project> ApiClient::GetProject(const std::string& project) {
  IEUM_ASSIGN_OR_RETURN(const v1::GetProjectResponse response,
                        Ask(*projects_, &v1::ProjectService::Stub::GetProject,
                            ForProject<v1::GetProjectRequest>(project)));
  return response.project();
}

absl::StatusOr<std::vector<v1::Project>> ApiClient::ListProjects() {
  IEUM_ASSIGN_OR_RETURN(const v1::ListProjectsResponse response,
                        Ask(*projects_, &v1::ProjectService::Stub::ListProjects, {}));
  return std::vector<v1::Project>(response.projects().begin(), response.projects().end());
}

absl::StatusOr<v1::Project> ApiClient::SealProject(const std::string& project) {
  IEUM_ASSIGN_OR_RETURN(const v1::SealProjectResponse response,
                        Ask(*projects_, &v1::ProjectService::Stub::SealProject,
                            ForProject<v1::SealProjectRequest>(project)));
  return response.project();
}

absl::StatusOr<v1::Project> ApiClient::ReopenProject(const std::string& project, uint32_t round) {
  auto request = ForProject<v1::ReopenProjectRequest>(project);
  request.set_round(round);
  IEUM_ASSIGN_OR_RETURN(const v1::ReopenProjectResponse response,
                        Ask(*projects_, &v1::ProjectService::Stub::ReopenProject, request));
  return response.project();
}

absl::Status ApiClient::DestroyProject(const std::string& project) {
  return Ask(*custody_, &v1::CustodyService::Stub::DestroyProject,
             ForProject<v1::DestroyProjectRequest>(project))
      .status();
}

absl::StatusOr<v1::Submission> ApiClient::SubmitChunks(const std::string& project,
                                                       std::span<const core::Bytes> chunks) {
  return SubmitChunks(project, chunks, std::string(core::AsText(SyntheticTag())));
}

absl::StatusOr<v1::Submission> ApiClient::SubmitChunks(const std::string& project,
                                                       std::span<const core::Bytes> chunks,
                                                       const std::string& agreement_tag) {
  v1::SubmitChunksResponse response;
  core::Call call(kTimeout, {});
  NameManifest(project, *call.context());
  const auto writer = submissions_->SubmitChunks(call.context(), &response);
  auto request = ForProject<v1::SubmitChunksRequest>(project);
  request.set_agreement_tag(agreement_tag);
  for (const core::Bytes& chunk : chunks) {
    request.set_chunk(chunk.data(), chunk.size());
    if (!writer->Write(request)) break;
  }
  writer->WritesDone();
  IEUM_RETURN_IF_ERROR(call.Outcome(writer->Finish(), server_));
  return response.submission();
}

absl::StatusOr<v1::Submission> ApiClient::SealSubmission(const std::string& project,
                                                         const core::SubmissionId& id,
                                                         uint64_t row_count,
                                                         const core::Sha256Digest& digest) {
  auto request = ForProject<v1::SealSubmissionRequest>(project);
  request.set_submission_id(id.data(), id.size());
  request.set_row_count(row_count);
  request.set_submission_digest(digest.data(), digest.size());
  IEUM_ASSIGN_OR_RETURN(const v1::SealSubmissionResponse response,
                        Ask(*submissions_, &v1::SubmissionService::Stub::SealSubmission, request));
  return response.submission();
}

absl::StatusOr<v1::Submission> ApiClient::GetSubmission(const std::string& project) {
  IEUM_ASSIGN_OR_RETURN(const v1::GetSubmissionResponse response,
                        Ask(*submissions_, &v1::SubmissionService::Stub::GetSubmission,
                            ForProject<v1::GetSubmissionRequest>(project)));
  return response.submission();
}

absl::StatusOr<std::vector<v1::Submission>> ApiClient::ListSubmissions(const std::string& project) {
  IEUM_ASSIGN_OR_RETURN(const v1::ListSubmissionsResponse response,
                        Ask(*submissions_, &v1::SubmissionService::Stub::ListSubmissions,
                            ForProject<v1::ListSubmissionsRequest>(project)));
  return std::vector<v1::Submission>(response.submissions().begin(), response.submissions().end());
}

absl::Status ApiClient::WithdrawSubmission(const std::string& project,
                                           const core::SubmissionId& id) {
  auto request = ForProject<v1::WithdrawSubmissionRequest>(project);
  request.set_submission_id(id.data(), id.size());
  return Ask(*submissions_, &v1::SubmissionService::Stub::WithdrawSubmission, request).status();
}

absl::Status ApiClient::LeaveParcel(const std::string& project, v1::ParcelKind kind,
                                    const std::string& content, bool replace) {
  auto request = ForProject<v1::LeaveParcelRequest>(project);
  request.set_kind(kind);
  request.set_content(content);
  request.set_replace(replace);
  return Ask(*relay_, &v1::RelayService::Stub::LeaveParcel, request).status();
}

absl::StatusOr<v1::CollectParcelsResponse> ApiClient::CollectParcels(const std::string& project,
                                                                     v1::ParcelKind kind) {
  auto request = ForProject<v1::CollectParcelsRequest>(project);
  request.set_kind(kind);
  return Ask(*relay_, &v1::RelayService::Stub::CollectParcels, request);
}

absl::StatusOr<v1::ListParcelsResponse> ApiClient::ListParcels(const std::string& project) {
  return Ask(*relay_, &v1::RelayService::Stub::ListParcels,
             ForProject<v1::ListParcelsRequest>(project));
}

absl::StatusOr<v1::Run> ApiClient::StartRun(const std::string& project, v1::Scoring scoring,
                                            bool from_scratch) {
  auto request = ForProject<v1::StartRunRequest>(project);
  request.set_scoring(scoring);
  request.set_from_scratch(from_scratch);
  return StartRun(request);
}

absl::StatusOr<v1::Run> ApiClient::StartRun(const v1::StartRunRequest& request) {
  IEUM_ASSIGN_OR_RETURN(const v1::StartRunResponse response,
                        Ask(*matching_, &v1::MatchingService::Stub::StartRun, request));
  return response.run();
}

absl::StatusOr<v1::Run> ApiClient::GetRun(const std::string& project, uint64_t run_number) {
  IEUM_ASSIGN_OR_RETURN(const v1::GetRunResponse response,
                        Ask(*matching_, &v1::MatchingService::Stub::GetRun,
                            ForRun<v1::GetRunRequest>(project, run_number)));
  return response.run();
}

absl::StatusOr<std::string> ApiClient::GetMatchReport(const std::string& project,
                                                      uint64_t run_number,
                                                      v1::MatchReportFormat format,
                                                      v1::ReportLanguage language) {
  auto request = ForRun<v1::GetMatchReportRequest>(project, run_number);
  request.set_format(format);
  request.set_language(language);
  IEUM_ASSIGN_OR_RETURN(const v1::GetMatchReportResponse response,
                        Ask(*matching_, &v1::MatchingService::Stub::GetMatchReport, request));
  return response.document();
}

absl::StatusOr<v1::AskMatchRateResponse> ApiClient::AskMatchRate(const std::string& project,
                                                                 const std::string& holder,
                                                                 const std::string& other) {
  auto request = ForProject<v1::AskMatchRateRequest>(project);
  request.set_holder(holder);
  request.set_other_holder(other);
  return Ask(*prechecks_, &v1::PrecheckService::Stub::AskMatchRate, request);
}

absl::StatusOr<v1::Run> ApiClient::CancelRun(const std::string& project, uint64_t run_number) {
  IEUM_ASSIGN_OR_RETURN(const v1::CancelRunResponse response,
                        Ask(*matching_, &v1::MatchingService::Stub::CancelRun,
                            ForRun<v1::CancelRunRequest>(project, run_number)));
  return response.run();
}

absl::StatusOr<std::vector<v1::Run>> ApiClient::ListRuns(const std::string& project) {
  IEUM_ASSIGN_OR_RETURN(const v1::ListRunsResponse response,
                        Ask(*matching_, &v1::MatchingService::Stub::ListRuns,
                            ForProject<v1::ListRunsRequest>(project)));
  return std::vector<v1::Run>(response.runs().begin(), response.runs().end());
}

absl::StatusOr<v1::Run> ApiClient::WatchRun(const std::string& project, uint64_t run_number) {
  core::Call call(kTimeout, {});
  NameManifest(project, *call.context());
  const auto stream =
      matching_->WatchRun(call.context(), ForRun<v1::WatchRunRequest>(project, run_number));
  v1::WatchRunResponse response;
  while (stream->Read(&response)) {
  }
  IEUM_RETURN_IF_ERROR(call.Outcome(stream->Finish(), server_));
  return response.run();
}

absl::StatusOr<std::vector<v1::ReadJointKeysResponse>> ApiClient::ReadJointKeys(
    const std::string& project, uint32_t first_sequence) {
  auto request = ForProject<v1::ReadJointKeysRequest>(project);
  request.set_first_sequence(first_sequence);
  core::Call call(kTimeout, {});
  NameManifest(project, *call.context());
  const auto stream = results_->ReadJointKeys(call.context(), request);
  std::vector<v1::ReadJointKeysResponse> responses;
  v1::ReadJointKeysResponse response;
  while (stream->Read(&response)) responses.push_back(response);
  IEUM_RETURN_IF_ERROR(call.Outcome(stream->Finish(), server_));
  return responses;
}

}  // namespace ieum::testing
