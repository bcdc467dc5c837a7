// ieumctl audit show | prove | verify | export
#include <algorithm>
#include <utility>

#include "ieum/core/auditlog/merkle_tree.h"
#include "ieum/core/base/file_io.h"
#include "ieum/v1/audit_service.grpc.pb.h"
#include "ieumctl/audit_display.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

using Audit = Connection<v1::AuditService>;

constexpr absl::Duration kStreamTimeout = absl::Hours(1);
constexpr int64_t kMaxKeyBytes = 4096;

absl::StatusOr<core::NoteVerifier> ReadKey(const std::string& file) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(file, kMaxKeyBytes));
  absl::StatusOr<core::NoteVerifier> key = core::NoteVerifier::Parse(text);
  if (!key.ok()) return core::WithContext(key.status(), file);
  return key;
}

absl::StatusOr<std::string> ReadOlder(const std::string& file) {
  if (file.empty()) return std::string();
  return core::ReadFile(file, static_cast<int64_t>(core::kMaxNoteBytes));
}

absl::StatusOr<core::MerkleProof> ProofOf(
    const google::protobuf::RepeatedPtrField<std::string>& hashes) {
  core::MerkleProof proof;
  for (const std::string& hash : hashes) {
    core::Sha256Digest& digest = proof.emplace_back();
    if (hash.size() != digest.size()) return core::DataLoss("the server sent a proof of no form");
    const core::ByteView bytes = core::AsBytes(hash);
    std::copy(bytes.begin(), bytes.end(), digest.begin());
  }
  return proof;
}

// Number of the first of the last `count` entries.
absl::StatusOr<uint64_t> FirstOfLast(Audit& audit, uint64_t count) {
  IEUM_ASSIGN_OR_RETURN(const v1::GetCheckpointResponse head,
                        audit.Ask(&Audit::Stub::GetCheckpoint, {}));
  IEUM_ASSIGN_OR_RETURN(const core::SignedNote note, core::SignedNote::Parse(head.checkpoint()));
  IEUM_ASSIGN_OR_RETURN(const core::Checkpoint checkpoint, core::ParseCheckpointText(note.text));
  return checkpoint.size - std::min(checkpoint.size, count);
}

// Writes what the server streams; the paths are made here, from numbers.
absl::Status WriteStreamed(const v1::ExportResponse& message, const std::string& folder,
                           bool& complete) {
  if (message.has_checkpoint()) {
    complete = true;
    return core::WriteLogFile(folder, core::kCheckpointFile, message.checkpoint());
  }
  const v1::LogTile& tile = message.has_entries() ? message.entries() : message.tile();
  if (tile.width() < 1 || tile.width() > core::kMerkleTileWidth || tile.level() > 63) {
    return core::DataLoss("the server sent a piece of no form");
  }
  const core::LogFile file{.entries = message.has_entries(),
                           .level = static_cast<int>(tile.level()),
                           .index = tile.index(),
                           .width = tile.width()};
  return core::WriteLogFile(folder, file.Path(), tile.content());
}

absl::Status PrintSummary(const core::LogSummary& summary, OutputFormat output, std::FILE* out) {
  PrintText(out, output == OutputFormat::kJson ? SummaryJson(summary) : SummaryText(summary));
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCommand(const AuditShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(Audit audit, Audit::Open(options.common.channel));
  v1::ReadEntriesRequest request;
  request.set_first(options.first);
  // Of a project, and from a number, all; else the last ones.
  request.set_count(options.count);
  request.set_project_id(options.project);
  if (!options.from_given && options.project.empty()) {
    const uint64_t count = options.count == 0 ? kDefaultShownEntries : options.count;
    IEUM_ASSIGN_OR_RETURN(const uint64_t first, FirstOfLast(audit, count));
    request.set_first(first);
    request.set_count(count);
  }
  core::Call call(kStreamTimeout, {});
  const auto stream = audit.stub().ReadEntries(call.context(), request);
  std::vector<core::AuditEntry> entries;
  v1::ReadEntriesResponse response;
  absl::Status damaged;
  while (damaged.ok() && stream->Read(&response)) {
    for (const std::string& bytes : response.entries()) {
      absl::StatusOr<core::AuditEntry> entry = core::ParseAuditEntry(core::AsBytes(bytes));
      if (!entry.ok()) {
        damaged = entry.status();
        call.Cancel();
        break;
      }
      entries.push_back(*std::move(entry));
    }
  }
  const absl::Status ended = call.Outcome(stream->Finish(), audit.server());
  IEUM_RETURN_IF_ERROR(damaged);
  IEUM_RETURN_IF_ERROR(ended);
  PrintText(context.out, options.common.output == OutputFormat::kJson ? EntriesJson(entries)
                                                                      : EntriesText(entries));
  return absl::OkStatus();
}

absl::Status RunCommand(const AuditProveOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::NoteVerifier key, ReadKey(options.log_key_file));
  IEUM_ASSIGN_OR_RETURN(const std::string older_note, ReadOlder(options.older_file));
  core::Checkpoint older{.origin = {}, .size = 0, .root = core::EmptyMerkleRoot()};
  if (!older_note.empty()) {
    IEUM_ASSIGN_OR_RETURN(older, core::VerifyCheckpoint(older_note, key, {}));
  }
  IEUM_ASSIGN_OR_RETURN(Audit audit, Audit::Open(options.common.channel));
  v1::ProveRequest request;
  request.set_index(options.index);
  request.set_old_size(older.size);
  IEUM_ASSIGN_OR_RETURN(const v1::ProveResponse response, audit.Ask(&Audit::Stub::Prove, request));
  ProvedEntry proved{.entry = {},
                     .checkpoint = {},
                     .leaf_hash = core::MerkleLeafHash(core::AsBytes(response.entry())),
                     .inclusion = {},
                     .continues_older = !older_note.empty()};
  IEUM_ASSIGN_OR_RETURN(proved.checkpoint, core::VerifyCheckpoint(response.checkpoint(), key, {}));
  IEUM_ASSIGN_OR_RETURN(proved.entry, core::ParseAuditEntry(core::AsBytes(response.entry())));
  IEUM_ASSIGN_OR_RETURN(proved.inclusion, ProofOf(response.inclusion()));
  IEUM_RETURN_IF_ERROR(core::VerifyInclusion(proved.leaf_hash, options.index,
                                             proved.checkpoint.size, proved.inclusion,
                                             proved.checkpoint.root));
  if (proved.entry.sequence != options.index) {
    return core::DataLoss("entry %d of the log says that it is another", options.index);
  }
  IEUM_ASSIGN_OR_RETURN(const core::MerkleProof consistency, ProofOf(response.consistency()));
  IEUM_RETURN_IF_ERROR(core::VerifyConsistency(older.size, older.root, proved.checkpoint.size,
                                               proved.checkpoint.root, consistency));
  PrintText(context.out,
            options.common.output == OutputFormat::kJson ? ProvedJson(proved) : ProvedText(proved));
  return absl::OkStatus();
}

absl::Status RunCommand(const AuditVerifyOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(core::NoteVerifier key, ReadKey(options.log_key_file));
  core::LogCheck check{
      .folder = options.folder, .log = std::move(key), .witnesses = {}, .older_checkpoint = {}};
  for (const std::string& file : options.witness_key_files) {
    IEUM_ASSIGN_OR_RETURN(core::NoteVerifier witness, ReadKey(file));
    check.witnesses.push_back(std::move(witness));
  }
  IEUM_ASSIGN_OR_RETURN(check.older_checkpoint, ReadOlder(options.older_file));
  IEUM_ASSIGN_OR_RETURN(const core::LogSummary summary, core::VerifyLogFolder(check));
  return PrintSummary(summary, options.output, context.out);
}

absl::Status RunCommand(const AuditExportOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(core::NoteVerifier key, ReadKey(options.log_key_file));
  IEUM_ASSIGN_OR_RETURN(Audit audit, Audit::Open(options.common.channel));
  IEUM_RETURN_IF_ERROR(core::MakeLogFolder(options.folder));
  core::Call call(kStreamTimeout, {});
  const auto stream = audit.stub().Export(call.context(), {});
  v1::ExportResponse response;
  absl::Status written;
  bool complete = false;
  while (written.ok() && stream->Read(&response)) {
    written = WriteStreamed(response, options.folder, complete);
    if (!written.ok()) call.Cancel();
  }
  const absl::Status ended = call.Outcome(stream->Finish(), audit.server());
  IEUM_RETURN_IF_ERROR(written);
  IEUM_RETURN_IF_ERROR(ended);
  if (!complete) return core::DataLoss("the server ended the export without a checkpoint");
  IEUM_ASSIGN_OR_RETURN(const core::LogSummary summary,
                        core::VerifyLogFolder({.folder = options.folder,
                                               .log = std::move(key),
                                               .witnesses = {},
                                               .older_checkpoint = {}}));
  return PrintSummary(summary, options.common.output, context.out);
}

}  // namespace ieum::server
