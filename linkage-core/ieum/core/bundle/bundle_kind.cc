#include "ieum/core/bundle/bundle_kind.h"

#include <string>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr BundleKindFacts kKinds[] = {
    {BundleKind::kSubmission, "submission", "holder", "matcher", ""},
    {BundleKind::kSecretShare, "secret-share", "holder", "holder", "matcher"},
    {BundleKind::kLinkageMap, "linkage-map", "matcher", "joiner", ""},
    {BundleKind::kPayload, "payload", "holder", "joiner", ""},
    {BundleKind::kRelease, "release", "joiner", "researcher", ""},
    {BundleKind::kJointKeys, "joint-keys", "matcher", "holder", ""},
    {BundleKind::kAuditExport, "audit", "operator", "auditor", ""},
    {BundleKind::kCandidate, "candidate", "joiner", "reviewer", ""},
    {BundleKind::kJoinableSerials, "joinable-serials", "matcher", "holder", ""},
    {BundleKind::kObjection, "objection", "holder", "matcher", "joiner"},
};

}  // namespace

std::span<const BundleKindFacts> BundleKinds() { return kKinds; }

const BundleKindFacts& FactsOf(BundleKind kind) { return kKinds[static_cast<uint16_t>(kind) - 1U]; }

absl::StatusOr<BundleKind> ParseBundleKind(std::string_view name) {
  std::string names;
  for (const BundleKindFacts& facts : kKinds) {
    if (facts.name == name) return facts.kind;
    names += (names.empty() ? "" : ", ") + std::string(facts.name);
  }
  return InvalidArgument("no kind of bundle; want one of %s", names);
}

absl::StatusOr<BundleKind> BundleKindOf(uint16_t number) {
  for (const BundleKindFacts& facts : kKinds) {
    if (static_cast<uint16_t>(facts.kind) == number) return facts.kind;
  }
  return InvalidArgument("a kind of bundle that this program does not know; is it too old?");
}

}  // namespace ieum::core
