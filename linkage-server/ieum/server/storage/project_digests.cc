#include "ieum/server/storage/project_digests.h"

#include <string_view>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"

namespace ieum::server {
namespace {

constexpr std::string_view kLinkDomain = "ieum store digest 1";

void Append(core::Bytes& out, core::ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

std::string DigestPrefix(const OpaqueId& project) {
  return MakeKey({3}) + std::string(core::AsText(project));
}

std::string DigestKey(const OpaqueId& project, uint64_t counter) {
  return DigestPrefix(project) +
         MakeKey({static_cast<uint32_t>(counter >> 32), static_cast<uint32_t>(counter)});
}

void ProjectDigests::Set(const ProjectAnchor& last) {
  const core::MutexLock lock(mutex_);
  Chain& chain = chains_[last.project];
  chain = Chain();
  chain.last = last;
  chain.counter = last.counter;
  chain.digest = last.digest;
}

void ProjectDigests::Fold(const OpaqueId& project, const core::Sha256Digest& batch) {
  const core::MutexLock lock(mutex_);
  Chain& chain = chains_[project];
  core::Bytes bytes;
  Append(bytes, chain.folded);
  Append(bytes, batch);
  chain.folded = core::Sha256(bytes);
}

ProjectAnchor ProjectDigests::Advance(const OpaqueId& project, const core::Sha256Digest& batch) {
  const core::MutexLock lock(mutex_);
  Chain& chain = chains_[project];
  chain.last.project = project;
  ++chain.counter;
  core::Bytes bytes;
  Append(bytes, core::AsBytes(kLinkDomain));
  Append(bytes, project);
  core::AppendLittleEndian(bytes, chain.counter);
  Append(bytes, chain.digest);
  Append(bytes, chain.folded);
  Append(bytes, batch);
  chain.digest = core::Sha256(bytes);
  chain.folded = {};
  chain.open[chain.counter] = {.digest = chain.digest, .complete = false};
  return {.project = project, .counter = chain.counter, .digest = chain.digest};
}

void ProjectDigests::Complete(const ProjectAnchor& link) {
  const core::MutexLock lock(mutex_);
  const auto known = chains_.find(link.project);
  if (known == chains_.end()) return;  // destroyed while the batch was written
  Chain& chain = known->second;
  const auto found = chain.open.find(link.counter);
  IEUM_CHECK(found != chain.open.end());
  found->second.complete = true;
  while (!chain.open.empty() && chain.open.begin()->second.complete) {
    chain.last.counter = chain.open.begin()->first;
    chain.last.digest = chain.open.begin()->second.digest;
    chain.open.erase(chain.open.begin());
  }
}

ProjectAnchor ProjectDigests::Last(const OpaqueId& project) const {
  const core::MutexLock lock(mutex_);
  const auto found = chains_.find(project);
  if (found == chains_.end()) return {.project = project, .counter = 0, .digest = {}};
  return found->second.last;
}

void ProjectDigests::Forget(const OpaqueId& project) {
  const core::MutexLock lock(mutex_);
  chains_.erase(project);
}

}  // namespace ieum::server
