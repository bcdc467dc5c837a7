// A manifest with the signatures of its parties: one file that goes from hand to hand until all
// have signed, and that a server creates the project from. FORMAT: docs/formats/manifest.md.
#ifndef IEUM_CORE_MANIFEST_SIGNED_MANIFEST_H_
#define IEUM_CORE_MANIFEST_SIGNED_MANIFEST_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/manifest/manifest.h"
#include "ieum/core/pki/certificate.h"

namespace ieum::core {

inline constexpr size_t kMaxManifestSignatures = 96;  // two persons for each party
// How far a signer's clock may be ahead of whoever checks.
inline constexpr absl::Duration kMaxClockAhead = absl::Minutes(10);

struct ManifestSignature {
  std::string certificate_pem;  // of the signer, then any intermediate ones
  absl::Time time;              // of signing, as the signer says; to microseconds
  Bytes signature;              // over ManifestMessage, as Certificate::HasSigned reads it
};

struct SignedManifest {
  Manifest manifest;
  std::vector<ManifestSignature> signatures;  // in the order in which they were made; may be empty
};

// Takes a signed manifest or a bare one, which is one without signatures. Says nothing about who
// signed. INVALID_ARGUMENT as ReadManifest, and for signatures that are not of the form.
absl::StatusOr<SignedManifest> ReadSignedManifest(std::string_view json);
// The canonical text, with a line feed; what ReadSignedManifest reads as the same.
std::string SignedManifestText(const SignedManifest& manifest);

// What a signer signs: the manifest's digest, with the time, and nothing else.
Bytes ManifestMessage(const Sha256Digest& manifest, absl::Time time);

// True if somebody of this role, as certificates name it, signs for a party: a holder for one that
// holds data; an operator or project-admin for the matcher; a joiner-operator or project-admin for
// the joiner.
bool MaySignFor(std::string_view role, PartyRole party);

// Adds the signature of the key's owner; an earlier one of the same name is replaced.
// FAILED_PRECONDITION: the certificate may sign for none of the parties; says what it would take.
// RESOURCE_EXHAUSTED: kMaxManifestSignatures.
absl::Status AddSignature(const Certificate& certificate, const SigningKey& key, absl::Time now,
                          SignedManifest& manifest);

struct ManifestSigner {
  std::string uri;  // ieum://<institution>/<role>/<name>
  absl::Time time;
  std::vector<size_t> parties;  // that it signs for, by their place in the manifest; at least one
};

// Who stands behind a manifest.
struct ManifestStanding {
  std::vector<ManifestSigner> signers;  // [signature count]
  std::vector<size_t> missing;          // parties that nobody has signed for, by their place

  bool complete() const { return missing.empty(); }
};

// When the signers' certificates must have been valid: now, as for a project that begins, or when
// they signed, as for one that began long ago.
enum class ValidAt { kNow, kSigning };

// Checks each signature. ca_pem: the authorities that are trusted. Errors name the signature by its
// place: UNAUTHENTICATED: its certificate does not hold; INVALID_ARGUMENT: it is not over this
// manifest, lies in the future, is a second one of the same name, or its owner may sign for none of
// the parties.
absl::StatusOr<ManifestStanding> CheckSignatures(const SignedManifest& manifest,
                                                 std::string_view ca_pem, absl::Time now,
                                                 ValidAt when);

// "holder 'hospital-a'", for messages about the party at this place.
std::string PartyText(const Manifest& manifest, size_t party);

}  // namespace ieum::core

#endif  // IEUM_CORE_MANIFEST_SIGNED_MANIFEST_H_
