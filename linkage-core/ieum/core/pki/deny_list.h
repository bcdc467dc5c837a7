// Certificates and keys that are let in no more, before they expire: a text file that one person
// edits and programs read. FORMAT: docs/formats/deny-list.md.
#ifndef IEUM_CORE_PKI_DENY_LIST_H_
#define IEUM_CORE_PKI_DENY_LIST_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/pki/certificate_details.h"

namespace ieum::core {

enum class DenyKind { kSerial, kPublicKey };

struct DenyEntry {
  DenyKind kind;
  std::string hex;   // lower case: a serial number without leading zeros, or 64 digits
  std::string note;  // why, for people; no line feed

  friend bool operator==(const DenyEntry&, const DenyEntry&) = default;
};

inline constexpr int64_t kMaxDenyListBytes = int64_t{4} << 20;

// INVALID_ARGUMENT: not "serial <hex>" or "spki <64 hex>"; case and leading zeros do not matter.
absl::StatusOr<DenyEntry> ParseDenyEntry(std::string_view text);

// A value; one thread at a time, share freely when const.
class DenyList final {
 public:
  // INVALID_ARGUMENT names the line that is no entry, comment or empty.
  static absl::StatusOr<DenyList> Parse(std::string_view text);
  std::string ToString() const;

  bool Denies(const CertificateDetails& certificate) const;
  // False if it is there already, or not there.
  bool Add(const DenyEntry& entry);
  bool Remove(const DenyEntry& entry);
  const std::vector<DenyEntry>& entries() const { return entries_; }

 private:
  std::vector<DenyEntry> entries_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PKI_DENY_LIST_H_
