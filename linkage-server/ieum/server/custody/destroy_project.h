// Takes a project away for ever, and says so in a signed certificate. FORMAT:
// docs/formats/destruction-certificate.md.
#ifndef IEUM_SERVER_CUSTODY_DESTROY_PROJECT_H_
#define IEUM_SERVER_CUSTODY_DESTROY_PROJECT_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/mutex.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/keystore/keystore.h"
#include "ieum/server/observe/log.h"
#include "ieum/server/storage/destruction_record.h"
#include "ieum/server/storage/server_store.h"

namespace ieum::server {

// Ends the work that is under way for the project of this number; wait: until it has ended.
using CancelWork = std::function<absl::Status(uint32_t project_number, bool wait)>;

// Who wants it, as in the certificate.
struct DestructionRequest {
  DestructionReason reason = DestructionReason::kRequest;
  std::string requested_by = {};              // ieum://…; empty: the server itself
  std::vector<std::string> approved_by = {};  // ieum://…
};

// Thread-safe; one destruction at a time.
//
// A destruction goes: the intent is written, with which the project is in state kDestroyed; its
// runs are cancelled; what there is, is counted and written down; the key is erased, here and in
// the copies of the keystore; everything under the project's name is deleted and the files that
// held it are rewritten; the audit log gets an entry with the digest of the certificate, and the
// certificate is kept. After a crash FinishInterrupted goes on with the first step that is not
// done.
class ProjectDestroyer final {
 public:
  // Told of each step when it is on disk, by name; where a test ends the process.
  using StepHook = std::function<void(std::string_view step)>;

  // What is referred to outlives the object. keystore_copies: files, each a copy of the keystore.
  ProjectDestroyer(ServerStore& store, Keystore& keystore, AuditLog& audit,
                   std::vector<std::string> keystore_copies, const core::Clock& clock,
                   const Log& log, StepHook step_hook = {})
      : store_(store),
        keystore_(keystore),
        audit_(audit),
        keystore_copies_(std::move(keystore_copies)),
        clock_(clock),
        log_(log),
        step_hook_(std::move(step_hook)) {}
  ProjectDestroyer(const ProjectDestroyer&) = delete;
  ProjectDestroyer& operator=(const ProjectDestroyer&) = delete;

  // The destructions that an earlier process did not finish. Call before runs are queued again.
  absl::Status FinishInterrupted();

  // Returns the certificate, a signed note; that which there is, if the project was destroyed
  // already. NOT_FOUND: no such project. Once the intent is written an error leaves a destruction
  // that the next call, or start, finishes.
  absl::StatusOr<std::string> Destroy(const core::ProjectId& project,
                                      const DestructionRequest& request, const CancelWork& cancel);
  // Tries the copies of the keystore again that could not be reached, and issues the certificate
  // anew if one could be now. FAILED_PRECONDITION: the project was not destroyed.
  absl::StatusOr<std::string> Finish(const core::ProjectId& project);
  // The last certificate. NOT_FOUND: no project of this name was destroyed.
  absl::StatusOr<std::string> Certificate(const core::ProjectId& project) const;

 private:
  absl::StatusOr<DestructionRecord> Find(const core::ProjectId& project) const;
  absl::StatusOr<DestructionRecord> Intend(const ProjectRecord& project,
                                           const DestructionRequest& request);
  absl::Status Count(const ProjectRecord& project, DestructionRecord& record);
  absl::StatusOr<std::string> Complete(DestructionRecord record);
  absl::StatusOr<std::string> Issue(DestructionRecord record);
  std::vector<bool> EraseInCopies() const;
  absl::Status Save(const DestructionRecord& record);
  void Passed(std::string_view step) const;

  ServerStore& store_;
  Keystore& keystore_;
  AuditLog& audit_;
  const std::vector<std::string> keystore_copies_;
  const core::Clock& clock_;
  const Log& log_;
  const StepHook step_hook_;
  Claims claims_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CUSTODY_DESTROY_PROJECT_H_
