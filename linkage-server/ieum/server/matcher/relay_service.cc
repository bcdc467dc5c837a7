#include "ieum/server/matcher/relay_service.h"

#include <string>
#include <utility>
#include <vector>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {
namespace {

absl::StatusOr<ParcelKind> KindOf(v1::ParcelKind kind) {
  if (kind == v1::PARCEL_KIND_OFFER) return ParcelKind::kOffer;
  if (kind == v1::PARCEL_KIND_SEALED_SHARES) return ParcelKind::kSealedShares;
  return core::InvalidArgument("a parcel is an offer or sealed shares; this names another kind");
}

// Whoever encodes has the secret; a new one would be another than that of the submissions.
absl::Status CheckTakesParcels(const ProjectRecord& project) {
  if (project.state != ProjectState::kSealed && project.state != ProjectState::kMatched) {
    return absl::OkStatus();
  }
  return core::FailedPrecondition(
      "project '%s' takes no more submissions, so its holders have agreed their secret before",
      project.terms.id.value());
}

void AddFacts(const ProjectRecord& project, v1::ParcelKind kind, const std::vector<Parcel>& parcels,
              v1::ListParcelsResponse& response) {
  for (const Parcel& parcel : parcels) {
    v1::ParcelFacts& facts = *response.add_parcels();
    facts.set_holder(project.terms.holders[parcel.holder].value());
    facts.set_kind(kind);
    facts.set_byte_count(static_cast<uint32_t>(parcel.content.size()));
    const core::Sha256Digest digest = core::Sha256(core::AsBytes(parcel.content));
    facts.set_digest(digest.data(), digest.size());
  }
}

}  // namespace

grpc::Status RelayServiceImpl::LeaveParcel(grpc::ServerContext* context,
                                           const v1::LeaveParcelRequest* request,
                                           v1::LeaveParcelResponse*) {
  return context_.guard.Run(
      *context, "RelayService/LeaveParcel",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const OwnPlace place,
                              PlaceOf(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const ParcelKind kind, KindOf(request->kind()));
        IEUM_RETURN_IF_ERROR(CheckTakesParcels(place.project));
        const core::ByteView content = core::AsBytes(request->content());
        record.SetDecided(core::Sha256(content));
        return context_.store.relay().Leave(place.project, place.holder, kind, content,
                                            request->replace());
      });
}

grpc::Status RelayServiceImpl::CollectParcels(grpc::ServerContext* context,
                                              const v1::CollectParcelsRequest* request,
                                              v1::CollectParcelsResponse* response) {
  return context_.guard.Run(
      *context, "RelayService/CollectParcels",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const OwnPlace place,
                              PlaceOf(context_.store.projects(), caller, request->project_id()));
        IEUM_ASSIGN_OR_RETURN(const ParcelKind kind, KindOf(request->kind()));
        IEUM_ASSIGN_OR_RETURN(std::vector<Parcel> parcels,
                              context_.store.relay().Collect(place.project, kind));
        for (Parcel& parcel : parcels) {
          v1::Parcel& out = *response->add_parcels();
          out.set_holder(place.project.terms.holders[parcel.holder].value());
          out.set_content(std::move(parcel.content));
        }
        return absl::OkStatus();
      });
}

grpc::Status RelayServiceImpl::ListParcels(grpc::ServerContext* context,
                                           const v1::ListParcelsRequest* request,
                                           v1::ListParcelsResponse* response) {
  return context_.guard.Run(
      *context, "RelayService/ListParcels",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal& caller) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(
            const ProjectRecord project,
            VisibleProject(context_.store.projects(), caller, request->project_id()));
        for (const v1::ParcelKind kind : {v1::PARCEL_KIND_OFFER, v1::PARCEL_KIND_SEALED_SHARES}) {
          IEUM_ASSIGN_OR_RETURN(const ParcelKind stored, KindOf(kind));
          IEUM_ASSIGN_OR_RETURN(const std::vector<Parcel> parcels,
                                context_.store.relay().Collect(project, stored));
          AddFacts(project, kind, parcels, *response);
        }
        return absl::OkStatus();
      });
}

}  // namespace ieum::server
