#include "ieum/server/joining/candidate_maker.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "ieum/core/assembly/sealed_runs.h"
#include "ieum/core/base/status.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/core/release/release_assembly.h"
#include "ieum/server/joining/candidate_draft.h"
#include "ieum/server/joining/stored_sources.h"

namespace ieum::server {
namespace {

constexpr char kRunsFile[] = "/release-rows";

// What the joiner had when the assembly began and has now; all else of a delivery follows.
bool SameDeliveries(const std::vector<DeliveryRecord>& a, const std::vector<DeliveryRecord>& b) {
  const auto same = [](const DeliveryRecord& x, const DeliveryRecord& y) {
    return x.kind == y.kind && x.holder == y.holder && x.number == y.number;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

// Of all holders; own what an assembly borrows.
struct Sources {
  std::vector<std::unique_ptr<core::LinkageSource>> linkage = {};
  std::vector<std::unique_ptr<core::PayloadSource>> payload = {};
  std::vector<core::HolderSources> borrowed = {};
};

absl::StatusOr<Sources> OpenSources(const DeliveryStore& store, const ProjectRecord& project,
                                    const std::vector<HolderDeliveries>& deliveries) {
  Sources sources;
  for (const HolderDeliveries& of : deliveries) {
    sources.linkage.push_back(StoredLinkage(store, project, of.linkage_map));
    IEUM_ASSIGN_OR_RETURN(std::unique_ptr<core::PayloadSource> payload,
                          StoredPayload(store, project, of.payload));
    sources.payload.push_back(std::move(payload));
    sources.borrowed.push_back(
        {.linkage = sources.linkage.back().get(), .payload = sources.payload.back().get()});
  }
  return sources;
}

}  // namespace

absl::StatusOr<core::AssembledRelease> CandidateMaker::Assemble(
    const ProjectRecord& project, const CandidateRecord& candidate,
    core::ReleaseDescription description, core::ReleaseSink sink, std::stop_token stop) {
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        core::ReadSignedManifest(project.terms.manifest));
  IEUM_ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> there, store_.deliveries().List(project));
  IEUM_ASSIGN_OR_RETURN(const std::vector<HolderDeliveries> deliveries,
                        CompleteDeliveries(project, there));
  IEUM_ASSIGN_OR_RETURN(const Sources sources,
                        OpenSources(store_.deliveries(), project, deliveries));
  IEUM_ASSIGN_OR_RETURN(const core::SecretBytes secret,
                        store_.projects().JointSecret(project.number));
  IEUM_ASSIGN_OR_RETURN(
      const std::unique_ptr<core::SealedRuns> runs,
      core::SealedRuns::Create(store_.spill_folder() + kRunsFile, store_.random()));
  // An emergency stop reaches what is under way, too.
  const auto while_live = [&](core::ByteView bytes) -> absl::Status {
    IEUM_ASSIGN_OR_RETURN(const ProjectRecord now, store_.projects().Find(project.terms.id));
    IEUM_RETURN_IF_ERROR(After(now.state, ProjectEvent::kChangeSubmission).status());
    return sink(bytes);
  };
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::ReleaseFileWriter> writer,
                        core::ReleaseFileWriter::Write(while_live, std::move(description)));
  absl::StatusOr<core::AssembledRelease> assembled = core::AssembleRelease(
      *writer, secret, sources.borrowed, *runs,
      {.memory_bytes = memory_bytes_,
       .minimum_row_count = static_cast<uint64_t>(manifest.manifest.minimum_matched_rows),
       .tell_row_counts = candidate.tell_row_counts,
       .bias_columns = candidate.bias_columns},
      std::move(stop));
  IEUM_ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> now, store_.deliveries().List(project));
  if (!SameDeliveries(there, now)) {
    return core::Unavailable(
        "a delivery was replaced while the release was put together; ask again");
  }
  return assembled;
}

absl::StatusOr<MadeCandidate> CandidateMaker::Make(const ProjectRecord& project,
                                                   const CandidateOrder& order,
                                                   std::stop_token stop) {
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        core::ReadSignedManifest(project.terms.manifest));
  IEUM_ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> there, store_.deliveries().List(project));
  IEUM_ASSIGN_OR_RETURN(const std::vector<HolderDeliveries> deliveries,
                        CompleteDeliveries(project, there));
  IEUM_ASSIGN_OR_RETURN(const std::vector<CandidateRecord> before,
                        store_.candidates().List(project));
  MadeCandidate made{.record = {.number = before.empty() ? 1 : before.back().number + 1,
                                .description = {},
                                .bias_columns = order.bias_columns,
                                .tell_row_counts = order.tell_row_counts,
                                .made = clock_.Now()},
                     .figures = {}};
  IEUM_ASSIGN_OR_RETURN(core::ReleaseDescription description,
                        DescribeCandidate(manifest.manifest, deliveries, order, made.record.number,
                                          made.record.made));
  made.record.description = description.canonical_json;
  core::Sha256Stream digest;
  IEUM_ASSIGN_OR_RETURN(core::AssembledRelease assembled,
                        Assemble(
                            project, made.record, std::move(description),
                            [&digest](core::ByteView bytes) {
                              digest.Update(bytes);
                              return absl::OkStatus();
                            },
                            std::move(stop)));
  made.record.row_count = assembled.trailer.row_count;
  made.record.digest = digest.Finish();
  made.figures = std::move(assembled.figures);
  IEUM_RETURN_IF_ERROR(store_.candidates().Add(project, made.record));
  return made;
}

absl::StatusOr<core::ReleaseTrailer> CandidateMaker::Write(const ProjectRecord& project,
                                                           const CandidateRecord& candidate,
                                                           core::ReleaseSink sink,
                                                           std::stop_token stop) {
  absl::StatusOr<core::ReleaseDescription> description =
      core::ReleaseDescription::FromJson(candidate.description);
  if (!description.ok()) {
    return core::DataLoss("the description of release candidate %d is damaged", candidate.number);
  }
  core::Sha256Stream digest;
  IEUM_ASSIGN_OR_RETURN(core::AssembledRelease assembled,
                        Assemble(
                            project, candidate, *std::move(description),
                            [&](core::ByteView bytes) {
                              digest.Update(bytes);
                              return sink(bytes);
                            },
                            std::move(stop)));
  if (digest.Finish() != candidate.digest) {
    return core::FailedPrecondition(
        "release candidate %d is not what the joiner's deliveries give any more; make a new one "
        "and have it reviewed",
        candidate.number);
  }
  return std::move(assembled.trailer);
}

}  // namespace ieum::server
