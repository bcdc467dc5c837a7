// One entry of an audit log: who did what, when, from where, on how many rows of whom, and whether
// it was allowed. Typed fields only: there is no place for an identifier, an encoding, a key or a
// score. FORMAT: docs/formats/audit-log.md.
#ifndef IEUM_CORE_AUDITLOG_AUDIT_ENTRY_H_
#define IEUM_CORE_AUDITLOG_AUDIT_ENTRY_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::core {

// FORMAT: the numbers of all enums are stored; never renumber.
enum class AuditMoment : uint8_t {
  kBefore = 1,  // written before the act, which does not happen if it cannot be written
  kAfter = 2,   // what came of the act of an earlier entry
};
enum class AuditOutcome : uint8_t {
  kAllowed = 1,  // may begin
  kRefused = 2,  // a rule forbade it
  kDone = 3,
  kFailed = 4,  // allowed, but did not come to its end
};
// What forbade the act.
enum class AuditRule : uint8_t {
  kNone = 0,
  kIdentity = 1,      // no valid name in the certificate
  kRole = 2,          // the access table
  kLoad = 3,          // too much at a time, or no room
  kVisibility = 4,    // no such thing, or not for this caller
  kState = 5,         // not in this state
  kContent = 6,       // a request that breaks its rules
  kSecondPerson = 7,  // nobody else has agreed
};
// How long the entry is to be kept at least; it is erased some time after (erasure.h).
enum class AuditRetention : uint8_t {
  kTwoYears = 1,                    // access to personal data
  kThreeYears = 2,                  // granting, changing and taking away rights of access
  kThreeYearsAfterDestruction = 3,  // processing of pseudonymised data
  kAlways = 4,                      // what says which entries were erased
};

// Address of a connection; family 0: unknown, 4 or 6. Bytes of an IPv4 address stand first.
struct PeerAddress {
  uint8_t family = 0;
  std::array<std::byte, 16> bytes{};
  uint16_t port = 0;

  friend bool operator==(const PeerAddress&, const PeerAddress&) = default;
};

// Rows [first, end) of one party, counted in the order it submitted them.
struct AuditRows {
  InstitutionId party;
  uint64_t first;
  uint64_t end;

  friend bool operator==(const AuditRows&, const AuditRows&) = default;
};

struct AuditEntry {
  uint64_t sequence = 0;  // number of the entry in its log, from 0
  absl::Time time;        // to microseconds
  AuditMoment moment = AuditMoment::kBefore;
  uint64_t begun_by = 0;       // kAfter: sequence of the entry before the act; else 0
  std::string principal;       // ieum://<institution>/<role>/<name>; empty: not known
  Sha256Digest certificate{};  // SHA-256 of the caller's certificate (DER); zeros: none
  PeerAddress peer;
  std::string act;  // "ProjectService/SealProject", "Run/End"
  std::optional<ProjectId> project;
  uint32_t run = 0;             // number of the matching run; 0: none
  std::vector<AuditRows> rows;  // at most kMaxAuditParties
  AuditOutcome outcome = AuditOutcome::kAllowed;
  AuditRule rule = AuditRule::kNone;
  uint8_t code = 0;  // absl::StatusCode
  AuditRetention retention = AuditRetention::kTwoYears;
  std::optional<Sha256Digest> decided;  // of what was decided: a profile, a submission

  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

inline constexpr size_t kMaxAuditParties = 64;
// The act of an entry about refused calls of one caller that have no entries of their own; `run` is
// their number, the rest is that of the last of them.
inline constexpr char kMoreRefusedAct[] = "Call/MoreRefused";
// The act of an entry that records which earlier ones are erased: `rows` are numbers of entries,
// the party of each is the label of their retention class.
inline constexpr char kEraseAct[] = "Audit/Erase";
// Of a serialised entry; length fields of exported bundles have 16 bits.
inline constexpr size_t kMaxAuditEntryBytes = size_t{16} << 10;

// Time is cut to microseconds. REQUIRES: an entry that ParseAuditEntry accepts.
Bytes SerializeAuditEntry(const AuditEntry& entry);
// The one entry that is written as these bytes. DATA_LOSS: not an entry, or not written in the one
// way it is written. FAILED_PRECONDITION: of a later version.
absl::StatusOr<AuditEntry> ParseAuditEntry(ByteView bytes);

// True for "ieum://<institution>/<role>/<name>" of three labels (core/base/strong_id.h).
bool IsPrincipalUri(std::string_view text);

// "allowed", "state", "two-years" …
std::string_view NameOf(AuditMoment moment);
std::string_view NameOf(AuditOutcome outcome);
std::string_view NameOf(AuditRule rule);
std::string_view NameOf(AuditRetention retention);
// "two-years", "three-years", "after-destruction" in records of erasures; REQUIRES: a class that
// ends.
std::string_view LabelOf(AuditRetention retention);
std::optional<AuditRetention> RetentionOf(std::string_view label);
// "192.0.2.7:51234", "[2001:db8::1]:443", "-" if unknown.
std::string PeerText(const PeerAddress& peer);

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_AUDIT_ENTRY_H_
