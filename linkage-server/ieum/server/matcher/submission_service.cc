#include "ieum/server/matcher/submission_service.h"

#include <algorithm>

#include "ieum/core/base/status.h"
#include "ieum/server/custody/retention.h"
#include "ieum/server/service/project_access.h"
#include "ieum/server/service/to_proto.h"

namespace ieum::server {
namespace {

template <size_t size>
absl::StatusOr<std::array<std::byte, size>> ParseBytes(const char* field, const std::string& text) {
  if (text.size() != size) {
    return core::InvalidArgument("%s has %d bytes; want %d", field, text.size(), size);
  }
  std::array<std::byte, size> bytes;
  const core::ByteView view = core::AsBytes(text);
  std::copy(view.begin(), view.end(), bytes.begin());
  return bytes;
}

absl::Status Describe(SubmissionStore& submissions, const OwnPlace& place, v1::Submission& out) {
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionView> found,
                        submissions.Find(place.project, place.holder));
  if (!found.has_value()) return core::NotFound("this holder has no submission in the project yet");
  ToProto(*found, place.project.terms.holders[place.holder], out);
  return absl::OkStatus();
}

// Which rows a stream brought, by what was stored before and after.
class RowCounter {
 public:
  explicit RowCounter(SubmissionStore& submissions) : submissions_(submissions) {}

  absl::Status Start(const OwnPlace& place) {
    place_ = place;
    IEUM_ASSIGN_OR_RETURN(first_, Count());
    return absl::OkStatus();
  }
  // However the stream ended.
  void AddTo(CallRecord& record) {
    if (!place_.has_value()) return;
    const absl::StatusOr<uint64_t> end = Count();
    if (!end.ok()) return;
    record.AddRows(place_->project.terms.holders[place_->holder], first_, *end);
  }

 private:
  absl::StatusOr<uint64_t> Count() {
    IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> before,
                          submissions_.RowsBefore(place_->project, place_->project.round));
    IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionView> now,
                          submissions_.Find(place_->project, place_->holder));
    return before[place_->holder].row_count + (now.has_value() ? now->record.row_count : 0);
  }

  SubmissionStore& submissions_;
  std::optional<OwnPlace> place_;
  uint64_t first_ = 0;
};

absl::StatusOr<std::optional<AgreementTag>> TagOf(const v1::SubmitChunksRequest& request) {
  if (request.agreement_tag().empty()) return std::optional<AgreementTag>();
  return ParseBytes<sizeof(AgreementTag)>("agreement_tag", request.agreement_tag());
}

// Stores every chunk of the stream; the caller's place in the project that they name.
absl::StatusOr<OwnPlace> StoreChunks(const MatcherContext& context, const grpc::ServerContext& call,
                                     const Principal& caller,
                                     grpc::ServerReader<v1::SubmitChunksRequest>& reader,
                                     CallRecord& record, RowCounter& rows) {
  std::optional<OwnPlace> place;
  std::optional<AgreementTag> tag;
  v1::SubmitChunksRequest request;
  while (reader.Read(&request)) {
    if (!place.has_value()) {
      IEUM_ASSIGN_OR_RETURN(place, PlaceOf(context.store.projects(), caller, request.project_id()));
      IEUM_RETURN_IF_ERROR(CheckState("SubmissionService/SubmitChunks", place->project.state));
      IEUM_RETURN_IF_ERROR(CheckManifest(call, "SubmissionService/SubmitChunks", place->project));
      IEUM_RETURN_IF_ERROR(rows.Start(*place));
      IEUM_RETURN_IF_ERROR(record.Begin(place->project.terms.id));
      IEUM_ASSIGN_OR_RETURN(tag, TagOf(request));
    }
    // A stream may be older than the end of what it is sent for.
    IEUM_RETURN_IF_ERROR(CheckRetention("SubmissionService/SubmitChunks", place->project.terms,
                                        context.clock.Now()));
    const core::ProjectId& project = place->project.terms.id;
    if (request.project_id() != project.value()) {
      return core::InvalidArgument("a stream of chunks belongs to one project; this one names two");
    }
    if (context.stopping.load()) {
      return core::Unavailable(
          "the server is stopping; what is stored stays, go on when it is back");
    }
    IEUM_RETURN_IF_ERROR(context.store.submissions().AddChunk(project, place->holder,
                                                              core::AsBytes(request.chunk()), tag));
  }
  if (!place.has_value()) return core::InvalidArgument("the stream has no chunk; send one or more");
  // The project may have been opened for another round since the first chunk was read.
  IEUM_ASSIGN_OR_RETURN(place->project, context.store.projects().Find(place->project.terms.id));
  return *place;
}

}  // namespace

grpc::Status SubmissionServiceImpl::SubmitChunks(
    grpc::ServerContext* context, grpc::ServerReader<v1::SubmitChunksRequest>* reader,
    v1::SubmitChunksResponse* response) {
  return context_.guard.Run(*context, "SubmissionService/SubmitChunks",
                            {.project = std::nullopt, .run = 0, .in_stream = true},
                            [&](const Principal& caller, CallRecord& record) -> absl::Status {
                              RowCounter rows(context_.store.submissions());
                              const absl::StatusOr<OwnPlace> place =
                                  StoreChunks(context_, *context, caller, *reader, record, rows);
                              rows.AddTo(record);
                              if (!place.ok()) return place.status();
                              return Describe(context_.store.submissions(), *place,
                                              *response->mutable_submission());
                            });
}

grpc::Status SubmissionServiceImpl::SealSubmission(grpc::ServerContext* context,
                                                   const v1::SealSubmissionRequest* request,
                                                   v1::SealSubmissionResponse* response) {
  return context_.guard.Run(
      *context, "SubmissionService/SealSubmission",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const OwnPlace place,
                              PlaceOf(context_.store.projects(), caller, request->project_id()));
        SubmissionClaim claim{.id = {}, .row_count = request->row_count(), .digest = {}};
        IEUM_ASSIGN_OR_RETURN(claim.id, ParseBytes<16>("submission_id", request->submission_id()));
        IEUM_ASSIGN_OR_RETURN(claim.digest,
                              ParseBytes<32>("submission_digest", request->submission_digest()));
        IEUM_ASSIGN_OR_RETURN(
            const SubmissionView sealed,
            context_.store.submissions().Seal(place.project.terms.id, place.holder, claim));
        record.SetDecided(claim.digest);
        record.AddRows(caller.institution, 0, claim.row_count);
        ToProto(sealed, caller.institution, *response->mutable_submission());
        return absl::OkStatus();
      });
}

grpc::Status SubmissionServiceImpl::GetSubmission(grpc::ServerContext* context,
                                                  const v1::GetSubmissionRequest* request,
                                                  v1::GetSubmissionResponse* response) {
  return context_.guard.Run(
      *context, "SubmissionService/GetSubmission",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const OwnPlace place,
                              PlaceOf(context_.store.projects(), caller, request->project_id()));
        return Describe(context_.store.submissions(), place, *response->mutable_submission());
      });
}

grpc::Status SubmissionServiceImpl::ListSubmissions(grpc::ServerContext* context,
                                                    const v1::ListSubmissionsRequest* request,
                                                    v1::ListSubmissionsResponse* response) {
  return context_.guard.Run(
      *context, "SubmissionService/ListSubmissions",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        for (uint32_t holder = 0; holder < project.terms.holders.size(); ++holder) {
          IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionView> rounds,
                                context_.store.submissions().FindAll(project, holder));
          for (const SubmissionView& submission : rounds) {
            ToProto(submission, project.terms.holders[holder], *response->add_submissions());
          }
        }
        return absl::OkStatus();
      });
}

grpc::Status SubmissionServiceImpl::WithdrawSubmission(grpc::ServerContext* context,
                                                       const v1::WithdrawSubmissionRequest* request,
                                                       v1::WithdrawSubmissionResponse*) {
  return context_.guard.Run(
      *context, "SubmissionService/WithdrawSubmission",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const OwnPlace place,
                              PlaceOf(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const core::SubmissionId id,
                              ParseBytes<16>("submission_id", request->submission_id()));
        return context_.store.submissions().Withdraw(place.project.terms.id, place.holder, id);
      });
}

}  // namespace ieum::server
