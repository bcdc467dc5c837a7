#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/jointkey/joint_key_file.h"
#include "ieum/core/payload/payload_file.h"
#include "ieum/core/release/release_sources.h"

namespace ieum::core {
namespace {

class FileLinkage final : public LinkageSource {
 public:
  FileLinkage(std::unique_ptr<JointKeyFileReader> reader, const Sha256Digest& manifest_digest)
      : reader_(std::move(reader)),
        facts_{.project = reader_->header().project,
               .holder = reader_->header().holder,
               .manifest_digest = manifest_digest} {}

  const SourceFacts& facts() const override { return facts_; }
  absl::StatusOr<std::span<const LinkageRow>> Next() override {
    IEUM_ASSIGN_OR_RETURN(const std::span<const KeyedSerial> rows, reader_->Next());
    rows_.clear();
    for (const KeyedSerial& row : rows) {
      rows_.push_back({.serial = row.serial, .joint_key = row.joint_key});
    }
    return std::span<const LinkageRow>(rows_);
  }

 private:
  std::unique_ptr<JointKeyFileReader> reader_;
  SourceFacts facts_;
  std::vector<LinkageRow> rows_ = {};
};

class FilePayload final : public PayloadSource {
 public:
  FilePayload(std::unique_ptr<PayloadFileReader> reader, const Sha256Digest& manifest_digest)
      : reader_(std::move(reader)),
        facts_{.project = reader_->header().project,
               .holder = reader_->header().holder,
               .manifest_digest = manifest_digest} {}

  const SourceFacts& facts() const override { return facts_; }
  const PayloadSchema& schema() const override { return reader_->header().schema; }
  const Sha256Digest& payload_digest() const override { return reader_->trailer().payload_digest; }
  absl::StatusOr<const PayloadChunk*> Next() override { return reader_->Next(); }

 private:
  std::unique_ptr<PayloadFileReader> reader_;
  SourceFacts facts_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<LinkageSource>> OpenLinkageFile(
    const std::string& path, const Sha256Digest& manifest_digest) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<JointKeyFileReader> reader, JointKeyFileReader::Open(path));
  return std::unique_ptr<LinkageSource>(new FileLinkage(std::move(reader), manifest_digest));
}

absl::StatusOr<std::unique_ptr<PayloadSource>> OpenPayloadFile(
    const std::string& path, const Sha256Digest& manifest_digest) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<PayloadFileReader> reader, PayloadFileReader::Open(path));
  return std::unique_ptr<PayloadSource>(new FilePayload(std::move(reader), manifest_digest));
}

}  // namespace ieum::core
