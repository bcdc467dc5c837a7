// The manifest that a command is given as a file.
#ifndef IEUM_CLI_MANIFEST_SOURCE_H_
#define IEUM_CLI_MANIFEST_SOURCE_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/manifest/signed_manifest.h"

namespace ieum::client {

// Signed or bare; says nothing about who signed. Errors as core::ReadFile and
// core::ReadSignedManifest, with the file's name.
absl::StatusOr<core::SignedManifest> ReadManifestFile(const std::string& file);

}  // namespace ieum::client

#endif  // IEUM_CLI_MANIFEST_SOURCE_H_
