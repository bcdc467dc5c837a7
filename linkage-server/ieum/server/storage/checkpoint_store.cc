#include "ieum/server/storage/checkpoint_store.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/server/observe/build_info.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

// Contents are read only by the version that wrote them. Raised when stages keep other things
// within one version.
constexpr uint32_t kStageFormat = 2;
constexpr size_t kPartBytes = size_t{4} << 20;

absl::Status Damaged(std::string_view name) {
  return core::DataLoss("the checkpoint '%s' of the run is damaged; start a new run", name);
}

}  // namespace

// The whole one has no number behind it, so these two never meet.
std::string RunCheckpoints::WholeKey(std::string_view name) const {
  constexpr size_t kNameBytes = 8;
  const core::Sha256Digest digest = core::Sha256(core::AsBytes(name));
  return MakeKey({run_.project_number, run_.run_number}) +
         std::string(core::AsText(core::ByteView(digest).first(kNameBytes)));
}

std::string RunCheckpoints::PartKey(std::string_view name, uint32_t part) const {
  return WholeKey(name) + MakeKey({part});
}

absl::StatusOr<std::optional<core::Bytes>> RunCheckpoints::Load(std::string_view name) {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> whole,
                        context_.database.Get(Column::kCheckpoints, WholeKey(name)));
  if (!whole.has_value()) return std::optional<core::Bytes>();
  absl::StatusOr<RecordReader> head = RecordReader::Open(core::AsBytes(*whole));
  if (!head.ok()) return Damaged(name);
  if (head->Take<uint32_t>() != kStageFormat || head->TakeText() != BuildVersion()) {
    return std::optional<core::Bytes>();
  }
  const auto part_count = head->Take<uint32_t>();
  const auto size = head->Take<uint64_t>();
  if (!head->Finish().ok() || part_count != (size + kPartBytes - 1) / kPartBytes) {
    return Damaged(name);
  }
  core::Bytes content;
  content.reserve(size);
  for (uint32_t number = 0; number < part_count; ++number) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                          context_.database.Get(Column::kCheckpoints, PartKey(name, number)));
    if (!found.has_value()) return Damaged(name);
    absl::StatusOr<RecordReader> part = RecordReader::Open(core::AsBytes(*found));
    if (!part.ok()) return Damaged(name);
    const core::ByteView bytes = part->TakeRest();
    content.insert(content.end(), bytes.begin(), bytes.end());
  }
  if (content.size() != size) return Damaged(name);
  return std::optional<core::Bytes>(std::move(content));
}

absl::Status RunCheckpoints::Save(std::string_view name, core::ByteView content) {
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  uint32_t part_count = 0;
  for (size_t begin = 0; begin < content.size(); begin += kPartBytes, ++part_count) {
    RecordWriter part;
    part.AddRaw(content.subspan(begin, std::min(kPartBytes, content.size() - begin)));
    SealedBatch batch;
    batch.Put(context_.database, Column::kCheckpoints, PartKey(name, part_count), part.Finish());
    IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(batch), Durability::kBuffered));
  }
  // The parts are before it in the log, so that its sync makes them durable too.
  RecordWriter whole;
  whole.Add(kStageFormat);
  whole.AddText(BuildVersion());
  whole.Add(part_count);
  whole.Add(static_cast<uint64_t>(content.size()));
  SealedBatch batch;
  batch.Put(context_.database, Column::kCheckpoints, WholeKey(name), whole.Finish());
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

}  // namespace ieum::server
