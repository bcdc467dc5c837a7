// What a server states about a project that it has destroyed: what there was, when its key was
// erased, who asked, and the entry of the audit log that says the same. Verified by anybody with
// the log's public key and nothing else. FORMAT: docs/formats/destruction-certificate.md.
#ifndef IEUM_CORE_AUDITLOG_DESTRUCTION_CERTIFICATE_H_
#define IEUM_CORE_AUDITLOG_DESTRUCTION_CERTIFICATE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/auditlog/checkpoint.h"
#include "ieum/core/auditlog/merkle_tree.h"
#include "ieum/core/auditlog/signed_note.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::core {

// The act of the entry that a certificate is proved by.
inline constexpr char kDestructionAct[] = "Project/Destroyed";
inline constexpr int64_t kMaxCertificateBytes = int64_t{1} << 20;

// What lay in one column of the store.
struct DestroyedColumn {
  std::string name = {};
  uint64_t key_count = 0;
  uint64_t byte_count = 0;

  friend bool operator==(const DestroyedColumn&, const DestroyedColumn&) = default;
};

// All times to microseconds.
struct Destruction {
  ProjectId project;
  uint32_t project_number = 0;
  std::array<std::byte, 16> object{};    // what the store called the project
  std::array<std::byte, 16> key_id{};    // of the erased key
  std::array<std::byte, 16> keystore{};  // that held it
  uint64_t keystore_revision = 0;        // without the key
  uint32_t issue = 1;                    // of the certificate; grows when it is issued again
  absl::Time requested = {};
  absl::Time erased = {};  // the key
  absl::Time finished = {};
  std::string requested_by = {};              // ieum://…; empty: the server itself
  std::vector<std::string> approved_by = {};  // ieum://…
  std::string reason = {};                    // "request", "retention", "stop"
  uint64_t submission_count = 0;
  uint64_t chunk_count = 0;
  uint64_t row_count = 0;
  uint64_t run_count = 0;
  std::vector<DestroyedColumn> columns = {};
  uint64_t write_count = 0;  // acknowledged writes of the project, and the running digest over them
  Sha256Digest digest{};
  // The copies of the keystore that the server was told of, in that order: true if the key is
  // erased there too.
  std::vector<bool> keystore_copies = {};

  friend bool operator==(const Destruction&, const Destruction&) = default;
};

// The entry about the destruction, and that it is in the log.
struct DestructionProof {
  uint64_t index = 0;
  Bytes entry = {};
  MerkleProof inclusion = {};
  std::string checkpoint = {};  // signed note
};

// One line of canonical JSON; its SHA-256 is what the entry says was decided.
std::string DestructionText(const Destruction& destruction);
Sha256Digest DestructionDigest(const Destruction& destruction);
// The text of the note that the log's key signs: a line of canonical JSON with a line feed.
std::string CertificateText(const Destruction& destruction, const DestructionProof& proof);

struct VerifiedDestruction {
  Destruction destruction;
  AuditEntry entry;
  Checkpoint checkpoint;
  std::string body = {};  // DestructionText
};

// INVALID_ARGUMENT: no certificate. DATA_LOSS: a signature does not fit, or certificate, entry and
// log do not agree; the message says which.
absl::StatusOr<VerifiedDestruction> VerifyCertificate(std::string_view note,
                                                      const NoteVerifier& log);

// A line of JSON signed by the key of a log, as certificates and manifests of backups are. Returns
// the line. Errors as above. No such line can be taken for a checkpoint, which has three lines.
absl::StatusOr<std::string> VerifySignedLine(std::string_view note, const NoteVerifier& log);

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_DESTRUCTION_CERTIFICATE_H_
