// What two persons sign so that one of them may make one call: the intent. FORMAT:
// docs/formats/intent.md.
#ifndef IEUM_CORE_PKI_INTENT_STATEMENT_H_
#define IEUM_CORE_PKI_INTENT_STATEMENT_H_

#include <array>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"

namespace ieum::core {

using IntentId = std::array<std::byte, 16>;

struct IntentStatement {
  IntentId id{};            // random, chosen by who proposes
  std::string method;       // "ProjectService/CreateProject"
  std::string project;      // its id; empty: none
  Sha256Digest request{};   // of the exact request, as its bytes go over the wire
  std::string reason;       // for people: why; 1 to kMaxReasonBytes of UTF-8, no control characters
  absl::Time created;       // to microseconds
  Sha256Digest proposer{};  // SHA-256 of the proposer's certificate (DER)

  friend bool operator==(const IntentStatement&, const IntentStatement&) = default;
};

inline constexpr size_t kMaxReasonBytes = 500;
// An intent that is not counter-signed, and used, within this time is void.
inline constexpr absl::Duration kIntentLife = absl::Hours(24);

enum class IntentPart : uint8_t { kPropose = 1, kCounterSign = 2 };

// What the person with this part signs; never the same for two parts, or any other statement.
Bytes IntentMessage(const IntentStatement& statement, IntentPart part);

// INVALID_ARGUMENT: method, project or reason breaks its rule.
absl::Status CheckIntent(const IntentStatement& statement);

}  // namespace ieum::core

#endif  // IEUM_CORE_PKI_INTENT_STATEMENT_H_
