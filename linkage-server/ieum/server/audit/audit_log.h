// The audit log of a server: entries that cannot be changed, taken away or put between others
// without being found out. Kept in the server's database. FORMAT: docs/formats/audit-log.md.
#ifndef IEUM_SERVER_AUDIT_AUDIT_LOG_H_
#define IEUM_SERVER_AUDIT_AUDIT_LOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/auditlog/log_folder.h"
#include "ieum/core/auditlog/merkle_tree.h"
#include "ieum/core/auditlog/signed_note.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/random.h"
#include "ieum/server/storage/rocks_database.h"

namespace ieum::server {

struct AuditLogOptions {
  std::string
      key_file;      // made with a new log; the last checkpoint is kept in <key_file>.checkpoint
  std::string name;  // of a new log: that of the server, without the scheme
  bool store_has_content = false;  // then a log without a beginning has been lost
};

// Thread-safe.
class AuditLog final {
 public:
  // Opens the log, or begins one. Reads all of it and checks that entries, tree, the last signed
  // checkpoint and the checkpoint kept outside the database agree. DATA_LOSS: they do not, or the
  // log, or its key, is gone; the message says what. Else as RocksDatabase and LoadLogKey. What is
  // referred to outlives the log.
  static absl::StatusOr<std::unique_ptr<AuditLog>> Open(RocksDatabase& database,
                                                        const AuditLogOptions& options,
                                                        const core::Clock& clock,
                                                        core::Random& random);
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  // Adds the entry, whose sequence and time the log decides, and returns its sequence once it is on
  // disk and in the signed tree. If it fails the entry may not be there, and the act must not be
  // done: UNAVAILABLE, RESOURCE_EXHAUSTED. Entries of several threads are written together.
  absl::StatusOr<uint64_t> Append(core::AuditEntry entry);

  // The last signed checkpoint, and how many entries it is of.
  struct Head {
    uint64_t size;
    std::string checkpoint;
  };
  Head head() const;
  const core::NoteVerifier& verifier() const { return signer_.verifier(); }
  // A note that this log's key has signed. REQUIRES: one line, which no checkpoint is, with its
  // line feed.
  std::string SignLine(const std::string& line) const;

  // Entries from `first` in order, at most `count`. DATA_LOSS: damaged. The visit's error ends it.
  absl::Status Read(uint64_t first, uint64_t count,
                    const std::function<absl::Status(const core::AuditEntry&)>& visit) const;
  // Of the first `size` entries. INVALID_ARGUMENT as MakeInclusionProof; also if the log has fewer.
  absl::StatusOr<core::MerkleProof> ProveInclusion(uint64_t index, uint64_t size) const;
  absl::StatusOr<core::MerkleProof> ProveConsistency(uint64_t old_size, uint64_t size) const;
  // One file of an export at a size that the log has, or had. INVALID_ARGUMENT beyond it.
  absl::StatusOr<core::Bytes> ReadFile(const core::LogFile& file) const;

  // Takes a checkpoint of this log that a witness has signed too; the log may never become shorter
  // than it. DATA_LOSS: it is not of this log, which the operator must look into. Keeps the
  // longest.
  absl::Status AcceptCosigned(const std::string& note, const core::NoteVerifier& witness);
  // Empty if there is none.
  absl::StatusOr<std::string> CosignedCheckpoint() const;

  // Keeps the last checkpoint outside the database. Call once, when nobody appends any more.
  absl::Status Close();

 private:
  struct Pending {
    core::AuditEntry entry;
    absl::StatusOr<uint64_t> outcome;
    bool done;
  };

  AuditLog(RocksDatabase& database, const AuditLogOptions& options, const core::Clock& clock,
           core::NoteSigner signer);
  // All entries, from the database; compares with every checkpoint of an earlier or the same size.
  absl::Status Verify(std::vector<core::Checkpoint> checkpoints);
  absl::Status Begin();
  absl::Status Commit(const std::vector<Pending*>& group);
  std::string SignedCheckpoint(const core::MerkleFrontier& frontier) const;
  absl::Status KeepOutside(const std::string& checkpoint);
  core::MerkleNodeReader NodeReader() const;
  absl::Status RequireSize(uint64_t size) const;

  RocksDatabase& database_;
  const std::string outside_file_;
  const core::Clock& clock_;
  const core::NoteSigner signer_;

  // Of the thread that commits, one at a time.
  core::MerkleFrontier frontier_;
  absl::Duration kept_outside_;  // when

  mutable core::Mutex mutex_;
  core::ConditionVariable committed_;
  bool committing_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Pending*> waiting_ ABSL_GUARDED_BY(mutex_);
  Head head_ ABSL_GUARDED_BY(mutex_) = {};
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUDIT_AUDIT_LOG_H_
