#include "ieum/server/audit/log_key.h"

#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr int64_t kMaxKeyFileBytes = 4096;

void CleanseText(std::string& text) { core::Cleanse(std::as_writable_bytes(std::span(text))); }

}  // namespace

absl::StatusOr<core::NoteSigner> LoadLogKey(const std::string& path) {
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(path));
  IEUM_ASSIGN_OR_RETURN(std::string text, core::ReadFile(path, kMaxKeyFileBytes));
  absl::StatusOr<core::NoteSigner> signer = core::NoteSigner::Parse(text);
  CleanseText(text);
  if (!signer.ok()) return core::WithContext(signer.status(), path);
  return signer;
}

absl::StatusOr<core::NoteVerifier> LoadWitnessKey(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(path, kMaxKeyFileBytes));
  absl::StatusOr<core::NoteVerifier> key = core::NoteVerifier::Parse(text);
  if (!key.ok()) return core::WithContext(key.status(), path);
  if (key->type() == core::NoteKeyType::kCosignature) return key;
  return core::InvalidArgument("'%s' is the key of a log, not of a witness", path);
}

absl::StatusOr<core::NoteSigner> MakeLogKey(const std::string& path, const std::string& name,
                                            core::Random& random) {
  core::NoteSigner signer(name, core::NoteKeyType::kEd25519, core::Ed25519Key::Generate(random));
  std::string text = signer.PrivateText() + "\n";
  const absl::Status written = core::WriteFileDurably(path, text, 0600);
  CleanseText(text);
  if (!written.ok()) {
    return core::WithContext(written,
                             "the key of the audit log cannot be made; name a file whose folder "
                             "can be written with --audit-key");
  }
  IEUM_RETURN_IF_ERROR(
      core::WriteFileDurably(path + ".pub", signer.verifier().ToString() + "\n", 0644));
  return signer;
}

}  // namespace ieum::server
