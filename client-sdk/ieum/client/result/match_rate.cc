#include "ieum/client/result/match_rate.h"

#include <grpcpp/grpcpp.h>

#include <memory>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/rpc/call.h"
#include "ieum/v1/precheck_service.grpc.pb.h"

namespace ieum::client {
namespace {

// Counting in a hundred million rows takes its time.
constexpr absl::Duration kTimeout = absl::Minutes(10);

}  // namespace

absl::StatusOr<MatchRate> AskMatchRate(const core::ChannelOptions& channel,
                                       const core::ProjectId& project,
                                       const core::InstitutionId& other, std::stop_token stop) {
  IEUM_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> open, core::OpenChannel(channel));
  const auto stub = v1::PrecheckService::NewStub(open);
  v1::AskMatchRateRequest request;
  request.set_project_id(project.value());
  request.set_other_holder(other.value());
  v1::AskMatchRateResponse response;
  core::Call call(kTimeout, std::move(stop));
  const grpc::Status asked = stub->AskMatchRate(call.context(), request, &response);
  IEUM_RETURN_IF_ERROR(call.Outcome(asked, channel.server));
  return MatchRate{.too_few = response.too_few(),
                   .count = response.count(),
                   .low = response.low(),
                   .high = response.high(),
                   .round = response.round(),
                   .answers_left = response.answers_left()};
}

}  // namespace ieum::client
