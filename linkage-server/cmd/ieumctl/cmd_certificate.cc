// ieumctl certificate show | verify
#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_join.h"
#include "ieum/core/auditlog/destruction_certificate.h"
#include "ieum/core/auditlog/note_key_file.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/v1/custody_service.grpc.pb.h"
#include "ieumctl/certificate_output.h"
#include "ieumctl/connection.h"

namespace ieum::server {
namespace {

using Custody = Connection<v1::CustodyService>;
using Json = nlohmann::ordered_json;

std::string TimeOf(absl::Time time) { return TimeText(absl::ToUnixMicros(time)); }

std::string CountText(uint64_t count) { return core::WithThousands(static_cast<int64_t>(count)); }

std::string CopiesText(const std::vector<bool>& copies) {
  const auto erased = std::count(copies.begin(), copies.end(), true);
  return absl::StrFormat("%d erased, %d outstanding", erased,
                         static_cast<int64_t>(copies.size()) - erased);
}

std::string VerifiedText(const core::VerifiedDestruction& verified) {
  const core::Destruction& what = verified.destruction;
  core::Table table({"project", what.project.value()});
  table.AddRow({"certificate", absl::StrFormat("issue %d", what.issue)});
  table.AddRow({"reason", what.reason});
  table.AddRow({"requested by", what.requested_by.empty() ? "the server" : what.requested_by});
  table.AddRow(
      {"approved by", what.approved_by.empty() ? "-" : absl::StrJoin(what.approved_by, ", ")});
  table.AddRow({"requested", TimeOf(what.requested)});
  table.AddRow({"key erased", TimeOf(what.erased)});
  table.AddRow({"nothing left", TimeOf(what.finished)});
  table.AddRow({"key id", core::ToHex(what.key_id)});
  table.AddRow({"keystore", absl::StrFormat("%s, revision %d", core::ToHex(what.keystore),
                                            what.keystore_revision)});
  table.AddRow({"copies of the keystore", CopiesText(what.keystore_copies)});
  table.AddRow({"submissions", CountText(what.submission_count)});
  table.AddRow({"rows", CountText(what.row_count)});
  table.AddRow({"runs", CountText(what.run_count)});
  table.AddRow({"entry of the audit log", absl::StrFormat("%d", verified.entry.sequence)});
  return absl::StrFormat(
             "The certificate holds: the log of %s, which has %d entries and the root\n%s, says "
             "the same.\n\n",
             verified.checkpoint.origin, verified.checkpoint.size,
             core::ToHex(verified.checkpoint.root)) +
         table.ToString();
}

absl::StatusOr<std::string> VerifiedJson(const core::VerifiedDestruction& verified) {
  const Json body = Json::parse(verified.body, nullptr, /*allow_exceptions=*/false);
  if (body.is_discarded()) return core::Internal("the certificate cannot be written as JSON");
  const Json json = {{"body", body},
                     {"entry", verified.entry.sequence},
                     {"checkpoint",
                      {{"origin", verified.checkpoint.origin},
                       {"entries", verified.checkpoint.size},
                       {"root_sha256", core::ToHex(verified.checkpoint.root)}}}};
  return json.dump(2) + "\n";
}

}  // namespace

absl::Status RunCommand(const CertificateShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(Custody custody, Custody::Open(options.common.channel));
  v1::GetCertificateRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::GetCertificateResponse response,
                        custody.Ask(&Custody::Stub::GetCertificate, request));
  return PutCertificate(response, options.out, options.common.output, context);
}

absl::Status RunCommand(const CertificateVerifyOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::NoteVerifier key, core::ReadNoteKeyFile(options.log_key_file));
  IEUM_ASSIGN_OR_RETURN(const std::string note,
                        core::ReadFile(options.in, core::kMaxCertificateBytes));
  const absl::StatusOr<core::VerifiedDestruction> verified = core::VerifyCertificate(note, key);
  if (!verified.ok()) return core::WithContext(verified.status(), options.in);
  if (options.output == OutputFormat::kJson) {
    IEUM_ASSIGN_OR_RETURN(const std::string json, VerifiedJson(*verified));
    PrintText(context.out, json);
  } else {
    PrintText(context.out, VerifiedText(*verified));
  }
  const std::vector<bool>& copies = verified->destruction.keystore_copies;
  if (std::find(copies.begin(), copies.end(), false) != copies.end()) {
    PrintText(context.err,
              "ieumctl: the key is still in a copy of the keystore; reach it and run 'ieumctl "
              "project destroy --finish'\n");
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
