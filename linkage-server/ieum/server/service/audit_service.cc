#include "ieum/server/service/audit_service.h"

#include <limits>
#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {
namespace {

constexpr int kEntriesPerMessage = 256;

absl::Status StoppedReading() { return core::Cancelled("the caller stopped reading"); }

// Sends entries in messages of bounded size.
class EntrySender {
 public:
  explicit EntrySender(grpc::ServerWriter<v1::ReadEntriesResponse>& writer) : writer_(writer) {}

  absl::Status Add(const core::AuditEntry& entry) {
    message_.add_entries(std::string(core::AsText(core::SerializeAuditEntry(entry))));
    return message_.entries_size() < kEntriesPerMessage ? absl::OkStatus() : Flush();
  }
  absl::Status AddErased(uint64_t sequence) {
    v1::ErasedEntries* last =
        message_.erased_size() == 0 ? nullptr : message_.mutable_erased(message_.erased_size() - 1);
    if (last != nullptr && last->end() == sequence) {
      last->set_end(sequence + 1);
      return absl::OkStatus();
    }
    v1::ErasedEntries& range = *message_.add_erased();
    range.set_first(sequence);
    range.set_end(sequence + 1);
    return message_.erased_size() < kEntriesPerMessage ? absl::OkStatus() : Flush();
  }
  absl::Status Flush() {
    const bool empty = message_.entries_size() == 0 && message_.erased_size() == 0;
    if (!empty && !writer_.Write(message_)) return StoppedReading();
    message_.Clear();
    return absl::OkStatus();
  }

 private:
  grpc::ServerWriter<v1::ReadEntriesResponse>& writer_;
  v1::ReadEntriesResponse message_;
};

template <typename Field>
void AddHashes(const core::MerkleProof& proof, Field& out) {
  for (const core::Sha256Digest& hash : proof) {
    *out.Add() = std::string(core::AsText(hash));
  }
}

// What is left of an entry that is erased, and the entry that says so.
absl::Status ProveErased(const AuditLog& log, uint64_t sequence, uint64_t size,
                         v1::ErasedProof& proof) {
  IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest hash, log.LeafHash(sequence));
  proof.set_leaf_hash(std::string(core::AsText(hash)));
  const uint64_t record = log.ErasureRecordOf(sequence).value();
  IEUM_ASSIGN_OR_RETURN(const core::MerkleProof inclusion, log.ProveInclusion(record, size));
  AddHashes(inclusion, *proof.mutable_record_inclusion());
  return log.Read(record, 1, [&proof](const core::AuditEntry& entry) {
    proof.set_record(std::string(core::AsText(core::SerializeAuditEntry(entry))));
    return absl::OkStatus();
  });
}

// What the witnesses have signed.
absl::StatusOr<AuditLog::Head> CosignedHead(const AuditLog& log) {
  IEUM_ASSIGN_OR_RETURN(std::string note, log.CosignedCheckpoint());
  if (note.empty()) {
    return core::FailedPrecondition(
        "no co-signed checkpoint was given back to this server yet: ieumctl audit accept-cosigned");
  }
  IEUM_ASSIGN_OR_RETURN(const core::Checkpoint checkpoint,
                        core::VerifyCheckpoint(note, log.verifier(), {}));
  return AuditLog::Head{.size = checkpoint.size, .checkpoint = std::move(note)};
}

}  // namespace

grpc::Status AuditServiceImpl::GetCheckpoint(grpc::ServerContext* context,
                                             const v1::GetCheckpointRequest*,
                                             v1::GetCheckpointResponse* response) {
  return context_.guard.Run(*context, "AuditService/GetCheckpoint", {},
                            [&](const Principal&) -> absl::Status {
                              response->set_checkpoint(context_.audit.head().checkpoint);
                              response->set_log_key(context_.audit.verifier().ToString());
                              IEUM_ASSIGN_OR_RETURN(*response->mutable_cosigned_checkpoint(),
                                                    context_.audit.CosignedCheckpoint());
                              return absl::OkStatus();
                            });
}

grpc::Status AuditServiceImpl::ReadEntries(grpc::ServerContext* context,
                                           const v1::ReadEntriesRequest* request,
                                           grpc::ServerWriter<v1::ReadEntriesResponse>* writer) {
  return context_.guard.Run(
      *context, "AuditService/ReadEntries",
      ScopeOf(context_.store.projects(), request->project_id()),
      [&](const Principal&) -> absl::Status {
        EntrySender sender(*writer);
        const uint64_t most =
            request->count() == 0 ? std::numeric_limits<uint64_t>::max() : request->count();
        uint64_t sent = 0;
        const std::string& project = request->project_id();
        // A project's entries lie anywhere, so all behind the first are looked at.
        IEUM_RETURN_IF_ERROR(context_.audit.Read(
            request->first(), project.empty() ? most : std::numeric_limits<uint64_t>::max(),
            [&](const core::AuditEntry& entry) -> absl::Status {
              if (sent == most) return absl::OkStatus();
              if (!project.empty() &&
                  (!entry.project.has_value() || entry.project->value() != project)) {
                return context->IsCancelled() ? StoppedReading() : absl::OkStatus();
              }
              ++sent;
              return sender.Add(entry);
            },
            [&](uint64_t sequence) {
              return project.empty() ? sender.AddErased(sequence) : absl::OkStatus();
            }));
        return sender.Flush();
      });
}

grpc::Status AuditServiceImpl::Prove(grpc::ServerContext* context, const v1::ProveRequest* request,
                                     v1::ProveResponse* response) {
  return context_.guard.Run(
      *context, "AuditService/Prove", {}, [&](const Principal&) -> absl::Status {
        const AuditLog::Head head = context_.audit.head();
        IEUM_ASSIGN_OR_RETURN(const core::MerkleProof inclusion,
                              context_.audit.ProveInclusion(request->index(), head.size));
        if (request->old_size() != 0) {
          IEUM_ASSIGN_OR_RETURN(const core::MerkleProof consistency,
                                context_.audit.ProveConsistency(request->old_size(), head.size));
          AddHashes(consistency, *response->mutable_consistency());
        }
        AddHashes(inclusion, *response->mutable_inclusion());
        response->set_checkpoint(head.checkpoint);
        const auto set_entry = [&](const core::AuditEntry& entry) {
          response->set_entry(std::string(core::AsText(core::SerializeAuditEntry(entry))));
          return absl::OkStatus();
        };
        const auto set_erased = [&](uint64_t sequence) {
          return ProveErased(context_.audit, sequence, head.size, *response->mutable_erased());
        };
        return context_.audit.Read(request->index(), 1, set_entry, set_erased);
      });
}

grpc::Status AuditServiceImpl::Export(grpc::ServerContext* context,
                                      const v1::ExportRequest* request,
                                      grpc::ServerWriter<v1::ExportResponse>* writer) {
  return context_.guard.Run(
      *context, "AuditService/Export", {}, [&](const Principal&) -> absl::Status {
        // What is recorded meanwhile, this call among it, is in the next export.
        AuditLog::Head head = context_.audit.head();
        if (request->cosigned()) {
          IEUM_ASSIGN_OR_RETURN(head, CosignedHead(context_.audit));
        }
        v1::ExportResponse message;
        IEUM_RETURN_IF_ERROR(
            core::ForEachLogFile(head.size, [&](const core::LogFile& file) -> absl::Status {
              IEUM_ASSIGN_OR_RETURN(const core::Bytes content,
                                    context_.audit.ReadFile(file, head.size));
              v1::LogTile& tile =
                  file.entries ? *message.mutable_entries() : *message.mutable_tile();
              tile.set_level(static_cast<uint32_t>(file.level));
              tile.set_index(file.index);
              tile.set_width(file.width);
              tile.set_content(std::string(core::AsText(content)));
              return writer->Write(message) ? absl::OkStatus() : StoppedReading();
            }));
        message.set_checkpoint(head.checkpoint);
        return writer->Write(message) ? absl::OkStatus() : StoppedReading();
      });
}

grpc::Status AuditServiceImpl::AcceptCosigned(grpc::ServerContext* context,
                                              const v1::AcceptCosignedRequest* request,
                                              v1::AcceptCosignedResponse* response) {
  return context_.guard.Run(*context, "AuditService/AcceptCosigned", {},
                            [&](const Principal&, CallRecord& record) -> absl::Status {
                              IEUM_ASSIGN_OR_RETURN(
                                  const AuditLog::Cosigned cosigned,
                                  context_.audit.AcceptCosigned(request->checkpoint(), witnesses_));
                              record.SetDecided(core::Sha256(core::AsBytes(request->checkpoint())));
                              response->set_size(cosigned.size);
                              for (const std::string& witness : cosigned.witnesses)
                                response->add_witnesses(witness);
                              return absl::OkStatus();
                            });
}

}  // namespace ieum::server
