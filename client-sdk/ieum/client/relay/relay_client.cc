#include "ieum/client/relay/relay_client.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/rpc/call.h"
#include "ieum/v1/relay_service.grpc.pb.h"

namespace ieum::client {
namespace {

// After a failure, how long the connection may take to come back before the call is tried again.
constexpr absl::Duration kReconnectTime = absl::Seconds(2);

v1::ParcelKind ToProto(ParcelKind kind) {
  return kind == ParcelKind::kOffer ? v1::PARCEL_KIND_OFFER : v1::PARCEL_KIND_SEALED_SHARES;
}

}  // namespace

struct RelayClient::State {
  RelayClientOptions options;
  core::ProjectId project;
  std::stop_token stop;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::RelayService::Stub> relay;
};

absl::StatusOr<std::unique_ptr<RelayClient>> RelayClient::Create(const RelayClientOptions& options,
                                                                 const core::ProjectId& project,
                                                                 std::stop_token stop) {
  IEUM_ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel, core::OpenChannel(options.channel));
  std::unique_ptr<v1::RelayService::Stub> relay = v1::RelayService::NewStub(channel);
  std::unique_ptr<State> state(new State{.options = options,
                                         .project = project,
                                         .stop = std::move(stop),
                                         .channel = std::move(channel),
                                         .relay = std::move(relay)});
  return std::unique_ptr<RelayClient>(new RelayClient(std::move(state)));
}

RelayClient::RelayClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
RelayClient::~RelayClient() = default;

absl::Status RelayClient::Try(const std::function<absl::Status()>& call) {
  Retry retry(state_->options.retry);
  while (true) {
    const absl::Status status = call();
    if (status.ok()) return status;
    IEUM_RETURN_IF_ERROR(retry.WaitAfter(status, state_->stop));
    if (absl::IsUnavailable(status)) {
      core::WaitUntilConnected(*state_->channel, kReconnectTime, state_->stop);
    }
  }
}

absl::Status RelayClient::Leave(ParcelKind kind, const std::string& content, bool replace) {
  v1::LeaveParcelRequest request;
  request.set_project_id(state_->project.value());
  request.set_kind(ToProto(kind));
  request.set_content(content);
  request.set_replace(replace);
  return Try([&] {
    v1::LeaveParcelResponse response;
    core::Call call(state_->options.call_timeout, state_->stop);
    return call.Outcome(state_->relay->LeaveParcel(call.context(), request, &response),
                        state_->options.channel.server);
  });
}

absl::StatusOr<std::vector<Parcel>> RelayClient::Collect(ParcelKind kind) {
  v1::CollectParcelsRequest request;
  request.set_project_id(state_->project.value());
  request.set_kind(ToProto(kind));
  v1::CollectParcelsResponse response;
  IEUM_RETURN_IF_ERROR(Try([&] {
    response.Clear();
    core::Call call(state_->options.call_timeout, state_->stop);
    return call.Outcome(state_->relay->CollectParcels(call.context(), request, &response),
                        state_->options.channel.server);
  }));
  std::vector<Parcel> parcels;
  for (v1::Parcel& parcel : *response.mutable_parcels()) {
    parcels.push_back({.holder = std::move(*parcel.mutable_holder()),
                       .content = std::move(*parcel.mutable_content())});
  }
  return parcels;
}

}  // namespace ieum::client
