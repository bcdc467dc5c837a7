#include "ieum/server/custody/store_anchors.h"

#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/string_map.h"
#include "ieum/server/audit/own_entry.h"
#include "ieum/server/storage/destruction_record.h"

namespace ieum::server {
namespace {

absl::Status PutBack(std::string_view project, std::string_view what) {
  return core::DataLoss(
      "the store was put back or exchanged: project '%s' %s, as the audit log says. Keep the data "
      "folder as evidence, restore the newest backup and ask who could write it",
      project, what);
}

// The last anchor of each project, by its name.
absl::StatusOr<core::StringMap<core::Sha256Digest>> LastAnchors(const AuditLog& audit) {
  core::StringMap<core::Sha256Digest> anchors;
  IEUM_RETURN_IF_ERROR(audit.Read(
      0, std::numeric_limits<uint64_t>::max(), [&anchors](const core::AuditEntry& entry) {
        if (entry.act == kAnchorAct && entry.project.has_value() && entry.decided.has_value()) {
          anchors[entry.project->value()] = *entry.decided;
        }
        return absl::OkStatus();
      }));
  return anchors;
}

}  // namespace

absl::StatusOr<uint64_t> StoreAnchors::Check() {
  IEUM_ASSIGN_OR_RETURN(const auto anchors, LastAnchors(audit_));
  IEUM_ASSIGN_OR_RETURN(const std::vector<DestructionRecord> destructions,
                        ReadDestructions(store_.unsealed_database()));
  std::set<std::string_view> destroyed;
  for (const DestructionRecord& record : destructions) destroyed.insert(record.project.value());
  const SealedDatabase& database = store_.database();
  // A backup of before a destruction lacks its record. The key is erased all the same.
  const auto was_erased = [&](const core::Sha256Digest& anchor) -> absl::StatusOr<bool> {
    for (const ProjectKeyEntry& entry : database.keystore().Entries()) {
      if (entry.state != ProjectKeyState::kErased) continue;
      IEUM_ASSIGN_OR_RETURN(const uint64_t found, database.FindLink(entry.project, anchor));
      if (found != 0) return true;
    }
    return false;
  };
  for (const auto& [name, anchor] : anchors) {
    if (destroyed.contains(name)) continue;
    IEUM_ASSIGN_OR_RETURN(const core::ProjectId id, core::ProjectId::Parse(name));
    const absl::StatusOr<ProjectRecord> project = store_.projects().Find(id);
    if (absl::IsNotFound(project.status())) {
      IEUM_ASSIGN_OR_RETURN(const bool erased, was_erased(anchor));
      if (erased) continue;
      return PutBack(name, "is not in it");
    }
    IEUM_RETURN_IF_ERROR(project.status());
    IEUM_ASSIGN_OR_RETURN(const SealedProject sealed, database.Find(project->number));
    IEUM_ASSIGN_OR_RETURN(const uint64_t counter, database.FindLink(sealed.project, anchor));
    if (counter == 0) return PutBack(name, "lacks writes that it had");
    const core::MutexLock lock(mutex_);
    anchored_[project->number] = counter;
  }
  return anchors.size();
}

absl::Status StoreAnchors::AnchorChanged() {
  const core::MutexLock lock(mutex_);
  for (const ProjectRecord& project : store_.projects().List()) {
    if (project.state == ProjectState::kDestroyed) continue;
    const absl::StatusOr<ProjectAnchor> anchor = store_.database().Anchor(project.number);
    if (absl::IsNotFound(anchor.status())) continue;  // its key was erased meanwhile
    IEUM_RETURN_IF_ERROR(anchor.status());
    uint64_t& known = anchored_[project.number];
    if (anchor->counter == known) continue;
    core::AuditEntry entry = OwnEntry(audit_, kAnchorAct);
    entry.project = project.terms.id;
    entry.decided = anchor->digest;
    IEUM_RETURN_IF_ERROR(audit_.Append(std::move(entry)).status());
    known = anchor->counter;
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
