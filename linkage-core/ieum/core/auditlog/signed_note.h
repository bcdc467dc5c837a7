// Texts signed by one or more keys, and the keys (C2SP signed-note and tlog-cosignature): what a
// log's checkpoint is written in, and how a witness co-signs it. Only Ed25519.
// FORMAT: docs/formats/audit-log.md.
#ifndef IEUM_CORE_AUDITLOG_SIGNED_NOTE_H_
#define IEUM_CORE_AUDITLOG_SIGNED_NOTE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/pki/ed25519.h"

namespace ieum::core {

inline constexpr size_t kMaxNoteBytes = size_t{64} << 10;
inline constexpr size_t kMaxNoteSignatures = 64;

struct NoteSignature {
  std::string name;  // of the key
  uint32_t key_id;
  Bytes signature;

  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

// FORMAT: assigned by C2SP signed-note.
enum class NoteKeyType : uint8_t {
  kEd25519 = 0x01,      // signs the text
  kCosignature = 0x04,  // signs the text and the time at which a witness saw it
};

struct SignedNote {
  std::string text;  // ends with a line feed
  std::vector<NoteSignature> signatures;

  // INVALID_ARGUMENT: not a note in its one form.
  static absl::StatusOr<SignedNote> Parse(std::string_view note);
  std::string ToString() const;
};

// Says whose signature a note has. Immutable, share freely.
class NoteVerifier final {
 public:
  // The text form of a public key: name+id+base64. INVALID_ARGUMENT says what is wrong.
  static absl::StatusOr<NoteVerifier> Parse(std::string_view vkey);
  NoteVerifier(std::string name, NoteKeyType type, const Ed25519PublicKey& key);

  const std::string& name() const { return name_; }
  uint32_t key_id() const { return key_id_; }
  NoteKeyType type() const { return type_; }
  std::string ToString() const;

  // Whether the note names this key.
  bool Names(const SignedNote& note) const;
  // When a witness signed; the epoch for other keys. DATA_LOSS if the note does not name this key,
  // or names it twice, or the signature does not fit the text.
  absl::StatusOr<absl::Time> Verify(const SignedNote& note) const;

 private:
  std::string name_;
  NoteKeyType type_;
  Ed25519PublicKey key_;
  uint32_t key_id_;
};

// Immutable; move-only.
class NoteSigner final {
 public:
  // REQUIRES: IsNoteKeyName(name).
  NoteSigner(std::string name, NoteKeyType type, Ed25519Key key);
  // The text form of a private key: PRIVATE+KEY+name+id+base64. INVALID_ARGUMENT if it is none; no
  // message holds any of it.
  static absl::StatusOr<NoteSigner> Parse(std::string_view private_text);

  const NoteVerifier& verifier() const { return verifier_; }
  // The caller cleanses it.
  std::string PrivateText() const;
  // Signs the text; `now` counts for a cosignature only. REQUIRES: a text that ends with a line
  // feed.
  NoteSignature Sign(std::string_view text, absl::Time now) const;

 private:
  NoteVerifier verifier_;
  Ed25519Key key_;
};

// Not empty, UTF-8 without control characters, spaces and '+'.
bool IsNoteKeyName(std::string_view name);

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_SIGNED_NOTE_H_
