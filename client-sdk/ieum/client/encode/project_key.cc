#include "ieum/client/encode/project_key.h"

#include "ieum/core/base/hkdf.h"

namespace ieum::client {
namespace {

constexpr size_t kKeyBytes = 32;

}  // namespace

core::SecretBytes DeriveProjectKey(const EncodingProfile& profile, const HolderSecret& secret,
                                   const core::ProjectId& project, std::string_view purpose,
                                   std::string_view name) {
  core::Bytes info;
  for (const core::ByteView part :
       {core::AsBytes(purpose), core::ByteView(profile.header.digest), core::AsBytes(name)}) {
    info.insert(info.end(), part.begin(), part.end());
  }
  return core::HkdfSha256(secret.bytes, core::AsBytes(project.value()), info, kKeyBytes);
}

}  // namespace ieum::client
