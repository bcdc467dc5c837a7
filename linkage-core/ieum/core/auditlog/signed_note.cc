#include "ieum/core/auditlog/signed_note.h"

#include <algorithm>
#include <utility>

#include "ieum/core/auditlog/base64.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::core {
namespace {

constexpr std::string_view kSignaturePrefix = "\xe2\x80\x94 ";  // em dash, space
constexpr std::string_view kPrivatePrefix = "PRIVATE+KEY+";
constexpr size_t kIdBytes = 4;
constexpr size_t kTimeBytes = 8;

bool IsUnicodeSpace(char32_t c) {
  return c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

absl::Status NotANote(const char* what) {
  return InvalidArgument("this is not a signed note (%s)", what);
}

template <typename Integer>
void AppendBigEndian(Bytes& out, Integer value) {
  for (int shift = 8 * (sizeof(Integer) - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::byte>(value >> shift));
  }
}

template <typename Integer>
Integer LoadBigEndian(ByteView bytes) {
  Integer value = 0;
  for (size_t i = 0; i < sizeof(Integer); ++i) {
    value = static_cast<Integer>(value << 8 | std::to_integer<Integer>(bytes[i]));
  }
  return value;
}

Bytes TypeAndKey(NoteKeyType type, ByteView key) {
  Bytes bytes = {static_cast<std::byte>(type)};
  bytes.insert(bytes.end(), key.begin(), key.end());
  return bytes;
}

uint32_t KeyIdOf(std::string_view name, NoteKeyType type, const Ed25519PublicKey& key) {
  Sha256Stream stream;
  stream.Update(AsBytes(name));
  stream.Update(AsBytes("\n"));
  stream.Update(TypeAndKey(type, key));
  return LoadBigEndian<uint32_t>(stream.Finish());
}

std::string HexId(uint32_t id) { return absl::StrFormat("%08x", id); }

// The pieces of name+id+base64; the name may be anything without '+'.
struct KeyText {
  std::string_view name;
  std::string_view id;
  NoteKeyType type = NoteKeyType::kEd25519;
  SecretBytes key;
};

std::optional<KeyText> SplitKeyText(std::string_view text) {
  const size_t first = text.find('+');
  const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  KeyText pieces;
  pieces.name = text.substr(0, first);
  pieces.id = text.substr(first + 1, second - first - 1);
  std::optional<Bytes> bytes = FromBase64(text.substr(second + 1));
  if (!bytes.has_value() || bytes->size() != 33 || !IsNoteKeyName(pieces.name)) return std::nullopt;
  pieces.type = static_cast<NoteKeyType>((*bytes)[0]);
  pieces.key = SecretBytes::CopyOf(ByteView(*bytes).subspan(1));
  Cleanse(*bytes);
  if (pieces.type != NoteKeyType::kEd25519 && pieces.type != NoteKeyType::kCosignature) {
    return std::nullopt;
  }
  return pieces;
}

std::string CosignedText(uint64_t seconds, std::string_view text) {
  return absl::StrFormat("cosignature/v1\ntime %d\n%s", seconds, text);
}

absl::StatusOr<NoteSignature> ParseSignatureLine(std::string_view line) {
  if (!line.starts_with(kSignaturePrefix)) return NotANote("a signature line");
  line.remove_prefix(kSignaturePrefix.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos || !IsNoteKeyName(line.substr(0, space))) {
    return NotANote("the name of a key");
  }
  std::optional<Bytes> bytes = FromBase64(line.substr(space + 1));
  if (!bytes.has_value() || bytes->size() <= kIdBytes) return NotANote("a signature");
  return NoteSignature{.name = std::string(line.substr(0, space)),
                       .key_id = LoadBigEndian<uint32_t>(*bytes),
                       .signature = Bytes(bytes->begin() + kIdBytes, bytes->end())};
}

}  // namespace

bool IsNoteKeyName(std::string_view name) {
  if (name.empty()) return false;
  for (size_t offset = 0; offset < name.size();) {
    const char32_t c = NextCodePoint(name, offset);
    if (c == kNotUtf8 || c < 0x20 || c == 0x7F || c == U'+' || IsUnicodeSpace(c)) return false;
  }
  return true;
}

absl::StatusOr<SignedNote> SignedNote::Parse(std::string_view note) {
  if (note.size() > kMaxNoteBytes) return NotANote("too long");
  if (!IsUtf8(note)) return NotANote("not UTF-8");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
  if (std::any_of(note.begin(), note.end(), is_control)) return NotANote("a control character");
  const size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return NotANote("no signatures");
  SignedNote parsed;
  parsed.text = note.substr(0, blank + 1);
  std::string_view rest = note.substr(blank + 2);
  if (rest.empty()) return NotANote("no signatures");
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return NotANote("cut off");
    if (parsed.signatures.size() == kMaxNoteSignatures) return NotANote("too many signatures");
    IEUM_ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(rest.substr(0, end)));
    parsed.signatures.push_back(std::move(signature));
    rest.remove_prefix(end + 1);
  }
  return parsed;
}

std::string SignedNote::ToString() const {
  std::string out = text + "\n";
  for (const NoteSignature& signature : signatures) {
    Bytes bytes;
    AppendBigEndian(bytes, signature.key_id);
    bytes.insert(bytes.end(), signature.signature.begin(), signature.signature.end());
    out += absl::StrFormat("%s%s %s\n", kSignaturePrefix, signature.name, ToBase64(bytes));
  }
  return out;
}

NoteVerifier::NoteVerifier(std::string name, NoteKeyType type, const Ed25519PublicKey& key)
    : name_(std::move(name)), type_(type), key_(key), key_id_(KeyIdOf(name_, type, key)) {}

absl::StatusOr<NoteVerifier> NoteVerifier::Parse(std::string_view vkey) {
  while (!vkey.empty() && vkey.back() == '\n') vkey.remove_suffix(1);
  const std::optional<KeyText> pieces = SplitKeyText(vkey);
  if (!pieces.has_value()) {
    return InvalidArgument(
        "this is not a public key of a log or witness; want name+id+key in one line");
  }
  Ed25519PublicKey key;
  std::copy(pieces->key.view().begin(), pieces->key.view().end(), key.begin());
  NoteVerifier verifier(std::string(pieces->name), pieces->type, key);
  if (HexId(verifier.key_id_) != pieces->id) {
    return InvalidArgument("the id of the public key does not fit its name and key; copy it again");
  }
  return verifier;
}

std::string NoteVerifier::ToString() const {
  return absl::StrFormat("%s+%s+%s", name_, HexId(key_id_), ToBase64(TypeAndKey(type_, key_)));
}

bool NoteVerifier::Names(const SignedNote& note) const {
  return std::any_of(note.signatures.begin(), note.signatures.end(), [this](const auto& signature) {
    return signature.name == name_ && signature.key_id == key_id_;
  });
}

absl::StatusOr<absl::Time> NoteVerifier::Verify(const SignedNote& note) const {
  const NoteSignature* found = nullptr;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != name_ || signature.key_id != key_id_) continue;
    if (found != nullptr) return DataLoss("the note names the key of %s twice", name_);
    found = &signature;
  }
  if (found == nullptr) return DataLoss("the note is not signed by %s", name_);
  const absl::Status wrong = DataLoss(
      "the signature of %s does not fit the note; it was changed, or signed by somebody else",
      name_);
  const ByteView bytes = found->signature;
  if (type_ == NoteKeyType::kEd25519) {
    return Ed25519Verifies(key_, AsBytes(note.text), bytes)
               ? absl::StatusOr<absl::Time>(absl::UnixEpoch())
               : wrong;
  }
  if (bytes.size() != kTimeBytes + sizeof(Ed25519Signature)) return wrong;
  const auto seconds = LoadBigEndian<uint64_t>(bytes);
  if (seconds >> 63 != 0 || !Ed25519Verifies(key_, AsBytes(CosignedText(seconds, note.text)),
                                             bytes.subspan(kTimeBytes))) {
    return wrong;
  }
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

NoteSigner::NoteSigner(std::string name, NoteKeyType type, Ed25519Key key)
    : verifier_(std::move(name), type, key.public_key()), key_(std::move(key)) {
  IEUM_CHECK(IsNoteKeyName(verifier_.name()));
}

absl::StatusOr<NoteSigner> NoteSigner::Parse(std::string_view private_text) {
  const absl::Status wrong = InvalidArgument("this is not a private key of a log or witness");
  while (!private_text.empty() && private_text.back() == '\n') private_text.remove_suffix(1);
  if (!private_text.starts_with(kPrivatePrefix)) return wrong;
  std::optional<KeyText> pieces = SplitKeyText(private_text.substr(kPrivatePrefix.size()));
  if (!pieces.has_value()) return wrong;
  IEUM_ASSIGN_OR_RETURN(Ed25519Key key, Ed25519Key::FromSeed(std::move(pieces->key)));
  NoteSigner signer(std::string(pieces->name), pieces->type, std::move(key));
  if (HexId(signer.verifier_.key_id()) != pieces->id) return wrong;
  return signer;
}

std::string NoteSigner::PrivateText() const {
  Bytes bytes = TypeAndKey(verifier_.type(), key_.seed().view());
  std::string base64 = ToBase64(bytes);
  Cleanse(bytes);
  std::string text = absl::StrFormat("%s%s+%s+%s", kPrivatePrefix, verifier_.name(),
                                     HexId(verifier_.key_id()), base64);
  Cleanse(std::as_writable_bytes(std::span(base64)));
  return text;
}

NoteSignature NoteSigner::Sign(std::string_view text, absl::Time now) const {
  IEUM_CHECK(text.ends_with('\n'));
  NoteSignature signed_by{.name = verifier_.name(), .key_id = verifier_.key_id(), .signature = {}};
  std::string message(text);
  if (verifier_.type() == NoteKeyType::kCosignature) {
    const auto seconds = static_cast<uint64_t>(std::max<int64_t>(0, absl::ToUnixSeconds(now)));
    AppendBigEndian(signed_by.signature, seconds);
    message = CosignedText(seconds, text);
  }
  const Ed25519Signature signature = key_.Sign(AsBytes(message));
  signed_by.signature.insert(signed_by.signature.end(), signature.begin(), signature.end());
  return signed_by;
}

}  // namespace ieum::core
