// Where a destruction stands, and its certificates: kept outside the project's ranges, unsealed,
// for the key is gone. FORMAT: docs/formats/destruction-certificate.md.
#ifndef IEUM_SERVER_STORAGE_DESTRUCTION_RECORD_H_
#define IEUM_SERVER_STORAGE_DESTRUCTION_RECORD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/server/storage/project_digests.h"
#include "ieum/server/storage/rocks_database.h"

namespace ieum::server {

// FORMAT: the numbers are stored.
enum class DestructionStep : uint8_t {
  kIntended = 1,  // nothing can be done with the project any more; its key is there
  kCounted = 2,   // what there is, is known; the key may be gone
  kDone = 3,      // nothing of it is left, and there is a certificate
};
enum class DestructionReason : uint8_t { kRequest = 1, kRetention = 2 };

struct ColumnFigures {
  std::string column = {};
  uint64_t key_count = 0;
  uint64_t byte_count = 0;
};

struct DestructionRecord {
  core::ProjectId project;
  uint32_t number;
  OpaqueId object{};  // what the database calls the project
  OpaqueId key_id{};
  DestructionStep step = DestructionStep::kIntended;
  DestructionReason reason = DestructionReason::kRequest;
  absl::Time requested = {};
  std::string requested_by = {};              // ieum://…; empty: the server itself
  std::vector<std::string> approved_by = {};  // ieum://…
  uint64_t begun_by = 0;                      // the entry of the audit log before it
  // From kCounted on.
  uint64_t submission_count = 0;
  uint64_t chunk_count = 0;
  uint64_t row_count = 0;
  uint64_t run_count = 0;
  std::vector<ColumnFigures> columns = {};
  uint64_t write_count = 0;
  core::Sha256Digest digest{};
  // From kDone on.
  absl::Time finished = absl::UnixEpoch();
  uint32_t issue = 0;                      // of the last certificate
  std::vector<bool> keystore_copies = {};  // true: erased there
};

core::Bytes SerializeDestruction(const DestructionRecord& record);
// DATA_LOSS, FAILED_PRECONDITION as RecordReader.
absl::StatusOr<DestructionRecord> ParseDestruction(core::ByteView bytes, uint32_t number);

// All of them, by number. Errors as RocksDatabase::Scan.
absl::StatusOr<std::vector<DestructionRecord>> ReadDestructions(const RocksDatabase& database);
// That of project `number`. NOT_FOUND if there is none.
absl::StatusOr<DestructionRecord> FindDestruction(const RocksDatabase& database, uint32_t number);
void PutDestruction(const RocksDatabase& database, const DestructionRecord& record, Batch& batch);
// The certificate of record.issue.
void PutCertificate(const RocksDatabase& database, const DestructionRecord& record,
                    const std::string& note, Batch& batch);
// DATA_LOSS if it is not there.
absl::StatusOr<std::string> ReadCertificate(const RocksDatabase& database,
                                            const DestructionRecord& record);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_DESTRUCTION_RECORD_H_
