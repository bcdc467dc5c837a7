#include "ieum/client/result/joint_key_reader.h"

#include <grpcpp/grpcpp.h>

#include <cstring>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/rpc/call.h"
#include "ieum/v1/result_service.grpc.pb.h"

namespace ieum::client {
namespace {

constexpr size_t kIdBytes = 16;
// After a failure, how long the connection may take to come back before the call is tried again.
constexpr absl::Duration kReconnectTime = absl::Seconds(2);

absl::Status ParseRows(const v1::ReadJointKeysResponse& response, std::vector<JointKeyRow>& rows) {
  const std::string& serials = response.serials();
  const std::string& keys = response.joint_keys();
  if (serials.size() % kIdBytes != 0 || serials.size() != keys.size()) {
    return core::DataLoss("chunk %d of the joint keys has %d bytes of serials and %d of keys",
                          response.sequence(), serials.size(), keys.size());
  }
  rows.clear();
  rows.reserve(serials.size() / kIdBytes);
  for (size_t offset = 0; offset < serials.size(); offset += kIdBytes) {
    core::Serial serial;
    std::array<std::byte, kIdBytes> key;
    std::memcpy(serial.data(), serials.data() + offset, kIdBytes);
    std::memcpy(key.data(), keys.data() + offset, kIdBytes);
    rows.push_back({.serial = serial, .joint_key = core::JointKey(key)});
  }
  return absl::OkStatus();
}

// Where a read stands, across broken connections.
struct Position {
  uint64_t run_number = 0;  // 0: nothing read yet
  uint32_t next_sequence = 0;
  uint64_t row_count = 0;
};

}  // namespace

struct JointKeyReader::State {
  JointKeyReaderOptions options;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::ResultService::Stub> results;

  // Reads from `position` to the end, or to the next failure. `visit_failed`: the error is visit's.
  absl::Status ReadOn(const core::ProjectId& project,
                      const std::function<absl::Status(const JointKeyBatch&)>& visit,
                      const std::stop_token& stop, Retry& retry, Position& position,
                      bool& visit_failed) {
    v1::ReadJointKeysRequest request;
    request.set_project_id(project.value());
    request.set_first_sequence(position.next_sequence);
    core::Call call(options.call_timeout, stop);
    const auto stream = results->ReadJointKeys(call.context(), request);
    v1::ReadJointKeysResponse response;
    std::vector<JointKeyRow> rows;
    absl::Status status;
    bool other_run = false;
    while (status.ok() && !other_run && stream->Read(&response)) {
      other_run = position.run_number != 0 && response.run_number() != position.run_number;
      if (other_run) break;
      if (response.sequence() != position.next_sequence) {
        status = core::DataLoss("joint keys of chunk %d came where chunk %d was due",
                                response.sequence(), position.next_sequence);
        break;
      }
      status = ParseRows(response, rows);
      if (!status.ok()) break;
      status = visit(
          {.run_number = response.run_number(), .sequence = response.sequence(), .rows = rows});
      visit_failed = !status.ok();
      if (visit_failed) break;
      position = {.run_number = response.run_number(),
                  .next_sequence = position.next_sequence + 1,
                  .row_count = position.row_count + rows.size()};
      retry.Progressed();
    }
    if (status.ok() && !other_run) return call.Outcome(stream->Finish(), options.channel.server);
    call.Cancel();
    static_cast<void>(stream->Finish());  // the reason for stopping is known
    if (other_run) {
      position = {};
      return core::Unavailable("another run has replaced the results while they were read");
    }
    return status;
  }
};

absl::StatusOr<std::unique_ptr<JointKeyReader>> JointKeyReader::Create(
    const JointKeyReaderOptions& options) {
  auto state = std::make_unique<State>();
  state->options = options;
  IEUM_ASSIGN_OR_RETURN(state->channel, core::OpenChannel(options.channel));
  state->results = v1::ResultService::NewStub(state->channel);
  return std::unique_ptr<JointKeyReader>(new JointKeyReader(std::move(state)));
}

JointKeyReader::JointKeyReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
JointKeyReader::~JointKeyReader() = default;

absl::StatusOr<JointKeyReport> JointKeyReader::Read(
    const core::ProjectId& project, const std::function<absl::Status(const JointKeyBatch&)>& visit,
    std::stop_token stop) {
  Retry retry(state_->options.retry);
  Position position;
  bool visit_failed = false;
  while (true) {
    const absl::Status status = state_->ReadOn(project, visit, stop, retry, position, visit_failed);
    if (status.ok()) break;
    if (visit_failed) return status;
    IEUM_RETURN_IF_ERROR(retry.WaitAfter(status, stop));
    if (absl::IsUnavailable(status)) {
      core::WaitUntilConnected(*state_->channel, kReconnectTime, stop);
    }
  }
  return JointKeyReport{.run_number = position.run_number,
                        .row_count = position.row_count,
                        .retries = retry.retries()};
}

}  // namespace ieum::client
