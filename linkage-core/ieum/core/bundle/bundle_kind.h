// What a bundle carries, and who may send it to whom.
#ifndef IEUM_CORE_BUNDLE_BUNDLE_KIND_H_
#define IEUM_CORE_BUNDLE_BUNDLE_KIND_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"

namespace ieum::core {

// FORMAT: docs/formats/bundle.md. Never renumber.
enum class BundleKind : uint16_t {
  kSubmission = 1,
  kSecretShare = 2,
  kLinkageMap = 3,
  kPayload = 4,
  kRelease = 5,
  kJointKeys = 6,
  kAuditExport = 7,
  kCandidate = 8,
  kJoinableSerials = 9,
  kObjection = 10,
};

// One kind of exchange between two roles.
struct BundleKindFacts {
  BundleKind kind;
  std::string_view name;  // "submission"
  std::string_view sender_role;
  std::string_view recipient_role;
  // May get it too: to pass on what only recipients open, or because both servers need it; or
  // empty.
  std::string_view other_role;
};

// By number.
std::span<const BundleKindFacts> BundleKinds();
// REQUIRES: one of the enum's values.
const BundleKindFacts& FactsOf(BundleKind kind);
// INVALID_ARGUMENT lists the names, or says that the number is none.
absl::StatusOr<BundleKind> ParseBundleKind(std::string_view name);
absl::StatusOr<BundleKind> BundleKindOf(uint16_t number);

}  // namespace ieum::core

#endif  // IEUM_CORE_BUNDLE_BUNDLE_KIND_H_
