// What a release is assembled from: of each holder the linkage map and the payload, a piece at a
// time, wherever they lie.
#ifndef IEUM_CORE_RELEASE_RELEASE_SOURCES_H_
#define IEUM_CORE_RELEASE_RELEASE_SOURCES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/jointkey/joint_key.h"
#include "ieum/core/payload/payload_chunk.h"
#include "ieum/core/payload/payload_schema.h"

namespace ieum::core {

// Whose rows a source has, and under which manifest they came.
struct SourceFacts {
  ProjectId project;
  InstitutionId holder;
  Sha256Digest manifest_digest;
};

// One row of the linkage map of a holder.
struct LinkageRow {
  Serial serial;
  JointKey joint_key;
  uint8_t band = 0;  // of the match's confidence, as the release names them, best first
};

// In any order. One thread at a time.
class LinkageSource {
 public:
  virtual ~LinkageSource() = default;
  virtual const SourceFacts& facts() const = 0;
  // The next rows, valid until the next call; none after the last one.
  virtual absl::StatusOr<std::span<const LinkageRow>> Next() = 0;
};

// In ascending order of serials, as a payload file and a store by serial have them. One thread at a
// time.
class PayloadSource {
 public:
  virtual ~PayloadSource() = default;
  virtual const SourceFacts& facts() const = 0;
  virtual const PayloadSchema& schema() const = 0;
  // The digest that the holder has of it.
  virtual const Sha256Digest& payload_digest() const = 0;
  // The next chunk, valid until the next call; null after the last one.
  virtual absl::StatusOr<const PayloadChunk*> Next() = 0;
};

// Of a joint key file, which has no bands. Errors as JointKeyFileReader. Who brought the file under
// which manifest, the caller knows.
absl::StatusOr<std::unique_ptr<LinkageSource>> OpenLinkageFile(const std::string& path,
                                                               const Sha256Digest& manifest_digest);
// Of a payload file. Errors as PayloadFileReader.
absl::StatusOr<std::unique_ptr<PayloadSource>> OpenPayloadFile(const std::string& path,
                                                               const Sha256Digest& manifest_digest);

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_RELEASE_SOURCES_H_
