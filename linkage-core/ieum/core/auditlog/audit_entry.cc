#include "ieum/core/auditlog/audit_entry.h"

#include <arpa/inet.h>

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kMaxActBytes = 64;
constexpr std::string_view kScheme = "ieum://";
// FORMAT: labels are stored.
constexpr std::pair<AuditRetention, std::string_view> kRetentionLabels[] = {
    {AuditRetention::kTwoYears, "two-years"},
    {AuditRetention::kThreeYears, "three-years"},
    {AuditRetention::kThreeYearsAfterDestruction, "after-destruction"}};

struct LabelTag {
  static constexpr char kWhat[] = "label";
};
using Label = StrongId<LabelTag>;

bool IsAct(std::string_view text) {
  const size_t slash = text.find('/');
  if (text.size() > kMaxActBytes || slash == std::string_view::npos || slash == 0 ||
      slash + 1 == text.size()) {
    return false;
  }
  for (size_t i = 0; i < text.size(); ++i) {
    const bool letter = (text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= 'a' && text[i] <= 'z');
    if (!letter && i != slash) return false;
  }
  return true;
}

absl::Status Damaged(const char* what) {
  return DataLoss("an entry of the audit log is damaged (%s)", what);
}

void AddText(Bytes& out, std::string_view text) {
  AppendLittleEndian(out, static_cast<uint8_t>(text.size()));
  const ByteView bytes = AsBytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// After the first field that does not fit, every field is zero or empty and fits() is false.
class Reader {
 public:
  explicit Reader(ByteView left) : left_(left) {}

  template <typename Integer>
  Integer Take() {
    const ByteView raw = TakeRaw(sizeof(Integer));
    return raw.empty() ? Integer{} : LoadLittleEndian<Integer>(raw);
  }
  // A number from `least` to `most`.
  template <typename Enum>
  Enum TakeEnum(Enum least, Enum most) {
    const auto number = Take<uint8_t>();
    if (number < static_cast<uint8_t>(least) || number > static_cast<uint8_t>(most)) fits_ = false;
    return static_cast<Enum>(number);
  }
  template <size_t size>
  std::array<std::byte, size> TakeArray() {
    std::array<std::byte, size> array{};
    const ByteView raw = TakeRaw(size);
    std::copy(raw.begin(), raw.end(), array.begin());
    return array;
  }
  std::string_view TakeText() { return AsText(TakeRaw(Take<uint8_t>())); }
  bool TakeFlag() {
    const auto flag = Take<uint8_t>();
    if (flag > 1) fits_ = false;
    return flag == 1;
  }
  bool fits() const { return fits_; }
  bool at_end() const { return left_.empty(); }

 private:
  ByteView TakeRaw(size_t size) {
    if (size > left_.size()) {
      fits_ = false;
      left_ = {};
      return {};
    }
    const ByteView raw = left_.first(size);
    left_ = left_.subspan(size);
    return raw;
  }

  ByteView left_;
  bool fits_ = true;
};

// Rules for an entry that records erasures, and for no other.
const char* ErasureMistake(const AuditEntry& entry) {
  const bool records = entry.act == kEraseAct;
  if (records != (entry.retention == AuditRetention::kAlways)) return "retention";
  if (!records) return nullptr;
  if (entry.outcome != AuditOutcome::kAllowed) return "outcome";
  if (entry.rows.empty()) return "rows";
  uint64_t least = 0;
  for (const AuditRows& rows : entry.rows) {
    if (!RetentionOf(rows.party.value()).has_value()) return "rows";
    // In order, and of earlier entries only.
    if (rows.first < least || rows.end <= rows.first || rows.end > entry.sequence) return "rows";
    least = rows.end;
  }
  return nullptr;
}

// Rules that hold between the fields.
const char* Mistake(const AuditEntry& entry) {
  if (!entry.principal.empty() && !IsPrincipalUri(entry.principal)) return "principal";
  if (!IsAct(entry.act)) return "act";
  if (entry.rows.size() > kMaxAuditParties) return "rows";
  for (const AuditRows& rows : entry.rows) {
    if (rows.end < rows.first) return "rows";
  }
  const bool before = entry.moment == AuditMoment::kBefore;
  if (before ? entry.begun_by != 0 : entry.begun_by >= entry.sequence) return "begun by";
  if (before && (entry.outcome == AuditOutcome::kDone || entry.outcome == AuditOutcome::kFailed)) {
    return "outcome";
  }
  if (!before && entry.outcome == AuditOutcome::kAllowed) return "outcome";
  const bool refused = entry.outcome == AuditOutcome::kRefused;
  if (refused != (entry.rule != AuditRule::kNone)) return "rule";
  const bool good = entry.outcome == AuditOutcome::kAllowed || entry.outcome == AuditOutcome::kDone;
  if (good != (entry.code == 0) || entry.code > 16) return "code";
  const PeerAddress& peer = entry.peer;
  if (peer.family != 0 && peer.family != 4 && peer.family != 6) return "address";
  const auto is_zero = [](std::byte byte) { return byte == std::byte{0}; };
  if (peer.family == 0 && peer.port != 0) return "address";
  if (peer.family != 6 &&
      !std::all_of(peer.bytes.begin() + peer.family, peer.bytes.end(), is_zero)) {
    return "address";
  }
  return ErasureMistake(entry);
}

}  // namespace

bool IsPrincipalUri(std::string_view text) {
  if (!text.starts_with(kScheme)) return false;
  text.remove_prefix(kScheme.size());
  for (int part = 0; part < 3; ++part) {
    const size_t slash = part < 2 ? text.find('/') : text.size();
    if (slash == std::string_view::npos || !Label::Parse(text.substr(0, slash)).ok()) return false;
    text.remove_prefix(std::min(text.size(), slash + 1));
  }
  return true;
}

Bytes SerializeAuditEntry(const AuditEntry& entry) {
  IEUM_CHECK(Mistake(entry) == nullptr);
  Bytes out;
  AppendLittleEndian(out, kVersion);
  AppendLittleEndian(out, entry.sequence);
  AppendLittleEndian(out, absl::ToUnixMicros(entry.time));
  AppendLittleEndian(out, static_cast<uint8_t>(entry.moment));
  AppendLittleEndian(out, entry.begun_by);
  AddText(out, entry.principal);
  out.insert(out.end(), entry.certificate.begin(), entry.certificate.end());
  AppendLittleEndian(out, entry.peer.family);
  out.insert(out.end(), entry.peer.bytes.begin(), entry.peer.bytes.end());
  AppendLittleEndian(out, entry.peer.port);
  AddText(out, entry.act);
  AddText(out, entry.project.has_value() ? entry.project->value() : std::string_view());
  AppendLittleEndian(out, entry.run);
  AppendLittleEndian(out, static_cast<uint8_t>(entry.rows.size()));
  for (const AuditRows& rows : entry.rows) {
    AddText(out, rows.party.value());
    AppendLittleEndian(out, rows.first);
    AppendLittleEndian(out, rows.end);
  }
  AppendLittleEndian(out, static_cast<uint8_t>(entry.outcome));
  AppendLittleEndian(out, static_cast<uint8_t>(entry.rule));
  AppendLittleEndian(out, entry.code);
  AppendLittleEndian(out, static_cast<uint8_t>(entry.retention));
  AppendLittleEndian(out, static_cast<uint8_t>(entry.decided.has_value() ? 1 : 0));
  if (entry.decided.has_value()) {
    out.insert(out.end(), entry.decided->begin(), entry.decided->end());
  }
  IEUM_CHECK(out.size() <= kMaxAuditEntryBytes);
  return out;
}

absl::StatusOr<AuditEntry> ParseAuditEntry(ByteView bytes) {
  if (bytes.size() > kMaxAuditEntryBytes) return Damaged("length");
  Reader reader(bytes);
  const auto version = reader.Take<uint8_t>();
  if (version > kVersion) {
    return FailedPrecondition(
        "an entry of the audit log has version %d; this software reads version %d, use a newer one",
        version, kVersion);
  }
  if (version != kVersion) return Damaged("version");
  AuditEntry entry;
  entry.sequence = reader.Take<uint64_t>();
  entry.time = absl::FromUnixMicros(reader.Take<int64_t>());
  entry.moment = reader.TakeEnum(AuditMoment::kBefore, AuditMoment::kAfter);
  entry.begun_by = reader.Take<uint64_t>();
  entry.principal = reader.TakeText();
  entry.certificate = reader.TakeArray<32>();
  entry.peer.family = reader.Take<uint8_t>();
  entry.peer.bytes = reader.TakeArray<16>();
  entry.peer.port = reader.Take<uint16_t>();
  entry.act = reader.TakeText();
  if (const std::string_view text = reader.TakeText(); !text.empty()) {
    absl::StatusOr<ProjectId> project = ProjectId::Parse(text);
    if (!project.ok()) return Damaged("project");
    entry.project = *std::move(project);
  }
  entry.run = reader.Take<uint32_t>();
  const auto party_count = reader.Take<uint8_t>();
  for (int i = 0; i < party_count && reader.fits(); ++i) {
    absl::StatusOr<InstitutionId> party = InstitutionId::Parse(reader.TakeText());
    if (!party.ok()) return Damaged("rows");
    const auto first = reader.Take<uint64_t>();
    const auto end = reader.Take<uint64_t>();
    entry.rows.push_back({.party = *std::move(party), .first = first, .end = end});
  }
  entry.outcome = reader.TakeEnum(AuditOutcome::kAllowed, AuditOutcome::kFailed);
  entry.rule = reader.TakeEnum(AuditRule::kNone, AuditRule::kSecondPerson);
  entry.code = reader.Take<uint8_t>();
  entry.retention = reader.TakeEnum(AuditRetention::kTwoYears, AuditRetention::kAlways);
  if (reader.TakeFlag()) entry.decided = reader.TakeArray<32>();
  if (!reader.fits() || !reader.at_end()) return Damaged("fields");
  if (const char* mistake = Mistake(entry); mistake != nullptr) return Damaged(mistake);
  return entry;
}

std::string_view NameOf(AuditMoment moment) {
  return moment == AuditMoment::kBefore ? "before" : "after";
}

std::string_view NameOf(AuditOutcome outcome) {
  switch (outcome) {
    case AuditOutcome::kAllowed:
      return "allowed";
    case AuditOutcome::kRefused:
      return "refused";
    case AuditOutcome::kDone:
      return "done";
    case AuditOutcome::kFailed:
      return "failed";
  }
  return "unknown";
}

std::string_view NameOf(AuditRule rule) {
  switch (rule) {
    case AuditRule::kNone:
      return "none";
    case AuditRule::kIdentity:
      return "identity";
    case AuditRule::kRole:
      return "role";
    case AuditRule::kLoad:
      return "load";
    case AuditRule::kVisibility:
      return "visibility";
    case AuditRule::kState:
      return "state";
    case AuditRule::kContent:
      return "content";
    case AuditRule::kSecondPerson:
      return "second-person";
  }
  return "unknown";
}

std::string_view NameOf(AuditRetention retention) {
  switch (retention) {
    case AuditRetention::kTwoYears:
      return "2 years";
    case AuditRetention::kThreeYears:
      return "3 years";
    case AuditRetention::kThreeYearsAfterDestruction:
      return "3 years after destruction";
    case AuditRetention::kAlways:
      return "always";
  }
  return "unknown";
}

std::string_view LabelOf(AuditRetention retention) {
  for (const auto& [value, label] : kRetentionLabels) {
    if (value == retention) return label;
  }
  return "";
}

std::optional<AuditRetention> RetentionOf(std::string_view label) {
  for (const auto& [value, text] : kRetentionLabels) {
    if (text == label) return value;
  }
  return std::nullopt;
}

std::string PeerText(const PeerAddress& peer) {
  char text[INET6_ADDRSTRLEN] = "";
  if (peer.family == 4 && inet_ntop(AF_INET, peer.bytes.data(), text, sizeof(text)) != nullptr) {
    return absl::StrFormat("%s:%d", text, peer.port);
  }
  if (peer.family == 6 && inet_ntop(AF_INET6, peer.bytes.data(), text, sizeof(text)) != nullptr) {
    return absl::StrFormat("[%s]:%d", text, peer.port);
  }
  return "-";
}

}  // namespace ieum::core
