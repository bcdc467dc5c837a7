#include "cli/manifest_source.h"

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::StatusOr<core::SignedManifest> ReadManifestFile(const std::string& file) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(file, core::kMaxManifestBytes));
  absl::StatusOr<core::SignedManifest> manifest = core::ReadSignedManifest(text);
  if (!manifest.ok()) return core::WithContext(manifest.status(), file);
  return manifest;
}

}  // namespace ieum::client
