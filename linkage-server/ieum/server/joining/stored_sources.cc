#include "ieum/server/joining/stored_sources.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/payload/payload_chunk.h"
#include "ieum/core/payload/payload_schema.h"

namespace ieum::server {
namespace {

constexpr size_t kSerialBytes = 16;
constexpr size_t kRowBytes = kSerialBytes + 16;  // of a linkage map, as exchange stores it

core::SourceFacts FactsOf(const ProjectRecord& project, const DeliveryRecord& delivery) {
  return {.project = project.terms.id,
          .holder = project.terms.holders[delivery.holder],
          .manifest_digest = project.terms.manifest_digest};
}

template <size_t size>
std::array<std::byte, size> ArrayAt(core::ByteView bytes, size_t offset) {
  std::array<std::byte, size> array{};
  const core::ByteView part = bytes.subspan(offset, size);
  std::copy(part.begin(), part.end(), array.begin());
  return array;
}

// The chunks of one delivery, one behind the other.
class ChunkReader final {
 public:
  ChunkReader(const DeliveryStore& store, ProjectRecord project, DeliveryRecord delivery)
      : store_(store), project_(std::move(project)), delivery_(std::move(delivery)) {}

  const ProjectRecord& project() const { return project_; }
  const DeliveryRecord& delivery() const { return delivery_; }
  // Nothing after the last one.
  absl::StatusOr<std::optional<core::Bytes>> Next() {
    if (next_ == delivery_.chunk_count) return std::optional<core::Bytes>();
    IEUM_ASSIGN_OR_RETURN(core::Bytes bytes, store_.ReadChunk(project_, delivery_, next_));
    ++next_;
    return std::optional<core::Bytes>(std::move(bytes));
  }

 private:
  const DeliveryStore& store_;
  const ProjectRecord project_;
  const DeliveryRecord delivery_;
  uint32_t next_ = 0;
};

class LinkageOfStore final : public core::LinkageSource {
 public:
  explicit LinkageOfStore(ChunkReader chunks)
      : chunks_(std::move(chunks)), facts_(FactsOf(chunks_.project(), chunks_.delivery())) {}

  const core::SourceFacts& facts() const override { return facts_; }
  absl::StatusOr<std::span<const core::LinkageRow>> Next() override {
    rows_.clear();
    IEUM_ASSIGN_OR_RETURN(const std::optional<core::Bytes> chunk, chunks_.Next());
    if (!chunk.has_value()) return std::span<const core::LinkageRow>();
    if (chunk->empty() || chunk->size() % kRowBytes != 0) {
      return core::DataLoss("a chunk of a linkage map in the store has half a row");
    }
    for (size_t at = 0; at < chunk->size(); at += kRowBytes) {
      rows_.push_back({.serial = ArrayAt<kSerialBytes>(*chunk, at),
                       .joint_key = core::JointKey(
                           ArrayAt<kRowBytes - kSerialBytes>(*chunk, at + kSerialBytes))});
    }
    return std::span<const core::LinkageRow>(rows_);
  }

 private:
  ChunkReader chunks_;
  const core::SourceFacts facts_;
  std::vector<core::LinkageRow> rows_ = {};
};

class PayloadOfStore final : public core::PayloadSource {
 public:
  PayloadOfStore(ChunkReader chunks, core::PayloadSchema schema)
      : chunks_(std::move(chunks)),
        facts_(FactsOf(chunks_.project(), chunks_.delivery())),
        schema_(std::move(schema)) {}

  const core::SourceFacts& facts() const override { return facts_; }
  const core::PayloadSchema& schema() const override { return schema_; }
  const core::Sha256Digest& payload_digest() const override {
    return chunks_.delivery().payload_digest;
  }
  absl::StatusOr<const core::PayloadChunk*> Next() override {
    chunk_.reset();
    IEUM_ASSIGN_OR_RETURN(const std::optional<core::Bytes> bytes, chunks_.Next());
    if (!bytes.has_value()) return nullptr;
    IEUM_ASSIGN_OR_RETURN(chunk_, core::PayloadChunk::Parse(schema_, *bytes));
    return &*chunk_;
  }

 private:
  ChunkReader chunks_;
  const core::SourceFacts facts_;
  const core::PayloadSchema schema_;
  std::optional<core::PayloadChunk> chunk_ = {};
};

}  // namespace

std::unique_ptr<core::LinkageSource> StoredLinkage(const DeliveryStore& store,
                                                   const ProjectRecord& project,
                                                   const DeliveryRecord& delivery) {
  return std::make_unique<LinkageOfStore>(ChunkReader(store, project, delivery));
}

absl::StatusOr<std::unique_ptr<core::PayloadSource>> StoredPayload(const DeliveryStore& store,
                                                                   const ProjectRecord& project,
                                                                   const DeliveryRecord& delivery) {
  absl::StatusOr<core::PayloadSchema> schema = core::PayloadSchema::FromJson(delivery.schema);
  if (!schema.ok()) return core::DataLoss("the schema of a payload in the store is damaged");
  return std::make_unique<PayloadOfStore>(ChunkReader(store, project, delivery),
                                          *std::move(schema));
}

}  // namespace ieum::server
