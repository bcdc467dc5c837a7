// ieumctl intent list | show | sign | withdraw
#include <algorithm>

#include "absl/strings/escaping.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/v1/intent_service.grpc.pb.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/propose.h"

namespace ieum::server {
namespace {

using Intents = Connection<v1::IntentService>;

std::string StateText(v1::IntentState state) {
  switch (state) {
    case v1::INTENT_STATE_PROPOSED:
      return "proposed";
    case v1::INTENT_STATE_SIGNED:
      return "signed by both";
    case v1::INTENT_STATE_USED:
      return "used";
    case v1::INTENT_STATE_WITHDRAWN:
      return "withdrawn";
    case v1::INTENT_STATE_EXPIRED:
      return "expired";
    default:
      return "unknown";
  }
}

std::string Hex(const std::string& bytes) { return core::ToHex(core::AsBytes(bytes)); }

std::string SignerText(const v1::IntentSignature& signer) {
  return absl::StrFormat("%s (%s), %s", signer.principal(), signer.unit(),
                         TimeText(signer.time_unix_micros()));
}

absl::Status Print(const v1::Intent& intent, OutputFormat output, std::FILE* out) {
  if (output == OutputFormat::kJson) return PrintJson(out, intent);
  const v1::IntentStatement& statement = intent.statement();
  PrintText(out, absl::StrFormat("intent      %s\nstate       %s\nmethod      %s\nproject     %s\n"
                                 "request     %s\nreason      %s\nproposed by %s\nsigned by   %s\n",
                                 Hex(statement.intent_id()), StateText(intent.state()),
                                 statement.method(), statement.project_id(),
                                 Hex(statement.request_digest()), statement.reason(),
                                 SignerText(intent.proposer()),
                                 intent.has_second() ? SignerText(intent.second()) : "-"));
  return absl::OkStatus();
}

absl::StatusOr<std::string> IdOf(const std::string& hex) {
  constexpr size_t kDigits = 32;
  const bool good = hex.size() == kDigits && std::all_of(hex.begin(), hex.end(), [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                    });
  if (good) return absl::HexStringToBytes(hex);
  return core::InvalidArgument("--intent: want %d hexadecimal digits, as 'ieumctl intent list' has",
                               kDigits);
}

absl::StatusOr<v1::Intent> Fetch(Intents& intents, const std::string& id) {
  v1::GetIntentRequest request;
  request.set_intent_id(id);
  IEUM_ASSIGN_OR_RETURN(const v1::GetIntentResponse response,
                        intents.Ask(&Intents::Stub::GetIntent, request));
  return response.intent();
}

template <size_t size>
std::array<std::byte, size> ArrayOf(const std::string& bytes) {
  std::array<std::byte, size> out{};
  const core::ByteView view = core::AsBytes(bytes);
  std::copy_n(view.begin(), std::min(size, view.size()), out.begin());
  return out;
}

core::IntentStatement StatementOf(const v1::IntentStatement& in) {
  return {.id = ArrayOf<16>(in.intent_id()),
          .method = in.method(),
          .project = in.project_id(),
          .request = ArrayOf<32>(in.request_digest()),
          .reason = in.reason(),
          .created = absl::FromUnixMicros(in.created_unix_micros()),
          .proposer = ArrayOf<32>(in.proposer_certificate())};
}

}  // namespace

absl::Status RunCommand(const IntentListOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(Intents intents, Intents::Open(options.common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::ListIntentsResponse response,
                        intents.Ask(&Intents::Stub::ListIntents, {}));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  core::Table table({"intent", "state", "method", "project", "proposed by", "created"});
  for (const v1::Intent& intent : response.intents()) {
    const v1::IntentStatement& statement = intent.statement();
    table.AddRow({Hex(statement.intent_id()), StateText(intent.state()), statement.method(),
                  statement.project_id(), intent.proposer().principal(),
                  TimeText(statement.created_unix_micros())});
  }
  PrintText(context.out, table.ToString());
  return absl::OkStatus();
}

absl::Status RunCommand(const IntentShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string id, IdOf(options.intent));
  IEUM_ASSIGN_OR_RETURN(Intents intents, Intents::Open(options.common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::Intent intent, Fetch(intents, id));
  return Print(intent, options.common.output, context.out);
}

absl::Status RunCommand(const IntentSignOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string id, IdOf(options.intent));
  IEUM_ASSIGN_OR_RETURN(Intents intents, Intents::Open(options.common.channel));
  // What is signed is what is shown, not what the server may make of it later.
  IEUM_ASSIGN_OR_RETURN(const v1::Intent found, Fetch(intents, id));
  v1::SignIntentRequest request;
  request.set_intent_id(id);
  IEUM_ASSIGN_OR_RETURN(
      *request.mutable_signature(),
      SignIntent(StatementOf(found.statement()), core::IntentPart::kCounterSign, options.common));
  IEUM_ASSIGN_OR_RETURN(const v1::SignIntentResponse response,
                        intents.Ask(&Intents::Stub::SignIntent, request));
  return Print(response.intent(), options.common.output, context.out);
}

absl::Status RunCommand(const IntentWithdrawOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string id, IdOf(options.intent));
  IEUM_ASSIGN_OR_RETURN(Intents intents, Intents::Open(options.common.channel));
  v1::WithdrawIntentRequest request;
  request.set_intent_id(id);
  IEUM_ASSIGN_OR_RETURN(const v1::WithdrawIntentResponse response,
                        intents.Ask(&Intents::Stub::WithdrawIntent, request));
  return Print(response.intent(), options.common.output, context.out);
}

}  // namespace ieum::server
