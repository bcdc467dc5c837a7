// Remembers what the audit log said of itself, and holds the server to it.
#ifndef IEUM_TESTS_SUPPORT_AUDIT_ORACLE_H_
#define IEUM_TESTS_SUPPORT_AUDIT_ORACLE_H_

#include <optional>
#include <string>

#include "ieum/core/auditlog/checkpoint.h"
#include "support/matcher_host.h"

namespace ieum::testing {

// One thread at a time. The host outlives it.
class AuditOracle final {
 public:
  explicit AuditOracle(MatcherHost& host) : host_(host) {}

  // Asks for the checkpoint and for proofs. DATA_LOSS: it is not signed by the key that the first
  // one came with, its last entry is not in it, or it does not continue the one before.
  absl::Status Check();
  // Entries that the last checkpoint had; 0 before the first.
  uint64_t size() const { return last_.has_value() ? last_->size : 0; }

 private:
  MatcherHost& host_;
  std::string log_key_;
  std::optional<core::Checkpoint> last_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_AUDIT_ORACLE_H_
