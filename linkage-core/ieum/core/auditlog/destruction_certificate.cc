#include "ieum/core/auditlog/destruction_certificate.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/auditlog/base64.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// nlohmann::json sorts members by the bytes of their names and writes no spaces, which is the
// canonical form.
using nlohmann::json;

constexpr char kFormat[] = "ieum destruction 1";

absl::Status NoCertificate(const char* why) {
  return InvalidArgument("not a certificate of destruction: %s", why);
}

absl::Status Disagrees(const char* what) {
  return DataLoss("the certificate of destruction does not hold: %s", what);
}

int Nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

template <size_t size>
bool FromHex(const std::string& text, std::array<std::byte, size>& out) {
  if (text.size() != 2 * size) return false;
  for (size_t i = 0; i < size; ++i) {
    const int high = Nibble(text[2 * i]);
    const int low = Nibble(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::byte>(high << 4 | low);
  }
  return true;
}

json ToJson(const Destruction& destruction) {
  json columns = json::array();
  for (const DestroyedColumn& column : destruction.columns) {
    columns.push_back(
        {{"name", column.name}, {"keys", column.key_count}, {"bytes", column.byte_count}});
  }
  json copies = json::array();
  for (const bool erased : destruction.keystore_copies) {
    copies.push_back(erased ? "erased" : "outstanding");
  }
  return {{"format", kFormat},
          {"project", destruction.project.value()},
          {"project_number", destruction.project_number},
          {"object", ToHex(destruction.object)},
          {"key_id", ToHex(destruction.key_id)},
          {"keystore", ToHex(destruction.keystore)},
          {"keystore_revision", destruction.keystore_revision},
          {"issue", destruction.issue},
          {"requested_unix_micros", absl::ToUnixMicros(destruction.requested)},
          {"erased_unix_micros", absl::ToUnixMicros(destruction.erased)},
          {"finished_unix_micros", absl::ToUnixMicros(destruction.finished)},
          {"requested_by", destruction.requested_by},
          {"approved_by", destruction.approved_by},
          {"reason", destruction.reason},
          {"submissions", destruction.submission_count},
          {"chunks", destruction.chunk_count},
          {"rows", destruction.row_count},
          {"runs", destruction.run_count},
          {"columns", std::move(columns)},
          {"writes", destruction.write_count},
          {"digest", ToHex(destruction.digest)},
          {"keystore_copies", std::move(copies)}};
}

// The value of a member that was checked to be there. Reading stops at the first that does not fit.
class Members final {
 public:
  explicit Members(const json& object) : object_(object) { fits_ = object.is_object(); }

  bool fits() const { return fits_; }
  // True if nothing but what was read is there.
  bool all_read() const { return fits_ && object_.size() == read_; }

  const json& Take(const char* name, bool (json::*is)() const noexcept) {
    static const json nothing;
    if (!fits_) return nothing;
    const auto found = object_.find(name);
    if (found == object_.end() || !((*found).*is)()) {
      fits_ = false;
      return nothing;
    }
    ++read_;
    return *found;
  }
  std::string Text(const char* name) {
    const json& value = Take(name, &json::is_string);
    return value.is_string() ? value.get<std::string>() : std::string();
  }
  template <typename Integer>
  Integer Number(const char* name) {
    const json& value = Take(name, &json::is_number_unsigned);
    const uint64_t number = value.is_number_unsigned() ? value.get<uint64_t>() : 0;
    if (number > static_cast<uint64_t>(std::numeric_limits<Integer>::max())) fits_ = false;
    return static_cast<Integer>(number);
  }
  absl::Time Time(const char* name) { return absl::FromUnixMicros(Number<int64_t>(name)); }
  template <size_t size>
  std::array<std::byte, size> Hex(const char* name) {
    std::array<std::byte, size> bytes{};
    if (!FromHex(Text(name), bytes)) fits_ = false;
    return bytes;
  }
  // Elements of one kind.
  const json& Array(const char* name, bool (json::*is)() const noexcept) {
    const json& value = Take(name, &json::is_array);
    for (const json& element : value) fits_ = fits_ && (element.*is)();
    static const json empty = json::array();
    return fits_ ? value : empty;
  }

 private:
  const json& object_;
  size_t read_ = 0;
  bool fits_;
};

absl::StatusOr<Destruction> FromJson(const json& object) {
  Members members(object);
  if (members.Text("format") != kFormat) return NoCertificate("it is of another format or version");
  const absl::StatusOr<ProjectId> project = ProjectId::Parse(members.Text("project"));
  if (!project.ok()) return NoCertificate("it names no project");
  Destruction destruction{.project = *project};
  destruction.project_number = members.Number<uint32_t>("project_number");
  destruction.object = members.Hex<16>("object");
  destruction.key_id = members.Hex<16>("key_id");
  destruction.keystore = members.Hex<16>("keystore");
  destruction.keystore_revision = members.Number<uint64_t>("keystore_revision");
  destruction.issue = members.Number<uint32_t>("issue");
  destruction.requested = members.Time("requested_unix_micros");
  destruction.erased = members.Time("erased_unix_micros");
  destruction.finished = members.Time("finished_unix_micros");
  destruction.requested_by = members.Text("requested_by");
  for (const json& by : members.Array("approved_by", &json::is_string)) {
    destruction.approved_by.push_back(by.get<std::string>());
  }
  destruction.reason = members.Text("reason");
  destruction.submission_count = members.Number<uint64_t>("submissions");
  destruction.chunk_count = members.Number<uint64_t>("chunks");
  destruction.row_count = members.Number<uint64_t>("rows");
  destruction.run_count = members.Number<uint64_t>("runs");
  for (const json& element : members.Array("columns", &json::is_object)) {
    Members column(element);
    destruction.columns.push_back({.name = column.Text("name"),
                                   .key_count = column.Number<uint64_t>("keys"),
                                   .byte_count = column.Number<uint64_t>("bytes")});
    if (!column.all_read()) return NoCertificate("a column is not described in full");
  }
  destruction.write_count = members.Number<uint64_t>("writes");
  destruction.digest = members.Hex<32>("digest");
  for (const json& copy : members.Array("keystore_copies", &json::is_string)) {
    const auto state = copy.get<std::string>();
    if (state != "erased" && state != "outstanding") {
      return NoCertificate("a copy of the keystore is in no known state");
    }
    destruction.keystore_copies.push_back(state == "erased");
  }
  if (!members.all_read()) return NoCertificate("a member is missing, unknown or of no form");
  return destruction;
}

absl::StatusOr<DestructionProof> ProofFromJson(const json& object) {
  Members members(object);
  DestructionProof proof;
  proof.index = members.Number<uint64_t>("index");
  std::optional<Bytes> entry = FromBase64(members.Text("entry"));
  proof.checkpoint = members.Text("checkpoint");
  for (const json& hash : members.Array("inclusion", &json::is_string)) {
    if (!FromHex(hash.get<std::string>(), proof.inclusion.emplace_back())) {
      return NoCertificate("a hash of the proof is of no form");
    }
  }
  if (!members.all_read() || !entry.has_value()) return NoCertificate("the proof is of no form");
  proof.entry = *std::move(entry);
  return proof;
}

absl::Status CheckEntry(const AuditEntry& entry, const Destruction& destruction,
                        const std::string& body, uint64_t index) {
  if (entry.act != kDestructionAct || entry.outcome != AuditOutcome::kDone) {
    return Disagrees("the entry of the audit log is about something else");
  }
  if (!entry.project.has_value() || *entry.project != destruction.project) {
    return Disagrees("the entry of the audit log is about another project");
  }
  if (entry.sequence != index) return Disagrees("the entry says that it has another number");
  if (entry.decided != Sha256(AsBytes(body))) {
    return Disagrees("the entry of the audit log is about another certificate");
  }
  return absl::OkStatus();
}

}  // namespace

std::string DestructionText(const Destruction& destruction) { return ToJson(destruction).dump(); }

Sha256Digest DestructionDigest(const Destruction& destruction) {
  return Sha256(AsBytes(DestructionText(destruction)));
}

std::string CertificateText(const Destruction& destruction, const DestructionProof& proof) {
  json inclusion = json::array();
  for (const Sha256Digest& hash : proof.inclusion) inclusion.push_back(ToHex(hash));
  const json certificate = {{"body", ToJson(destruction)},
                            {"proof",
                             {{"index", proof.index},
                              {"entry", ToBase64(proof.entry)},
                              {"inclusion", std::move(inclusion)},
                              {"checkpoint", proof.checkpoint}}}};
  return certificate.dump() + "\n";
}

absl::StatusOr<std::string> VerifySignedLine(std::string_view note, const NoteVerifier& log) {
  IEUM_ASSIGN_OR_RETURN(const SignedNote parsed, SignedNote::Parse(note));
  IEUM_RETURN_IF_ERROR(log.Verify(parsed).status());
  std::string line = parsed.text.substr(0, parsed.text.size() - 1);
  if (!line.starts_with('{') || line.find('\n') != std::string::npos) {
    return InvalidArgument("what was signed is not a line of JSON");
  }
  return line;
}

absl::StatusOr<VerifiedDestruction> VerifyCertificate(std::string_view note,
                                                      const NoteVerifier& log) {
  IEUM_ASSIGN_OR_RETURN(const std::string line, VerifySignedLine(note, log));
  const json parsed = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object() || parsed.size() != 2 || !parsed.contains("body") ||
      !parsed.contains("proof")) {
    return NoCertificate("it has not the two members body and proof");
  }
  if (parsed.dump(-1, ' ', false, json::error_handler_t::replace) != line) {
    return NoCertificate("it is not written in the canonical form");
  }
  IEUM_ASSIGN_OR_RETURN(Destruction destruction, FromJson(parsed["body"]));
  IEUM_ASSIGN_OR_RETURN(const DestructionProof proof, ProofFromJson(parsed["proof"]));
  VerifiedDestruction verified{.destruction = std::move(destruction),
                               .entry = {},
                               .checkpoint = {},
                               .body = parsed["body"].dump()};
  IEUM_ASSIGN_OR_RETURN(verified.checkpoint, VerifyCheckpoint(proof.checkpoint, log, {}));
  IEUM_RETURN_IF_ERROR(VerifyInclusion(MerkleLeafHash(proof.entry), proof.index,
                                       verified.checkpoint.size, proof.inclusion,
                                       verified.checkpoint.root));
  IEUM_ASSIGN_OR_RETURN(verified.entry, ParseAuditEntry(proof.entry));
  IEUM_RETURN_IF_ERROR(
      CheckEntry(verified.entry, verified.destruction, verified.body, proof.index));
  return verified;
}

}  // namespace ieum::core
