// Entries, keys and small logs for tests of the audit log.
#ifndef IEUM_TESTS_UNIT_CORE_AUDITLOG_AUDIT_SAMPLES_H_
#define IEUM_TESTS_UNIT_CORE_AUDITLOG_AUDIT_SAMPLES_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/auditlog/erasure.h"
#include "ieum/core/auditlog/log_folder.h"
#include "ieum/core/auditlog/merkle_tree.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::testing {

inline constexpr char kLogName[] = "linkage-center/matcher/server";

inline core::AuditEntry SampleEntry(uint64_t sequence) {
  core::AuditEntry entry;
  entry.sequence = sequence;
  entry.time = absl::FromUnixMicros(1'750'000'000'000'000 + static_cast<int64_t>(sequence));
  entry.principal = "ieum://hospital-a/holder/kim";
  entry.certificate[0] = std::byte{0xab};
  entry.peer = {.family = 4, .bytes = {}, .port = 51'234};
  entry.peer.bytes[0] = std::byte{192};
  entry.peer.bytes[3] = std::byte{7};
  entry.act = "SubmissionService/SealSubmission";
  entry.project = core::ProjectId::Parse("flu").value();
  entry.rows.push_back(
      {.party = core::InstitutionId::Parse("hospital-a").value(), .first = 0, .end = 4'196});
  entry.retention = core::AuditRetention::kThreeYearsAfterDestruction;
  if (sequence % 3 == 1) {
    entry.moment = core::AuditMoment::kAfter;
    entry.begun_by = sequence - 1;
    entry.outcome = core::AuditOutcome::kDone;
    entry.decided = core::Sha256(core::AsBytes("submission"));
  }
  if (sequence % 3 == 2) {
    entry.outcome = core::AuditOutcome::kRefused;
    entry.rule = core::AuditRule::kRole;
    entry.code = static_cast<uint8_t>(absl::StatusCode::kPermissionDenied);
    entry.project.reset();
    entry.rows.clear();
  }
  return entry;
}

// The record that entries of these numbers, from first to before end each, are erased.
inline core::AuditEntry EraseEntry(uint64_t sequence,
                                   const std::vector<std::pair<uint64_t, uint64_t>>& ranges) {
  core::AuditEntry entry;
  entry.sequence = sequence;
  entry.time = SampleEntry(sequence).time;
  entry.principal = "ieum://linkage-center/matcher/server";
  std::vector<core::ErasedRange> erased;
  for (const auto& [first, end] : ranges) {
    erased.push_back({first, end, core::AuditRetention::kTwoYears});
  }
  core::SetErased(erased, entry);
  return entry;
}

inline core::NoteSigner TestSigner(const std::string& name, int seed,
                                   core::NoteKeyType type = core::NoteKeyType::kEd25519) {
  SeededRandom random(static_cast<uint64_t>(seed));
  return core::NoteSigner(name, type, core::Ed25519Key::Generate(random));
}

// Files of a log by path, made without the code that verifies them.
inline std::map<std::string, std::string> LogFiles(
    uint64_t size, const core::NoteSigner& signer,
    const std::function<void(core::AuditEntry&)>& change = {}) {
  std::map<std::string, std::string> files;
  std::vector<core::Bytes> entries;
  std::map<int, core::Bytes> rows;
  core::MerkleFrontier frontier;
  for (uint64_t i = 0; i < size; ++i) {
    core::AuditEntry entry = SampleEntry(i);
    if (change) change(entry);
    entries.push_back(core::SerializeAuditEntry(entry));
    frontier.Append(core::MerkleLeafHash(entries.back()),
                    [&](int level, uint64_t, const core::Sha256Digest& hash) {
                      rows[level].insert(rows[level].end(), hash.begin(), hash.end());
                    });
  }
  EXPECT_OK(core::ForEachLogFile(size, [&](const core::LogFile& file) {
    std::string& content = files[file.Path()];
    const uint64_t first = file.index * core::kMerkleTileWidth;
    if (file.entries) {
      core::Bytes bundle;
      for (uint64_t i = first; i < first + file.width; ++i)
        core::AppendToBundle(bundle, entries[i]);
      content = core::AsText(bundle);
    } else {
      content = core::AsText(core::ByteView(rows[file.level]).subspan(32 * first, 32 * file.width));
    }
    return absl::OkStatus();
  }));
  core::SignedNote note{
      .text = core::CheckpointText({.origin = kLogName, .size = size, .root = frontier.Root()}),
      .signatures = {}};
  note.signatures.push_back(signer.Sign(note.text, absl::UnixEpoch()));
  files[core::kCheckpointFile] = note.ToString();
  return files;
}

// Takes the bytes of these entries out of the files of a log of so many.
inline void EraseInFiles(uint64_t size, const std::set<uint64_t>& erased,
                         std::map<std::string, std::string>& files) {
  EXPECT_OK(core::ForEachLogFile(size, [&](const core::LogFile& file) -> absl::Status {
    if (!file.entries) return absl::OkStatus();
    std::string& content = files.at(file.Path());
    IEUM_ASSIGN_OR_RETURN(const std::vector<core::ByteView> entries,
                          core::SplitBundle(core::AsBytes(content), file.width));
    core::Bytes bundle;
    for (size_t i = 0; i < entries.size(); ++i) {
      const bool gone = erased.contains(file.index * core::kMerkleTileWidth + i);
      core::AppendToBundle(bundle, gone ? core::ByteView() : entries[i]);
    }
    content = core::AsText(bundle);
    return absl::OkStatus();
  }));
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_CORE_AUDITLOG_AUDIT_SAMPLES_H_
