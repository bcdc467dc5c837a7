// A running digest over what is written for each project, by which somebody outside can tell that
// a store was put back to an older state. FORMAT: docs/formats/sealed-value.md.
#ifndef IEUM_SERVER_STORAGE_PROJECT_DIGESTS_H_
#define IEUM_SERVER_STORAGE_PROJECT_DIGESTS_H_

#include <cstdint>
#include <map>
#include <string>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/mutex.h"
#include "ieum/server/keystore/keystore_file.h"

namespace ieum::server {

// What is known of a project's writes after `counter` acknowledged batches. Says nothing about what
// was written, so it may be kept anywhere, best where nobody can take it back.
struct ProjectAnchor {
  OpaqueId project{};
  uint64_t counter = 0;
  core::Sha256Digest digest{};
  friend bool operator==(const ProjectAnchor&, const ProjectAnchor&) = default;
};

// Keys of a project's links in Column::kMeta: the prefix, then the counter in so many bytes.
inline constexpr size_t kDigestCounterBytes = 8;
std::string DigestPrefix(const OpaqueId& project);
std::string DigestKey(const OpaqueId& project, uint64_t counter);

// The chains of all projects. No lock is held while a batch is written, so batches of one project
// may reach the disk in another order than their numbers; an anchor covers only what all batches
// before it have reached too. Thread-safe.
class ProjectDigests final {
 public:
  // What the store holds at start, or {project, 0, zeros}.
  void Set(const ProjectAnchor& last);
  // Takes a batch that nobody acknowledges into the digest of the next one that somebody does.
  void Fold(const OpaqueId& project, const core::Sha256Digest& batch);
  // The link of the next acknowledged batch, to be written with it.
  ProjectAnchor Advance(const OpaqueId& project, const core::Sha256Digest& batch);
  // The batch of this link is on disk.
  void Complete(const ProjectAnchor& link);
  // The last link such that it and all before it are on disk.
  ProjectAnchor Last(const OpaqueId& project) const;
  // The project's key is erased: nothing of its chain is kept.
  void Forget(const OpaqueId& project);

 private:
  struct Link {
    core::Sha256Digest digest;
    bool complete = false;
  };
  struct Chain {
    ProjectAnchor last;             // on disk, with all before
    uint64_t counter = 0;           // of the newest link
    core::Sha256Digest digest{};    // of the newest link
    core::Sha256Digest folded{};    // of batches behind the newest link
    std::map<uint64_t, Link> open;  // links behind `last`
  };

  mutable core::Mutex mutex_;
  std::map<OpaqueId, Chain> chains_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_PROJECT_DIGESTS_H_
