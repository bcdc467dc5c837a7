#include "ieum/server/storage/project_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/destruction_record.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_codec.h"

namespace ieum::server {
namespace {

constexpr size_t kMinHolders = 2;
constexpr size_t kMaxHolders = 31;
constexpr size_t kJointSecretBytes = 32;

absl::Status CheckTerms(const ProjectTerms& terms) {
  if (terms.holders.size() < kMinHolders || terms.holders.size() > kMaxHolders) {
    return core::InvalidArgument("a project has %d to %d holders, not %d", kMinHolders, kMaxHolders,
                                 terms.holders.size());
  }
  std::vector<core::InstitutionId> sorted = terms.holders;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) {
    return core::InvalidArgument("holder '%s' is named twice; name each institution once",
                                 twice->value());
  }
  if (terms.threshold_basis_points < 1 || terms.threshold_basis_points > 10'000) {
    return core::InvalidArgument("the threshold is outside 1 to 10000 basis points");
  }
  if (terms.profile.preset == core::Preset::kPlain && !terms.test) {
    return core::InvalidArgument(
        "the profile is of preset plain, which only a test project may use; create the project as "
        "a test (it must not hold real persons) or choose a hardened profile");
  }
  if (terms.profile.preset == core::Preset::kField && !terms.field_level_approved) {
    return core::InvalidArgument(
        "the profile is of preset field, which shows the matcher how alike records are field by "
        "field; create the project with field_level_approved once that is approved, or choose a "
        "profile of preset record or grouped");
  }
  return absl::OkStatus();
}

bool SameTerms(const ProjectTerms& a, const ProjectTerms& b) {
  return a.id == b.id && a.holders == b.holders && a.profile.digest == b.profile.digest &&
         a.threshold_basis_points == b.threshold_basis_points && a.test == b.test &&
         a.field_level_approved == b.field_level_approved &&
         a.joint_keys_to_holders == b.joint_keys_to_holders &&
         a.manifest_digest == b.manifest_digest;
}

// What is said of a destroyed project.
ProjectRecord OnlyTheName(core::ProjectId id, uint32_t number) {
  // A layout cannot be empty; nothing shows this one (to_proto.cc).
  const core::EncodingLayout none =
      core::EncodingLayout::Create({{.name = "none", .bit_count = 64}}).value();
  const core::ProfileHeader profile{.name = {},
                                    .canonical_json = {},
                                    .digest = {},
                                    .layout = none,
                                    .weights = {1},
                                    .threshold_basis_points = 0,
                                    .preset = core::Preset::kRecord,
                                    .hardenings = {{}},
                                    .blocking_key_count = 0};
  return {.terms = {.id = std::move(id),
                    .holders = {},
                    .profile = profile,
                    .threshold_basis_points = 0,
                    .test = false,
                    .field_level_approved = false,
                    .joint_keys_to_holders = false},
          .number = number,
          .state = ProjectState::kDestroyed,
          .created = absl::UnixEpoch(),
          .result_run = 0};
}

}  // namespace

absl::StatusOr<std::unique_ptr<ProjectStore>> ProjectStore::Open(const StoreContext& context) {
  std::unique_ptr<ProjectStore> store(new ProjectStore(context));
  IEUM_RETURN_IF_ERROR(context.database.Scan(
      Column::kProjects, "", [&store](std::string_view key, core::ByteView value) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const ProjectRecord project, ParseProject(value, KeyPart(key, 0)));
        store->Remember(project);
        return absl::OkStatus();
      }));
  IEUM_ASSIGN_OR_RETURN(const std::vector<DestructionRecord> destructions,
                        ReadDestructions(context.database.unsealed()));
  for (const DestructionRecord& destruction : destructions) {
    // One that was cut off before the key was erased is still known in full.
    if (!context.database.Find(destruction.number).ok()) {
      store->Forget(destruction.project, destruction.number);
    }
  }
  return store;
}

void ProjectStore::Remember(const ProjectRecord& project) {
  const core::MutexLock lock(mutex_);
  projects_.insert_or_assign(project.terms.id.value(), project);
}

void ProjectStore::Forget(const core::ProjectId& id, uint32_t number) {
  const core::MutexLock lock(mutex_);
  projects_.erase(id.value());
  destroyed_.insert_or_assign(id.value(), number);
}

absl::StatusOr<ProjectRecord> ProjectStore::Create(const ProjectTerms& terms) {
  IEUM_RETURN_IF_ERROR(CheckTerms(terms));
  const Claims::Claim claim = claims_.Take(0);
  if (const absl::StatusOr<ProjectRecord> found = Find(terms.id); found.ok()) {
    if (SameTerms(found->terms, terms)) return found;
    if (found->state == ProjectState::kDestroyed) {
      return core::AlreadyExists(
          "project '%s' was destroyed, and its id is never used again; choose another",
          terms.id.value());
    }
    return core::AlreadyExists(
        "project '%s' is there with other holders, profile, threshold or flags; choose another id",
        terms.id.value());
  }
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  IEUM_ASSIGN_OR_RETURN(const uint32_t number, context_.database.AddProject());
  const ProjectRecord project{.terms = terms,
                              .number = number,
                              .state = ProjectState::kOpen,
                              .created = context_.clock.Now(),
                              .result_run = 0,
                              .round = 1};
  core::SecretBytes joint_secret(kJointSecretBytes);
  context_.random.Fill(joint_secret.mutable_view());
  SealedBatch batch;
  batch.LinkProject(context_.database, number);
  batch.Put(context_.database, Column::kSecrets, MakeKey({number}), joint_secret.view());
  batch.Put(context_.database, Column::kProjects, MakeKey({number}), SerializeProject(project));
  IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(batch), Durability::kSynced));
  // The project is there from now on. If the keystore cannot say so yet, the next start does.
  const absl::Status confirmed = context_.database.ConfirmProject(number);
  Remember(project);
  IEUM_RETURN_IF_ERROR(confirmed);
  return project;
}

absl::StatusOr<ProjectRecord> ProjectStore::Find(const core::ProjectId& id) const {
  const core::MutexLock lock(mutex_);
  if (const auto found = projects_.find(id.value()); found != projects_.end()) {
    return found->second;
  }
  if (const auto found = destroyed_.find(id.value()); found != destroyed_.end()) {
    return OnlyTheName(id, found->second);
  }
  return core::NotFound("there is no project '%s'", id.value());
}

absl::StatusOr<ProjectRecord> ProjectStore::FindByNumber(uint32_t number) const {
  const core::MutexLock lock(mutex_);
  for (const auto& [id, project] : projects_) {
    if (project.number == number) return project;
  }
  for (const auto& [id, destroyed] : destroyed_) {
    if (destroyed != number) continue;
    IEUM_ASSIGN_OR_RETURN(core::ProjectId name, core::ProjectId::Parse(id));
    return OnlyTheName(std::move(name), number);
  }
  return core::NotFound("there is no project number %d", number);
}

std::vector<ProjectRecord> ProjectStore::List() const {
  const core::MutexLock lock(mutex_);
  std::vector<ProjectRecord> projects;
  for (const auto& [id, project] : projects_) projects.push_back(project);
  return projects;
}

std::vector<ProjectRecord> ProjectStore::ListDestroyed() const {
  const core::MutexLock lock(mutex_);
  std::vector<ProjectRecord> projects;
  for (const auto& [id, number] : destroyed_) {
    projects.push_back(OnlyTheName(core::ProjectId::Parse(id).value(), number));
  }
  return projects;
}

size_t ProjectStore::count() const {
  const core::MutexLock lock(mutex_);
  return projects_.size() + destroyed_.size();
}

absl::StatusOr<core::SecretBytes> ProjectStore::JointSecret(uint32_t number) const {
  IEUM_ASSIGN_OR_RETURN(std::optional<std::string> found,
                        context_.database.Get(Column::kSecrets, MakeKey({number})));
  if (!found.has_value() || found->size() != kJointSecretBytes) {
    return core::DataLoss("the joint secret of project number %d is missing or damaged", number);
  }
  core::SecretBytes secret = core::SecretBytes::CopyOf(core::AsBytes(*found));
  core::Cleanse(std::as_writable_bytes(std::span(*found)));
  return secret;
}

absl::StatusOr<ProjectRecord> ProjectStore::Advance(const core::ProjectId& id, ProjectEvent event,
                                                    SealedBatch batch, uint32_t result_run) {
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord before, Find(id));
  const Claims::Claim claim = claims_.Take(before.number);
  IEUM_ASSIGN_OR_RETURN(ProjectRecord project, Find(id));
  const ProjectState after_stop =
      project.state == ProjectState::kStopped ? project.stopped_in : project.state;
  IEUM_ASSIGN_OR_RETURN(project.state, After(project.state, event, project.stopped_in));
  project.stopped_in =
      project.state == ProjectState::kStopped ? after_stop : ProjectState::kStopped;
  if (result_run != 0) project.result_run = result_run;
  if (event == ProjectEvent::kReopen) ++project.round;
  batch.Put(context_.database, Column::kProjects, MakeKey({project.number}),
            SerializeProject(project));
  IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(batch), Durability::kSynced));
  Remember(project);
  return project;
}

}  // namespace ieum::server
