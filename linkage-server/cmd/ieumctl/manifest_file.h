// Manifests as files.
#ifndef IEUM_SERVER_CMD_IEUMCTL_MANIFEST_FILE_H_
#define IEUM_SERVER_CMD_IEUMCTL_MANIFEST_FILE_H_

#include <string>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/manifest/signed_manifest.h"

namespace ieum::server {

// Errors as core::ReadFile and core::ReadSignedManifest, with the file's name.
inline absl::StatusOr<core::SignedManifest> ReadManifestFile(const std::string& file) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(file, core::kMaxManifestBytes));
  absl::StatusOr<core::SignedManifest> manifest = core::ReadSignedManifest(text);
  if (!manifest.ok()) return core::WithContext(manifest.status(), file);
  return manifest;
}

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_MANIFEST_FILE_H_
