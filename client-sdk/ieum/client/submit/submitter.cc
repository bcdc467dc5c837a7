#include "ieum/client/submit/submitter.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/submission_file.h"
#include "ieum/core/rpc/call.h"
#include "ieum/v1/project_service.grpc.pb.h"
#include "ieum/v1/submission_service.grpc.pb.h"

namespace ieum::client {
namespace {

bool Equal(const std::string& sent, core::ByteView bytes) { return sent == core::AsText(bytes); }

// Enough of a digest to compare it by eye.
std::string ShortHex(core::ByteView digest) {
  return core::ToHex(digest.first(std::min<size_t>(digest.size(), 4)));
}

}  // namespace

struct Submitter::State {
  SubmitterOptions options;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::ProjectService::Stub> projects;
  std::unique_ptr<v1::SubmissionService::Stub> submissions;
};

namespace {

// After a failure, how long the connection may take to come back before the call is tried again.
constexpr absl::Duration kReconnectTime = absl::Seconds(2);

// One run of Submitter::Submit over one file.
class Sending final {
 public:
  Sending(const SubmitterOptions& options, grpc::Channel& channel,
          v1::ProjectService::Stub& projects, v1::SubmissionService::Stub& submissions,
          std::string path, bool replace,
          const std::function<void(const SubmissionProgress&)>& progress, std::stop_token stop)
      : options_(options),
        channel_(channel),
        projects_(projects),
        submissions_(submissions),
        path_(std::move(path)),
        replace_(replace),
        progress_(progress),
        stop_(std::move(stop)),
        retry_(options.retry) {}

  absl::StatusOr<SubmissionReport> Run() {
    const absl::Duration start = core::MonotonicNow();
    IEUM_RETURN_IF_ERROR(OpenFile());
    while (true) {
      const absl::Status status = Attempt();
      if (status.ok()) break;
      IEUM_RETURN_IF_ERROR(retry_.WaitAfter(status, stop_));
      if (absl::IsUnavailable(status)) core::WaitUntilConnected(channel_, kReconnectTime, stop_);
    }
    return SubmissionReport{.row_count = trailer().row_count,
                            .chunk_count = trailer().chunk_count,
                            .chunks_sent = chunks_sent_,
                            .chunks_skipped = chunks_skipped_.value_or(0),
                            .retries = retry_.retries(),
                            .submission_digest = trailer().submission_digest,
                            .elapsed = core::MonotonicNow() - start};
  }

  // What is wrong with the encoded file itself, if that ended the sending.
  const absl::Status& file_damage() const { return file_damage_; }

 private:
  const core::SubmissionHeader& header() const { return reader_->header(); }
  const core::SubmissionTrailer& trailer() const { return reader_->trailer(); }

  absl::Status OpenFile() {
    IEUM_ASSIGN_OR_RETURN(reader_, core::SubmissionFileReader::Open(path_));
    position_ = 0;
    return absl::OkStatus();
  }

  // From wherever the server stands to the end. Every step may be repeated after a failure.
  absl::Status Attempt() {
    if (!project_state_) IEUM_RETURN_IF_ERROR(CheckProject());
    IEUM_ASSIGN_OR_RETURN(const v1::Submission stored, FindSubmission());
    if (!chunks_skipped_) chunks_skipped_ = stored.next_sequence();
    Acknowledged(stored);
    if (stored.state() == v1::SUBMISSION_STATE_SEALED) return CheckStored(stored);
    if (*project_state_ != v1::PROJECT_STATE_OPEN) {
      return core::FailedPrecondition(
          "project %s is sealed: it takes no more submissions; nothing was sent",
          header().project.value());
    }
    if (stored.next_sequence() > trailer().chunk_count) {
      return core::FailedPrecondition(
          "the server has %d chunks of this submission, the file only %d; submit the file that was "
          "begun, or --replace it",
          stored.next_sequence(), trailer().chunk_count);
    }
    if (stored.next_sequence() < trailer().chunk_count) {
      IEUM_RETURN_IF_ERROR(MoveTo(stored.next_sequence()));
    }
    uint32_t next = stored.next_sequence();
    while (next < trailer().chunk_count) {
      IEUM_ASSIGN_OR_RETURN(next, SendWindow(next));
    }
    return Seal();
  }

  absl::Status CheckProject() {
    v1::GetProjectRequest request;
    request.set_project_id(header().project.value());
    v1::GetProjectResponse response;
    core::Call call(options_.call_timeout, stop_);
    IEUM_RETURN_IF_ERROR(Outcome(call, projects_.GetProject(call.context(), request, &response)));
    const std::string& digest = response.project().profile_digest();
    if (!Equal(digest, header().profile_digest)) {
      return core::FailedPrecondition(
          "the file was encoded with profile digest %s…, project %s wants %s…; encode again with "
          "the project's profile; nothing was sent",
          ShortHex(header().profile_digest), header().project.value(),
          ShortHex(core::AsBytes(digest)));
    }
    project_state_ = response.project().state();
    retry_.Progressed();
    return absl::OkStatus();
  }

  // What the server has of this file; next_sequence 0 if nothing.
  absl::StatusOr<v1::Submission> FindSubmission() {
    v1::GetSubmissionRequest request;
    request.set_project_id(header().project.value());
    v1::GetSubmissionResponse response;
    core::Call call(options_.call_timeout, stop_);
    const absl::Status status =
        Outcome(call, submissions_.GetSubmission(call.context(), request, &response));
    if (absl::IsNotFound(status)) return v1::Submission();
    IEUM_RETURN_IF_ERROR(status);
    if (Equal(response.submission().submission_id(), header().submission_id)) {
      return response.submission();
    }
    if (!replace_) {
      return core::FailedPrecondition(
          "project %s already has another submission of this holder, with %d rows; submit the file "
          "it was begun with, or rerun with --replace to withdraw it",
          header().project.value(), response.submission().row_count());
    }
    IEUM_RETURN_IF_ERROR(Withdraw(response.submission().submission_id()));
    return v1::Submission();
  }

  absl::Status Withdraw(const std::string& submission_id) {
    v1::WithdrawSubmissionRequest request;
    request.set_project_id(header().project.value());
    request.set_submission_id(submission_id);
    v1::WithdrawSubmissionResponse response;
    core::Call call(options_.call_timeout, stop_);
    return Outcome(call, submissions_.WithdrawSubmission(call.context(), request, &response));
  }

  // The reader only goes forward, so going back means reading again.
  absl::Status MoveTo(uint32_t sequence) {
    if (sequence < position_) IEUM_RETURN_IF_ERROR(OpenFile());
    IEUM_RETURN_IF_ERROR(reader_->SkipTo(sequence));
    position_ = sequence;
    return absl::OkStatus();
  }

  // Sends the chunks from `first` on and returns the number after the last one acknowledged.
  absl::StatusOr<uint32_t> SendWindow(uint32_t first) {
    v1::SubmitChunksResponse response;
    core::Call call(options_.call_timeout, stop_);
    const auto writer = submissions_.SubmitChunks(call.context(), &response);
    v1::SubmitChunksRequest request;
    request.set_project_id(header().project.value());
    request.set_agreement_tag(header().agreement_tag.data(), header().agreement_tag.size());
    absl::Status file_status;
    int64_t bytes = 0;
    uint32_t next = first;
    while (next < trailer().chunk_count && bytes < options_.window_bytes &&
           next - first < static_cast<uint32_t>(options_.window_chunks)) {
      const absl::StatusOr<std::optional<core::ByteView>> chunk = reader_->Next();
      if (!chunk.ok() || !chunk->has_value()) {
        file_status = chunk.ok() ? core::DataLoss("%s ends early", path_) : chunk.status();
        break;
      }
      ++position_;
      request.set_chunk((*chunk)->data(), (*chunk)->size());
      // False means that the call has failed; Finish says why.
      if (!writer->Write(request)) break;
      request.clear_agreement_tag();  // goes with the first message
      ++next;
      bytes += static_cast<int64_t>((*chunk)->size());
    }
    if (!file_status.ok()) call.Cancel();
    writer->WritesDone();
    const absl::Status status = Outcome(call, writer->Finish());
    chunks_sent_ += next - first;
    if (!file_status.ok()) {
      // Not DATA_LOSS here: sending again does not mend a damaged file.
      file_damage_ = file_status;
      return core::FailedPrecondition("the encoded file is damaged");
    }
    IEUM_RETURN_IF_ERROR(status);
    if (response.submission().next_sequence() != next) {
      return core::Internal(
          "the server acknowledged chunks up to %d after those up to %d were sent",
          response.submission().next_sequence(), next);
    }
    Acknowledged(response.submission());
    return next;
  }

  absl::Status Seal() {
    v1::SealSubmissionRequest request;
    request.set_project_id(header().project.value());
    request.set_submission_id(header().submission_id.data(), header().submission_id.size());
    request.set_row_count(trailer().row_count);
    request.set_submission_digest(trailer().submission_digest.data(),
                                  trailer().submission_digest.size());
    v1::SealSubmissionResponse response;
    core::Call call(options_.call_timeout, stop_);
    IEUM_RETURN_IF_ERROR(
        Outcome(call, submissions_.SealSubmission(call.context(), request, &response)));
    Acknowledged(response.submission());
    return CheckStored(response.submission());
  }

  // INTERNAL, not DATA_LOSS: trying again would not help.
  absl::Status CheckStored(const v1::Submission& stored) const {
    if (stored.row_count() != trailer().row_count ||
        !Equal(stored.submission_digest(), trailer().submission_digest)) {
      return core::Internal(
          "the server's sealed submission has %d rows and digest %s…, the file %d and %s…; call "
          "the "
          "operator",
          stored.row_count(), ShortHex(core::AsBytes(stored.submission_digest())),
          trailer().row_count, ShortHex(trailer().submission_digest));
    }
    return absl::OkStatus();
  }

  void Acknowledged(const v1::Submission& stored) {
    if (stored.next_sequence() > acknowledged_chunks_) retry_.Progressed();
    acknowledged_chunks_ = stored.next_sequence();
    if (!progress_) return;
    progress_({.acknowledged_rows = stored.row_count(),
               .total_rows = trailer().row_count,
               .retries = retry_.retries()});
  }

  absl::Status Outcome(const core::Call& call, const grpc::Status& status) const {
    return call.Outcome(status, options_.channel.server);
  }

  const SubmitterOptions& options_;
  grpc::Channel& channel_;
  v1::ProjectService::Stub& projects_;
  v1::SubmissionService::Stub& submissions_;
  std::string path_;
  bool replace_;
  const std::function<void(const SubmissionProgress&)>& progress_;
  std::stop_token stop_;
  Retry retry_;
  std::unique_ptr<core::SubmissionFileReader> reader_;
  uint32_t position_ = 0;  // chunk that reader_ returns next
  absl::Status file_damage_;
  std::optional<v1::ProjectState> project_state_;
  std::optional<uint32_t> chunks_skipped_;
  uint32_t chunks_sent_ = 0;
  uint32_t acknowledged_chunks_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Submitter>> Submitter::Create(const SubmitterOptions& options) {
  if (options.window_chunks < 1 || options.window_bytes < 1) {
    return core::InvalidArgument("a window holds at least one chunk and one byte");
  }
  auto state = std::make_unique<State>();
  state->options = options;
  IEUM_ASSIGN_OR_RETURN(state->channel, core::OpenChannel(options.channel));
  state->projects = v1::ProjectService::NewStub(state->channel);
  state->submissions = v1::SubmissionService::NewStub(state->channel);
  return std::unique_ptr<Submitter>(new Submitter(std::move(state)));
}

Submitter::Submitter(std::unique_ptr<State> state) : state_(std::move(state)) {}
Submitter::~Submitter() = default;

absl::StatusOr<SubmissionReport> Submitter::Submit(
    const std::string& path, bool replace,
    const std::function<void(const SubmissionProgress&)>& progress, std::stop_token stop) {
  Sending sending(state_->options, *state_->channel, *state_->projects, *state_->submissions, path,
                  replace, progress, std::move(stop));
  absl::StatusOr<SubmissionReport> report = sending.Run();
  if (sending.file_damage().ok()) return report;
  return core::DataLoss(
      "%s; nothing stored is lost. Encode the file again and submit it with --replace",
      core::Message(sending.file_damage()));
}

}  // namespace ieum::client
