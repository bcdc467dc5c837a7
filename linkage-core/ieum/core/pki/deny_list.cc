#include "ieum/core/pki/deny_list.h"

#include <algorithm>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr size_t kDigestDigits = 64;
constexpr size_t kMaxSerialDigits = 64;  // RFC 5280 allows 20 bytes

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

const char* WordOf(DenyKind kind) { return kind == DenyKind::kSerial ? "serial" : "spki"; }

bool SameTarget(const DenyEntry& a, const DenyEntry& b) {
  return a.kind == b.kind && a.hex == b.hex;
}

}  // namespace

absl::StatusOr<DenyEntry> ParseDenyEntry(std::string_view text) {
  const size_t mark = text.find('#');
  DenyEntry entry{.kind = DenyKind::kSerial, .hex = {}, .note = {}};
  if (mark != std::string_view::npos) entry.note = std::string(Trimmed(text.substr(mark + 1)));
  text = Trimmed(text.substr(0, mark));
  const size_t space = text.find_first_of(" \t");
  const std::string_view word = text.substr(0, space);
  const std::string_view value =
      space == std::string_view::npos ? std::string_view() : Trimmed(text.substr(space));
  bool good = word == "serial" || word == "spki";
  if (word == "spki") entry.kind = DenyKind::kPublicKey;
  for (const char c : value) {
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    good = good && ((lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f'));
    entry.hex += lower;
  }
  if (entry.kind == DenyKind::kPublicKey) {
    good = good && entry.hex.size() == kDigestDigits;
  } else if (good && !entry.hex.empty() && entry.hex.size() <= kMaxSerialDigits) {
    entry.hex.erase(0, std::min(entry.hex.find_first_not_of('0'), entry.hex.size() - 1));
  } else {
    good = false;
  }
  if (good) return entry;
  return InvalidArgument(
      "want 'serial' and the certificate's serial number in hexadecimal, or 'spki' and the SHA-256 "
      "of its public key in 64 hexadecimal digits");
}

absl::StatusOr<DenyList> DenyList::Parse(std::string_view text) {
  DenyList list;
  int number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const absl::StatusOr<DenyEntry> entry = ParseDenyEntry(line);
    if (!entry.ok()) return InvalidArgument("line %d: %s", number, Message(entry.status()));
    (void)list.Add(*entry);
  }
  return list;
}

std::string DenyList::ToString() const {
  std::string text = "# Certificates that the server lets in no more; see ieumctl deny --help.\n";
  for (const DenyEntry& entry : entries_) {
    text += std::string(WordOf(entry.kind)) + " " + entry.hex;
    if (!entry.note.empty()) text += " # " + entry.note;
    text += "\n";
  }
  return text;
}

bool DenyList::Denies(const CertificateDetails& certificate) const {
  const std::string key = ToHex(certificate.public_key);
  return std::any_of(entries_.begin(), entries_.end(), [&](const DenyEntry& entry) {
    return entry.hex == (entry.kind == DenyKind::kSerial ? certificate.serial : key);
  });
}

bool DenyList::Add(const DenyEntry& entry) {
  for (const DenyEntry& known : entries_) {
    if (SameTarget(known, entry)) return false;
  }
  entries_.push_back(entry);
  return true;
}

bool DenyList::Remove(const DenyEntry& entry) {
  return std::erase_if(entries_, [&](const DenyEntry& known) { return SameTarget(known, entry); }) >
         0;
}

}  // namespace ieum::core
