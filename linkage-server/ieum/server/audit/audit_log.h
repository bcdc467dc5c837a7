// The audit log of a server: entries that cannot be changed, taken away or put between others
// without being found out. Kept in the server's database. FORMAT: docs/formats/audit-log.md.
#ifndef IEUM_SERVER_AUDIT_AUDIT_LOG_H_
#define IEUM_SERVER_AUDIT_AUDIT_LOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/auditlog/erasure.h"
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
  // checkpoint and the checkpoint kept outside the database agree, and that no entry is missing but
  // those that were erased on record. DATA_LOSS: they do not, or the
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

  // Entries from `first` in order, those of `count` numbers. DATA_LOSS: damaged. Those that are
  // erased are passed over; `erased`, if given, is told of each, in its turn. A visit's error ends
  // it.
  absl::Status Read(uint64_t first, uint64_t count,
                    const std::function<absl::Status(const core::AuditEntry&)>& visit,
                    const std::function<absl::Status(uint64_t sequence)>& erased = {}) const;
  // Number of the entry that records the erasure of this one, which may still be there.
  std::optional<uint64_t> ErasureRecordOf(uint64_t sequence) const;
  // The hash of an entry, also of one that is erased. DATA_LOSS: it is not there.
  absl::StatusOr<core::Sha256Digest> LeafHash(uint64_t sequence) const;
  // Takes these entries away for good, from the database and its files: their hashes stay.
  // FAILED_PRECONDITION, and nothing is done, unless an entry records the erasure of each. Entries
  // that are erased already may be among them. Else as RocksDatabase::Write.
  absl::Status Erase(std::span<const uint64_t> sequences);
  // Of the first `size` entries. INVALID_ARGUMENT as MakeInclusionProof; also if the log has fewer.
  absl::StatusOr<core::MerkleProof> ProveInclusion(uint64_t index, uint64_t size) const;
  absl::StatusOr<core::MerkleProof> ProveConsistency(uint64_t old_size, uint64_t size) const;
  // One file of an export at a size that the log has, or had. INVALID_ARGUMENT beyond it.
  // FAILED_PRECONDITION: at that size there was no record yet of an entry that is erased now.
  absl::StatusOr<core::Bytes> ReadFile(const core::LogFile& file, uint64_t log_size) const;

  // Takes a checkpoint of this log that one or more of the witnesses have signed too; the log may
  // never become shorter than it. Signatures by others are dropped, those of the same size that
  // were taken before stay. INVALID_ARGUMENT: not a checkpoint, or of more entries than the log
  // has. FAILED_PRECONDITION: none of the witnesses is named, or a longer one is held. DATA_LOSS: a
  // signature is wrong, or it is not of this log, which the operator must look into.
  struct Cosigned {
    uint64_t size;
    std::vector<std::string> witnesses;  // that have signed, of those asked about
  };
  absl::StatusOr<Cosigned> AcceptCosigned(const std::string& note,
                                          std::span<const core::NoteVerifier> witnesses);
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
  absl::Status CheckStoredNodes(const core::Sha256Digest& leaf_hash);
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

  core::Mutex accepting_;  // one co-signed checkpoint at a time
  mutable core::Mutex mutex_;
  core::ConditionVariable committed_;
  bool committing_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Pending*> waiting_ ABSL_GUARDED_BY(mutex_);
  Head head_ ABSL_GUARDED_BY(mutex_) = {};
  core::ErasureRecords erasures_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUDIT_AUDIT_LOG_H_
