// ieumctl audit show | prove | verify | export | accept-cosigned
#include <algorithm>
#include <utility>

#include "ieum/core/auditlog/erasure.h"
#include "ieum/core/auditlog/merkle_tree.h"
#include "ieum/core/auditlog/note_key_file.h"
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

// That the entry, whose number is in it, is in the tree of the checkpoint.
absl::Status CheckPlace(const core::AuditEntry& entry, const std::string& bytes,
                        const core::MerkleProof& inclusion, const core::Checkpoint& checkpoint) {
  return core::VerifyInclusion(core::MerkleLeafHash(core::AsBytes(bytes)), entry.sequence,
                               checkpoint.size, inclusion, checkpoint.root);
}

// What the response shows of the entry `index`, but whether the log continues an older one.
absl::StatusOr<ProvedEntry> CheckProof(const v1::ProveResponse& response,
                                       const core::NoteVerifier& key, uint64_t index) {
  ProvedEntry proved{.entry = {},
                     .index = index,
                     .erased = response.has_erased(),
                     .checkpoint = {},
                     .leaf_hash = core::MerkleLeafHash(core::AsBytes(response.entry())),
                     .inclusion = {},
                     .continues_older = false};
  IEUM_ASSIGN_OR_RETURN(proved.checkpoint, core::VerifyCheckpoint(response.checkpoint(), key, {}));
  IEUM_ASSIGN_OR_RETURN(proved.inclusion, ProofOf(response.inclusion()));
  if (proved.erased) {
    const v1::ErasedProof& erased = response.erased();
    const core::ByteView hash = core::AsBytes(erased.leaf_hash());
    if (hash.size() != proved.leaf_hash.size()) {
      return core::DataLoss("the server sent a hash of no form");
    }
    std::copy(hash.begin(), hash.end(), proved.leaf_hash.begin());
    IEUM_ASSIGN_OR_RETURN(proved.entry, core::ParseAuditEntry(core::AsBytes(erased.record())));
    IEUM_ASSIGN_OR_RETURN(const core::MerkleProof place, ProofOf(erased.record_inclusion()));
    IEUM_RETURN_IF_ERROR(CheckPlace(proved.entry, erased.record(), place, proved.checkpoint));
    core::ErasureRecords records;
    records.Add(proved.entry);
    if (!records.Find(index).has_value()) {
      return core::DataLoss("entry %d is missing, and entry %d does not record that it was erased",
                            index, proved.entry.sequence);
    }
  } else {
    IEUM_ASSIGN_OR_RETURN(proved.entry, core::ParseAuditEntry(core::AsBytes(response.entry())));
    if (proved.entry.sequence != index) {
      return core::DataLoss("entry %d of the log says that it is another", index);
    }
  }
  IEUM_RETURN_IF_ERROR(core::VerifyInclusion(proved.leaf_hash, index, proved.checkpoint.size,
                                             proved.inclusion, proved.checkpoint.root));
  return proved;
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
  ShownEntries shown;
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
      shown.entries.push_back(*std::move(entry));
    }
    for (const v1::ErasedEntries& range : response.erased()) {
      shown.erased.push_back({.first = range.first(), .end = range.end()});
    }
  }
  const absl::Status ended = call.Outcome(stream->Finish(), audit.server());
  IEUM_RETURN_IF_ERROR(damaged);
  IEUM_RETURN_IF_ERROR(ended);
  PrintText(context.out,
            options.common.output == OutputFormat::kJson ? EntriesJson(shown) : EntriesText(shown));
  return absl::OkStatus();
}

absl::Status RunCommand(const AuditProveOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::NoteVerifier key, core::ReadNoteKeyFile(options.log_key_file));
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
  IEUM_ASSIGN_OR_RETURN(ProvedEntry proved, CheckProof(response, key, options.index));
  proved.continues_older = !older_note.empty();
  IEUM_ASSIGN_OR_RETURN(const core::MerkleProof consistency, ProofOf(response.consistency()));
  IEUM_RETURN_IF_ERROR(core::VerifyConsistency(older.size, older.root, proved.checkpoint.size,
                                               proved.checkpoint.root, consistency));
  PrintText(context.out,
            options.common.output == OutputFormat::kJson ? ProvedJson(proved) : ProvedText(proved));
  return absl::OkStatus();
}

absl::Status RunCommand(const AuditVerifyOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(core::NoteVerifier key, core::ReadNoteKeyFile(options.log_key_file));
  core::LogCheck check{
      .folder = options.folder, .log = std::move(key), .witnesses = {}, .older_checkpoint = {}};
  for (const std::string& file : options.witness_key_files) {
    IEUM_ASSIGN_OR_RETURN(core::NoteVerifier witness, core::ReadNoteKeyFile(file));
    check.witnesses.push_back(std::move(witness));
  }
  IEUM_ASSIGN_OR_RETURN(check.older_checkpoint, ReadOlder(options.older_file));
  IEUM_ASSIGN_OR_RETURN(const core::LogSummary summary, core::VerifyLogFolder(check));
  return PrintSummary(summary, options.output, context.out);
}

absl::Status RunCommand(const AuditExportOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(core::NoteVerifier key, core::ReadNoteKeyFile(options.log_key_file));
  IEUM_ASSIGN_OR_RETURN(Audit audit, Audit::Open(options.common.channel));
  IEUM_RETURN_IF_ERROR(core::MakeLogFolder(options.folder));
  core::Call call(kStreamTimeout, {});
  v1::ExportRequest request;
  request.set_cosigned(options.cosigned);
  const auto stream = audit.stub().Export(call.context(), request);
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

absl::Status RunCommand(const AuditAcceptOptions& options, const CommandContext& context) {
  if (options.folder.empty() == options.checkpoint.empty()) {
    return core::InvalidArgument("give --folder or --checkpoint, one of them");
  }
  const std::string file =
      options.folder.empty() ? options.checkpoint : options.folder + "/" + core::kCheckpointFile;
  v1::AcceptCosignedRequest request;
  IEUM_ASSIGN_OR_RETURN(*request.mutable_checkpoint(),
                        core::ReadFile(file, static_cast<int64_t>(core::kMaxNoteBytes)));
  IEUM_ASSIGN_OR_RETURN(Audit audit, Audit::Open(options.common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::AcceptCosignedResponse response,
                        audit.Ask(&Audit::Stub::AcceptCosigned, request));
  const AcceptedCheckpoint accepted{
      .size = response.size(),
      .witnesses = {response.witnesses().begin(), response.witnesses().end()}};
  PrintText(context.out, options.common.output == OutputFormat::kJson ? AcceptedJson(accepted)
                                                                      : AcceptedText(accepted));
  return absl::OkStatus();
}

}  // namespace ieum::server
