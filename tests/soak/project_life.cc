#include "soak/project_life.h"

#include "ieum/core/base/status.h"
#include "support/api_client.h"

namespace ieum::testing {
namespace {

constexpr size_t kRowsPerChunk = 500;

absl::Status Submit(ApiClient& holder, const std::string& project, const SyntheticParty& party) {
  const std::vector<core::Bytes> chunks = ChunksOf(party, kRowsPerChunk);
  IEUM_RETURN_IF_ERROR(holder.SubmitChunks(project, chunks).status());
  return holder
      .SealSubmission(project, party.submission_id, party.row_count(),
                      DigestOf(chunks, chunks.size()))
      .status();
}

absl::Status ReadKeys(ApiClient& holder, const std::string& project, const SyntheticParty& party) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<v1::ReadJointKeysResponse> batches,
                        holder.ReadJointKeys(project));
  size_t rows = 0;
  for (const v1::ReadJointKeysResponse& batch : batches) {
    rows += static_cast<size_t>(batch.serials().size()) / sizeof(core::Serial);
  }
  if (rows != party.row_count()) {
    return core::DataLoss("%d rows of %d have a joint key", rows, party.row_count());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LiveProject(const ProjectCast& cast, const std::string& project) {
  ApiClient project_operator(cast.project_operator);
  ApiClient first(cast.first_holder);
  ApiClient second(cast.second_holder);
  v1::Project terms;
  terms.set_project_id(project);
  terms.add_holders("hospital-a");
  terms.add_holders("insurer-b");
  terms.set_profile_json(SyntheticProfileJson());
  terms.set_test(true);
  terms.set_joint_keys_to_holders(true);
  IEUM_RETURN_IF_ERROR(project_operator.CreateProject(terms).status());
  IEUM_RETURN_IF_ERROR(Submit(first, project, cast.first));
  IEUM_RETURN_IF_ERROR(Submit(second, project, cast.second));
  IEUM_RETURN_IF_ERROR(project_operator.SealProject(project).status());
  IEUM_ASSIGN_OR_RETURN(const v1::Run started,
                        project_operator.StartRun(project, v1::SCORING_PROFILE));
  IEUM_ASSIGN_OR_RETURN(const v1::Run run,
                        project_operator.WatchRun(project, started.run_number()));
  if (run.state() != v1::RUN_STATE_SUCCEEDED) return core::Internal("a run: %s", run.error());
  if (run.report().linked_entity_count() != cast.shared_persons) {
    return core::DataLoss("%d persons linked of %d", run.report().linked_entity_count(),
                          cast.shared_persons);
  }
  IEUM_RETURN_IF_ERROR(ReadKeys(first, project, cast.first));
  IEUM_RETURN_IF_ERROR(ReadKeys(second, project, cast.second));
  ApiClient stranger(cast.stranger);
  if (const auto seen = stranger.GetProject(project); !absl::IsNotFound(seen.status())) {
    return core::Internal("a stranger was answered: %s", seen.status().ToString());
  }
  return project_operator.DestroyProject(project);
}

}  // namespace ieum::testing
