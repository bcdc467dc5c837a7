#include "ieum/server/matcher/audit_service.h"

#include <limits>
#include <string>

#include "ieum/core/base/status.h"
#include "ieum/server/matcher/project_access.h"

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
  absl::Status Flush() {
    if (message_.entries_size() > 0 && !writer_.Write(message_)) return StoppedReading();
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
        return context_.audit.Read(request->index(), 1, [&](const core::AuditEntry& entry) {
          response->set_entry(std::string(core::AsText(core::SerializeAuditEntry(entry))));
          return absl::OkStatus();
        });
      });
}

grpc::Status AuditServiceImpl::Export(grpc::ServerContext* context, const v1::ExportRequest*,
                                      grpc::ServerWriter<v1::ExportResponse>* writer) {
  return context_.guard.Run(
      *context, "AuditService/Export", {}, [&](const Principal&) -> absl::Status {
        // What is recorded meanwhile, this call among it, is in the next export.
        const AuditLog::Head head = context_.audit.head();
        v1::ExportResponse message;
        IEUM_RETURN_IF_ERROR(
            core::ForEachLogFile(head.size, [&](const core::LogFile& file) -> absl::Status {
              IEUM_ASSIGN_OR_RETURN(const core::Bytes content, context_.audit.ReadFile(file));
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

}  // namespace ieum::server
