#include "ieumctl/propose.h"

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/random.h"
#include "ieum/core/pki/certificate.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/v1/intent_service.grpc.pb.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

using Intents = Connection<v1::IntentService>;

constexpr int64_t kMaxPemBytes = int64_t{256} << 10;

std::string Text(core::ByteView bytes) { return std::string(core::AsText(bytes)); }

}  // namespace

absl::StatusOr<std::string> SignIntent(const core::IntentStatement& statement,
                                       core::IntentPart part, const CommonOptions& common) {
  const std::string& file = common.channel.key_file;
  IEUM_ASSIGN_OR_RETURN(const std::string pem, core::ReadFile(file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(const core::SigningKey key, core::SigningKey::Load(pem, file));
  return Text(key.Sign(core::IntentMessage(statement, part)));
}

absl::Status Propose(const Proposal& proposal, const google::protobuf::MessageLite& request,
                     const CommonOptions& common, std::FILE* out) {
  IEUM_ASSIGN_OR_RETURN(const std::string pem,
                        core::ReadFile(common.channel.certificate_file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(const core::CertificateDetails own, core::ReadCertificateDetails(pem));
  core::IntentStatement statement;
  core::SystemRandom().Fill(statement.id);
  statement.method = proposal.method;
  statement.project = proposal.project;
  statement.request = core::Sha256(core::AsBytes(request.SerializeAsString()));
  statement.reason = proposal.reason;
  statement.created = absl::FromUnixMicros(absl::ToUnixMicros(absl::Now()));
  statement.proposer = own.fingerprint;
  IEUM_RETURN_IF_ERROR(core::CheckIntent(statement));
  v1::ProposeIntentRequest message;
  v1::IntentStatement& text = *message.mutable_statement();
  text.set_intent_id(Text(statement.id));
  text.set_method(statement.method);
  text.set_project_id(statement.project);
  text.set_request_digest(Text(statement.request));
  text.set_reason(statement.reason);
  text.set_created_unix_micros(absl::ToUnixMicros(statement.created));
  text.set_proposer_certificate(Text(statement.proposer));
  IEUM_ASSIGN_OR_RETURN(*message.mutable_signature(),
                        SignIntent(statement, core::IntentPart::kPropose, common));
  IEUM_ASSIGN_OR_RETURN(Intents intents, Intents::Open(common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::ProposeIntentResponse response,
                        intents.Ask(&Intents::Stub::ProposeIntent, message));
  if (common.output == OutputFormat::kJson) return PrintJson(out, response.intent());
  const std::string id = core::ToHex(statement.id);
  PrintText(out,
            absl::StrFormat("proposed intent %s\n"
                            "Let a person of another unit look at it and counter-sign:\n"
                            "  ieumctl intent sign --intent %s …\n"
                            "then give this command again without --propose, within 24 hours.\n",
                            id, id));
  return absl::OkStatus();
}

}  // namespace ieum::server
