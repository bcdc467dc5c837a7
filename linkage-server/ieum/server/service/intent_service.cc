#include "ieum/server/service/intent_service.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/pki/certificate.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {
namespace {

template <size_t size>
absl::StatusOr<std::array<std::byte, size>> ParseBytes(const char* field, const std::string& text) {
  if (text.size() != size) {
    return core::InvalidArgument("%s has %d bytes; want %d", field, text.size(), size);
  }
  std::array<std::byte, size> bytes;
  const core::ByteView view = core::AsBytes(text);
  std::copy(view.begin(), view.end(), bytes.begin());
  return bytes;
}

absl::StatusOr<core::IntentId> ParseId(const std::string& text) {
  return ParseBytes<std::tuple_size_v<core::IntentId>>("intent_id", text);
}

absl::StatusOr<core::IntentStatement> ParseStatement(const v1::IntentStatement& in) {
  core::IntentStatement statement;
  IEUM_ASSIGN_OR_RETURN(statement.id, ParseId(in.intent_id()));
  statement.method = in.method();
  statement.project = in.project_id();
  IEUM_ASSIGN_OR_RETURN(statement.request, ParseBytes<32>("request_digest", in.request_digest()));
  statement.reason = in.reason();
  statement.created = absl::FromUnixMicros(in.created_unix_micros());
  IEUM_ASSIGN_OR_RETURN(statement.proposer,
                        ParseBytes<32>("proposer_certificate", in.proposer_certificate()));
  return statement;
}

std::string Text(core::ByteView bytes) { return std::string(core::AsText(bytes)); }

void ToProto(const IntentSigner& signer, v1::IntentSignature& out) {
  out.set_principal(signer.principal);
  out.set_unit(signer.unit);
  out.set_certificate_chain(signer.chain_pem);
  out.set_signature(Text(signer.signature));
  out.set_time_unix_micros(absl::ToUnixMicros(signer.time));
}

void ToProto(const IntentRecord& intent, v1::Intent& out) {
  v1::IntentStatement& statement = *out.mutable_statement();
  statement.set_intent_id(Text(intent.statement.id));
  statement.set_method(intent.statement.method);
  statement.set_project_id(intent.statement.project);
  statement.set_request_digest(Text(intent.statement.request));
  statement.set_reason(intent.statement.reason);
  statement.set_created_unix_micros(absl::ToUnixMicros(intent.statement.created));
  statement.set_proposer_certificate(Text(intent.statement.proposer));
  // The numbers are the same (intent_book.h).
  out.set_state(static_cast<v1::IntentState>(intent.state));
  ToProto(intent.proposer, *out.mutable_proposer());
  if (intent.second.has_value()) ToProto(*intent.second, *out.mutable_second());
}

// An intent for a call that its proposer may not make, or that takes no second person, would only
// look like an approval.
absl::Status CheckUseful(const core::IntentStatement& statement, const Principal& caller,
                         Persons persons, StoreRole server) {
  const AccessRule* rule = FindRule(statement.method);
  if (rule == nullptr || rule->second_person != SecondPerson::kNeeded) {
    return core::InvalidArgument("the method of the intent is none that takes two persons");
  }
  if (rule->Allows(caller.role, persons, server)) return absl::OkStatus();
  return core::PermissionDenied("the role '%s' may not call %s, so it cannot propose it",
                                RoleName(caller.role).text(), rule->method.text());
}

}  // namespace

absl::StatusOr<IntentSigner> IntentServiceImpl::SignerOf(const grpc::ServerContext& context,
                                                         const Principal& caller,
                                                         const core::IntentStatement& statement,
                                                         core::IntentPart part,
                                                         const std::string& signature) const {
  IEUM_ASSIGN_OR_RETURN(const core::CertificateDetails details,
                        CertificateOf(*context.auth_context()));
  IntentSigner signer;
  signer.principal = UriOf(caller);
  if (details.units.size() == 1) signer.unit = details.units.front();
  signer.chain_pem = ChainOf(*context.auth_context());
  signer.certificate = details.fingerprint;
  signer.public_key = details.public_key;
  signer.time = context_.clock.Now();
  IEUM_ASSIGN_OR_RETURN(const core::Certificate certificate,
                        core::Certificate::Verify(signer.chain_pem, identity_.authorities(),
                                                  signer.time, "the caller's certificate"));
  const core::ByteView bytes = core::AsBytes(signature);
  if (!certificate.HasSigned(core::IntentMessage(statement, part), bytes)) {
    return core::InvalidArgument(
        "the signature is not one over this intent by the key of the caller's certificate");
  }
  signer.signature.assign(bytes.begin(), bytes.end());
  return signer;
}

grpc::Status IntentServiceImpl::ProposeIntent(grpc::ServerContext* context,
                                              const v1::ProposeIntentRequest* request,
                                              v1::ProposeIntentResponse* response) {
  CallScope scope;
  auto project = core::ProjectId::Parse(request->statement().project_id());
  if (project.ok()) scope.project = *std::move(project);
  return context_.guard.Run(
      *context, "IntentService/ProposeIntent", scope,
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const core::IntentStatement statement,
                              ParseStatement(request->statement()));
        IEUM_RETURN_IF_ERROR(CheckUseful(statement, caller, persons_, context_.store.role()));
        IEUM_ASSIGN_OR_RETURN(const IntentSigner signer,
                              SignerOf(*context, caller, statement, core::IntentPart::kPropose,
                                       request->signature()));
        if (signer.certificate != statement.proposer) {
          return core::InvalidArgument("proposer_certificate is not that of the caller");
        }
        IEUM_ASSIGN_OR_RETURN(const IntentRecord intent, book_.Propose(statement, signer));
        record.SetDecided(DigestOf(intent));
        ToProto(intent, *response->mutable_intent());
        return absl::OkStatus();
      });
}

grpc::Status IntentServiceImpl::SignIntent(grpc::ServerContext* context,
                                           const v1::SignIntentRequest* request,
                                           v1::SignIntentResponse* response) {
  return context_.guard.Run(
      *context, "IntentService/SignIntent", {},
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const core::IntentId id, ParseId(request->intent_id()));
        IEUM_ASSIGN_OR_RETURN(const IntentRecord proposed, book_.Find(id));
        IEUM_ASSIGN_OR_RETURN(const IntentSigner signer,
                              SignerOf(*context, caller, proposed.statement,
                                       core::IntentPart::kCounterSign, request->signature()));
        IEUM_ASSIGN_OR_RETURN(const IntentRecord intent, book_.CounterSign(id, signer));
        record.SetDecided(DigestOf(intent));
        ToProto(intent, *response->mutable_intent());
        return absl::OkStatus();
      });
}

grpc::Status IntentServiceImpl::WithdrawIntent(grpc::ServerContext* context,
                                               const v1::WithdrawIntentRequest* request,
                                               v1::WithdrawIntentResponse* response) {
  return context_.guard.Run(
      *context, "IntentService/WithdrawIntent", {},
      [&](const Principal& caller, CallRecord& record) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const core::IntentId id, ParseId(request->intent_id()));
        IEUM_ASSIGN_OR_RETURN(const IntentRecord intent, book_.Withdraw(id, UriOf(caller)));
        record.SetDecided(DigestOf(intent));
        ToProto(intent, *response->mutable_intent());
        return absl::OkStatus();
      });
}

grpc::Status IntentServiceImpl::GetIntent(grpc::ServerContext* context,
                                          const v1::GetIntentRequest* request,
                                          v1::GetIntentResponse* response) {
  return context_.guard.Run(
      *context, "IntentService/GetIntent", {}, [&](const Principal&) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(const core::IntentId id, ParseId(request->intent_id()));
        IEUM_ASSIGN_OR_RETURN(const IntentRecord intent, book_.Find(id));
        ToProto(intent, *response->mutable_intent());
        return absl::OkStatus();
      });
}

grpc::Status IntentServiceImpl::ListIntents(grpc::ServerContext* context,
                                            const v1::ListIntentsRequest*,
                                            v1::ListIntentsResponse* response) {
  return context_.guard.Run(*context, "IntentService/ListIntents", {},
                            [&](const Principal&) -> absl::Status {
                              for (const IntentRecord& intent : book_.List()) {
                                ToProto(intent, *response->add_intents());
                              }
                              return absl::OkStatus();
                            });
}

}  // namespace ieum::server
