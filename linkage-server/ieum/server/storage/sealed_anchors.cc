// Anchors of the sealed database: its projects' running digests, as somebody outside may keep them.
#include <optional>
#include <string>
#include <string_view>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/sealed_database.h"

namespace ieum::server {
namespace {

absl::Status PutBack(std::string_view what) {
  return core::DataLoss(
      "the store is not the one that was anchored: %s; somebody has put it back or exchanged it; "
      "restore the newest backup and ask who could write it",
      what);
}

}  // namespace

absl::StatusOr<ProjectAnchor> SealedDatabase::Anchor(uint32_t number) const {
  IEUM_ASSIGN_OR_RETURN(const SealedProject project, Find(number));
  return digests_.Last(project.project);
}

absl::Status SealedDatabase::CheckChain(uint32_t number) const {
  IEUM_ASSIGN_OR_RETURN(const SealedProject project, Find(number));
  uint64_t next = 1;
  IEUM_RETURN_IF_ERROR(database_.Scan(
      Column::kMeta, DigestPrefix(project.project),
      [&](std::string_view key, core::ByteView digest) -> absl::Status {
        if (key == DigestKey(project.project, next) &&
            digest.size() == sizeof(core::Sha256Digest)) {
          ++next;
          return absl::OkStatus();
        }
        return core::DataLoss("link %d of the running digest of project number %d is missing", next,
                              number);
      }));
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> SealedDatabase::FindLink(const OpaqueId& project,
                                                  const core::Sha256Digest& link) const {
  uint64_t found = 0;
  IEUM_RETURN_IF_ERROR(database_.Scan(
      Column::kMeta, DigestPrefix(project), [&](std::string_view key, core::ByteView digest) {
        const std::string_view counter = key.substr(DigestPrefix(project).size());
        if (counter.size() == kDigestCounterBytes && core::AsText(digest) == core::AsText(link)) {
          found = uint64_t{KeyPart(counter, 0)} << 32 | KeyPart(counter, 1);
        }
        return absl::OkStatus();
      }));
  return found;
}

absl::Status SealedDatabase::CheckAgainst(const ProjectAnchor& anchor) const {
  for (const ProjectKeyEntry& entry : keystore_.Entries()) {
    if (entry.project != anchor.project) continue;
    if (entry.state == ProjectKeyState::kErased || anchor.counter == 0) return absl::OkStatus();
    const uint64_t counter = digests_.Last(anchor.project).counter;
    if (counter < anchor.counter) {
      return PutBack(absl::StrFormat("project number %d has %d writes, the anchor knows %d",
                                     entry.number, counter, anchor.counter));
    }
    IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                          database_.Get(Column::kMeta, DigestKey(anchor.project, anchor.counter)));
    if (found.has_value() && *found == core::AsText(anchor.digest)) return absl::OkStatus();
    return PutBack(absl::StrFormat("write %d of project number %d is another one", anchor.counter,
                                   entry.number));
  }
  return PutBack("it lacks a project that the anchor knows");
}

}  // namespace ieum::server
