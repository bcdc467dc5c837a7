#include "support/audit_oracle.h"

#include <grpcpp/channel.h>

#include <algorithm>

#include "ieum/core/auditlog/merkle_tree.h"
#include "ieum/core/base/status.h"
#include "ieum/core/rpc/channel.h"
#include "ieum/v1/audit_service.grpc.pb.h"

namespace ieum::testing {
namespace {

absl::StatusOr<core::MerkleProof> ProofOf(
    const google::protobuf::RepeatedPtrField<std::string>& hashes) {
  core::MerkleProof proof;
  for (const std::string& hash : hashes) {
    core::Sha256Digest& digest = proof.emplace_back();
    if (hash.size() != digest.size()) return core::DataLoss("a hash has %d bytes", hash.size());
    const core::ByteView bytes = core::AsBytes(hash);
    std::copy(bytes.begin(), bytes.end(), digest.begin());
  }
  return proof;
}

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
}

}  // namespace

absl::Status AuditOracle::Check() {
  IEUM_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel,
                        core::OpenChannel(host_.Channel("auditor", "linkage-center")));
  const auto stub = v1::AuditService::NewStub(channel);
  if (log_key_.empty()) {
    grpc::ClientContext context;
    SetDeadline(context);
    v1::GetCheckpointResponse first;
    IEUM_RETURN_IF_ERROR(
        core::FromGrpc(stub->GetCheckpoint(&context, {}, &first), host_.address()));
    log_key_ = first.log_key();
    IEUM_ASSIGN_OR_RETURN(const core::NoteVerifier key, core::NoteVerifier::Parse(log_key_));
    IEUM_ASSIGN_OR_RETURN(last_, core::VerifyCheckpoint(first.checkpoint(), key, {}));
  }
  IEUM_ASSIGN_OR_RETURN(const core::NoteVerifier key, core::NoteVerifier::Parse(log_key_));
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ProveRequest request;
  request.set_index(last_->size - 1);
  request.set_old_size(last_->size);
  v1::ProveResponse proved;
  IEUM_RETURN_IF_ERROR(core::FromGrpc(stub->Prove(&context, request, &proved), host_.address()));
  IEUM_ASSIGN_OR_RETURN(const core::Checkpoint now,
                        core::VerifyCheckpoint(proved.checkpoint(), key, {}));
  IEUM_ASSIGN_OR_RETURN(const core::MerkleProof inclusion, ProofOf(proved.inclusion()));
  IEUM_ASSIGN_OR_RETURN(const core::MerkleProof consistency, ProofOf(proved.consistency()));
  IEUM_RETURN_IF_ERROR(core::VerifyInclusion(core::MerkleLeafHash(core::AsBytes(proved.entry())),
                                             last_->size - 1, now.size, inclusion, now.root));
  IEUM_RETURN_IF_ERROR(
      core::VerifyConsistency(last_->size, last_->root, now.size, now.root, consistency));
  last_ = now;
  return absl::OkStatus();
}

}  // namespace ieum::testing
