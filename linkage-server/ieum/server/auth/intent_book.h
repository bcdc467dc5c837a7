// The two-person rule: what one person intends, another has to agree to, before the server does it
// once. FORMAT: docs/formats/intent.md.
#ifndef IEUM_SERVER_AUTH_INTENT_BOOK_H_
#define IEUM_SERVER_AUTH_INTENT_BOOK_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/pki/intent_statement.h"
#include "ieum/server/auth/principal.h"
#include "ieum/server/storage/rocks_database.h"

namespace ieum::server {

// FORMAT: the numbers are stored; never renumber.
enum class IntentState : uint8_t {
  kProposed = 1,
  kSigned = 2,  // by both; may be used once
  kUsed = 3,
  kWithdrawn = 4,
  kExpired = 5,  // never stored: found by the clock
};

// A person who signs, as the server knows them from the connection; `certificate` is verified.
struct IntentSigner {
  std::string principal;             // ieum://<institution>/<role>/<name>
  std::string unit;                  // the one organisational unit of the certificate's subject
  std::string chain_pem;             // the certificate and its intermediates
  core::Sha256Digest certificate{};  // SHA-256 (DER)
  core::Sha256Digest public_key{};   // SHA-256 of its SubjectPublicKeyInfo
  core::Bytes signature;
  absl::Time time;
};

struct IntentRecord {
  core::IntentStatement statement;
  IntentState state = IntentState::kProposed;
  IntentSigner proposer;
  std::optional<IntentSigner> second;
};

// SHA-256 over the stored form of an intent, for the audit log: it commits to both signatures.
core::Sha256Digest DigestOf(const IntentRecord& intent);

// Thread-safe. OK of a change means that it is on disk. Signatures have been verified by who calls.
class IntentBook final {
 public:
  // Reads what there is. DATA_LOSS if a record is damaged. Both outlive it.
  static absl::StatusOr<std::unique_ptr<IntentBook>> Open(RocksDatabase& database,
                                                          const core::Clock& clock);
  IntentBook(const IntentBook&) = delete;
  IntentBook& operator=(const IntentBook&) = delete;

  // INVALID_ARGUMENT: CheckIntent, a time that is not now, or a certificate without exactly one
  // unit. ALREADY_EXISTS: the id, or an intent of this person for the same request, is there.
  // RESOURCE_EXHAUSTED: kMaxOpenIntents.
  absl::StatusOr<IntentRecord> Propose(const core::IntentStatement& statement,
                                       const IntentSigner& proposer);
  // NOT_FOUND; FAILED_PRECONDITION unless proposed and not expired; PERMISSION_DENIED unless by
  // another person of the same institution, with another certificate and key, and of another unit.
  absl::StatusOr<IntentRecord> CounterSign(const core::IntentId& id, const IntentSigner& signer);
  // By who proposed or counter-signed it. NOT_FOUND, FAILED_PRECONDITION, PERMISSION_DENIED.
  absl::StatusOr<IntentRecord> Withdraw(const core::IntentId& id, std::string_view principal);
  absl::StatusOr<IntentRecord> Find(const core::IntentId& id) const;
  // By time of creation.
  std::vector<IntentRecord> List() const;

  // Uses up the intent of this person and certificate for this request. FAILED_PRECONDITION if
  // there is none that both have signed and that has not expired, and how to get one.
  struct Request {
    std::string_view method;
    core::Sha256Digest digest;
    std::string_view principal;
    core::Sha256Digest certificate;
  };
  absl::StatusOr<IntentRecord> Use(const Request& request);

 private:
  IntentBook(RocksDatabase& database, const core::Clock& clock)
      : database_(database), clock_(clock) {}
  IntentState StateOf(const IntentRecord& intent) const;
  absl::Status Store(const IntentRecord& intent) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  IntentRecord* FindLocked(const core::IntentId& id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  RocksDatabase& database_;
  const core::Clock& clock_;
  mutable core::Mutex mutex_;
  std::vector<IntentRecord> intents_ ABSL_GUARDED_BY(mutex_);
};

// Proposed or signed, not expired.
inline constexpr size_t kMaxOpenIntents = 200;

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUTH_INTENT_BOOK_H_
