// From a manifest to a project: the rules that it must pass on the way, each named where it
// refuses. That there is a legal basis, and one for data that crosses a border, is the reader's
// rule (core/manifest/manifest.h).
#ifndef IEUM_SERVER_SERVICE_MANIFEST_GATE_H_
#define IEUM_SERVER_SERVICE_MANIFEST_GATE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/server/auth/deny_list_file.h"
#include "ieum/server/auth/tls.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// Thread-safe.
class ManifestGate final {
 public:
  // Both outlive it. identity: its institution matches, or joins as `server` says, its authorities
  // vouch for who signs.
  ManifestGate(StoreRole server, const ServerIdentity& identity, DenyListFile& deny_list)
      : server_(server), identity_(identity), deny_list_(deny_list) {}

  // The terms of the project that the manifest begins at `now`. FAILED_PRECONDITION: another
  // institution is to match, a party has not signed (unless the manifest is of a test), or its end
  // is past. INVALID_ARGUMENT, UNAUTHENTICATED: as core::CheckSignatures and
  // DenyListFile::Check, of each signature that is there.
  absl::StatusOr<ProjectTerms> Pass(const core::SignedManifest& manifest, absl::Time now) const;

 private:
  absl::Status CheckSigners(const core::SignedManifest& manifest, absl::Time now) const;

  const StoreRole server_;
  const ServerIdentity& identity_;
  DenyListFile& deny_list_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_MANIFEST_GATE_H_
