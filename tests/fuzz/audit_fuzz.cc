// Entries, notes, checkpoints and keys of an audit log, and packed logs, that are accepted are
// written again as the same bytes. The first byte tells which.
#include <map>
#include <string>

#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/auditlog/checkpoint.h"
#include "ieum/core/auditlog/erasure.h"
#include "ieum/core/auditlog/log_archive.h"
#include "ieum/core/auditlog/log_folder.h"
#include "ieum/core/auditlog/signed_note.h"
#include "ieum/core/base/status.h"

namespace {

using ieum::core::AsText;
using ieum::core::ByteView;

void TryEntry(ByteView bytes) {
  const auto entry = ieum::core::ParseAuditEntry(bytes);
  if (!entry.ok()) return;
  IEUM_CHECK(AsText(ieum::core::SerializeAuditEntry(*entry)) == AsText(bytes));
  // What it records as erased, if anything, is of earlier entries and found again.
  ieum::core::ErasureRecords records;
  records.Add(*entry);
  for (const ieum::core::ErasedRange& range : ieum::core::ErasedBy(*entry)) {
    IEUM_CHECK(range.end <= entry->sequence);
    IEUM_CHECK(!records.FirstUnrecorded(range.first, range.end).has_value());
    IEUM_CHECK(records.Find(range.end - 1) == entry->sequence);
  }
}

void TryNote(ByteView bytes) {
  const auto note = ieum::core::SignedNote::Parse(AsText(bytes));
  if (!note.ok()) return;
  IEUM_CHECK(note->ToString() == AsText(bytes));
  const auto checkpoint = ieum::core::ParseCheckpointText(note->text);
  if (checkpoint.ok()) IEUM_CHECK(ieum::core::CheckpointText(*checkpoint) == note->text);
}

void TryKey(ByteView bytes) {
  const auto key = ieum::core::NoteVerifier::Parse(AsText(bytes));
  if (!key.ok()) return;
  const auto again = ieum::core::NoteVerifier::Parse(key->ToString());
  IEUM_CHECK(again.ok() && again->ToString() == key->ToString());
}

void TryBundle(ByteView bytes) {
  for (const uint32_t count : {1U, 2U, 256U}) {
    const auto entries = ieum::core::SplitBundle(bytes, count);
    if (!entries.ok()) continue;
    ieum::core::Bytes again;
    for (const ByteView entry : *entries) {
      if (entry.size() > ieum::core::kMaxAuditEntryBytes) return;
      ieum::core::AppendToBundle(again, entry);
    }
    IEUM_CHECK(AsText(again) == AsText(bytes));
  }
}

class Memory final : public ieum::core::ByteSource {
 public:
  explicit Memory(ByteView bytes) : bytes_(bytes) {}
  uint64_t size_bytes() const override { return bytes_.size(); }
  absl::Status ReadAt(uint64_t offset, std::span<std::byte> out) override {
    IEUM_CHECK(offset <= bytes_.size() && out.size() <= bytes_.size() - offset);
    std::copy_n(bytes_.begin() + static_cast<ptrdiff_t>(offset), out.size(), out.begin());
    return absl::OkStatus();
  }

 private:
  ByteView bytes_;
};

void TryArchive(ByteView bytes) {
  Memory archive(bytes);
  std::map<std::string, std::string> files;
  const absl::Status unpacked =
      ieum::core::UnpackLog(archive, [&](const std::string& path, std::string_view content) {
        IEUM_CHECK(files.emplace(path, content).second);
        return absl::OkStatus();
      });
  if (!unpacked.ok()) return;
  std::string again;
  IEUM_CHECK(ieum::core::PackLog([&](const std::string& path, int64_t) { return files.at(path); },
                                 [&](ByteView piece) {
                                   again += AsText(piece);
                                   return absl::OkStatus();
                                 })
                 .ok());
  IEUM_CHECK(again == AsText(bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const ByteView bytes = std::as_bytes(std::span(data + 1, size - 1));
  switch (data[0] % 5) {
    case 0:
      TryEntry(bytes);
      break;
    case 1:
      TryNote(bytes);
      break;
    case 2:
      TryKey(bytes);
      break;
    case 3:
      TryBundle(bytes);
      break;
    default:
      TryArchive(bytes);
  }
  return 0;
}
