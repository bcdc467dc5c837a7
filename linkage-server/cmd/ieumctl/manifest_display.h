// How `ieumctl` prints manifests and who has signed them.
#ifndef IEUM_SERVER_CMD_IEUMCTL_MANIFEST_DISPLAY_H_
#define IEUM_SERVER_CMD_IEUMCTL_MANIFEST_DISPLAY_H_

#include <string>

#include "ieum/core/manifest/signed_manifest.h"

namespace ieum::server {

// Everything that is agreed on, for people.
std::string ManifestText(const core::SignedManifest& manifest);
// Who has signed for each party, when.
std::string StandingText(const core::SignedManifest& manifest,
                         const core::ManifestStanding& standing);
// {"digest", "complete", "parties": [{"institution", "role", "signed_by": [{"name", "time"}]}]}
std::string StandingJson(const core::SignedManifest& manifest,
                         const core::ManifestStanding& standing);
// {"digest", "manifest", "signatures": n}
std::string ManifestJson(const core::SignedManifest& manifest);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_MANIFEST_DISPLAY_H_
