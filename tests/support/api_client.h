// The server's methods as plain functions, so that tests can send what no well-behaved client
// sends.
#ifndef IEUM_TESTS_SUPPORT_API_CLIENT_H_
#define IEUM_TESTS_SUPPORT_API_CLIENT_H_

#include <map>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/rpc/channel.h"
#include "ieum/v1/custody_service.grpc.pb.h"
#include "ieum/v1/health_service.grpc.pb.h"
#include "ieum/v1/matching_service.grpc.pb.h"
#include "ieum/v1/precheck_service.grpc.pb.h"
#include "ieum/v1/project_service.grpc.pb.h"
#include "ieum/v1/relay_service.grpc.pb.h"
#include "ieum/v1/result_service.grpc.pb.h"
#include "ieum/v1/submission_service.grpc.pb.h"
#include "support/test_ca.h"

namespace ieum::testing {

// A channel with any credentials, also such as core::OpenChannel refuses. Empty `identity`: no
// client certificate.
std::shared_ptr<grpc::Channel> RawTlsChannel(const std::string& server, const std::string& ca,
                                             const PemPair& identity);
std::shared_ptr<grpc::Channel> PlaintextChannel(const std::string& server);

// Every call has a deadline of a minute. Errors are the server's, or as core::FromGrpc. One thread
// at a time.
class ApiClient final {
 public:
  // Ends the test program if the channel's files are not in order.
  explicit ApiClient(const core::ChannelOptions& options);
  ApiClient(const std::shared_ptr<grpc::Channel>& channel, std::string server);

  absl::StatusOr<v1::GetHealthResponse> GetHealth();

  // From an unsigned manifest with the project's terms, matched by linkage-center; one that cannot
  // be written is sent as it is, empty. Or from a manifest as it is.
  absl::StatusOr<v1::Project> CreateProject(const v1::Project& project);
  absl::StatusOr<v1::Project> CreateProject(const std::string& manifest);
  absl::StatusOr<v1::Project> GetProject(const std::string& project);
  absl::StatusOr<std::vector<v1::Project>> ListProjects();
  absl::StatusOr<v1::Project> SealProject(const std::string& project);
  absl::StatusOr<v1::Project> ReopenProject(const std::string& project, uint32_t round);
  absl::Status DestroyProject(const std::string& project);

  // With SyntheticTag(), or with a tag of one's own; an empty one is left out.
  absl::StatusOr<v1::Submission> SubmitChunks(const std::string& project,
                                              std::span<const core::Bytes> chunks);
  absl::StatusOr<v1::Submission> SubmitChunks(const std::string& project,
                                              std::span<const core::Bytes> chunks,
                                              const std::string& agreement_tag);
  absl::StatusOr<v1::Submission> SealSubmission(const std::string& project,
                                                const core::SubmissionId& id, uint64_t row_count,
                                                const core::Sha256Digest& digest);
  absl::StatusOr<v1::Submission> GetSubmission(const std::string& project);
  absl::StatusOr<std::vector<v1::Submission>> ListSubmissions(const std::string& project);
  absl::Status WithdrawSubmission(const std::string& project, const core::SubmissionId& id);

  absl::Status LeaveParcel(const std::string& project, v1::ParcelKind kind,
                           const std::string& content, bool replace = false);
  absl::StatusOr<v1::CollectParcelsResponse> CollectParcels(const std::string& project,
                                                            v1::ParcelKind kind);
  absl::StatusOr<v1::ListParcelsResponse> ListParcels(const std::string& project);

  absl::StatusOr<v1::Run> StartRun(const std::string& project,
                                   v1::Scoring scoring = v1::SCORING_UNSPECIFIED,
                                   bool from_scratch = false);
  absl::StatusOr<v1::Run> StartRun(const v1::StartRunRequest& request);
  absl::StatusOr<v1::Run> GetRun(const std::string& project, uint64_t run_number);
  absl::StatusOr<v1::Run> CancelRun(const std::string& project, uint64_t run_number);
  absl::StatusOr<std::vector<v1::Run>> ListRuns(const std::string& project);
  absl::StatusOr<std::string> GetMatchReport(
      const std::string& project, uint64_t run_number,
      v1::MatchReportFormat format = v1::MATCH_REPORT_FORMAT_TEXT,
      v1::ReportLanguage language = v1::REPORT_LANGUAGE_ENGLISH);
  // Watches until the run has ended.
  absl::StatusOr<v1::Run> WatchRun(const std::string& project, uint64_t run_number);

  absl::StatusOr<std::vector<v1::ReadJointKeysResponse>> ReadJointKeys(const std::string& project,
                                                                       uint32_t first_sequence = 0);
  absl::StatusOr<v1::AskMatchRateResponse> AskMatchRate(const std::string& project,
                                                        const std::string& holder,
                                                        const std::string& other);

 private:
  // One call with one answer; about a project, it names the manifest.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Ask(Stub& stub,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                            Response*),
                               const std::type_identity_t<Request>& request);
  // Gives the call the manifest of the project, as the server tells it.
  void NameManifest(const std::string& project, grpc::ClientContext& context);

  std::string server_;
  std::map<std::string, std::string> manifests_;  // digest by project
  std::unique_ptr<v1::HealthService::Stub> health_;
  std::unique_ptr<v1::ProjectService::Stub> projects_;
  std::unique_ptr<v1::CustodyService::Stub> custody_;
  std::unique_ptr<v1::SubmissionService::Stub> submissions_;
  std::unique_ptr<v1::MatchingService::Stub> matching_;
  std::unique_ptr<v1::ResultService::Stub> results_;
  std::unique_ptr<v1::PrecheckService::Stub> prechecks_;
  std::unique_ptr<v1::RelayService::Stub> relay_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_API_CLIENT_H_
