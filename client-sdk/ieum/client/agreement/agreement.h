// Agreeing the holder secret without anybody who knows it alone, by files that any courier may
// carry:
//
//   start   every holder draws a share and an ephemeral P-256 key pair, and signs an offer with the
//           public key and a commitment to the share
//   seal    with all offers at hand, every holder seals its share to each of the others: ECDH of
//           the two ephemeral keys, HKDF with the digest of all offers, AES-256-GCM; signed
//   finish  every holder opens the others' shares, checks each against its commitment, and derives
//           the secret from all shares in the order of holders
//
// A holder commits before it sees a share, so that the last one cannot choose the secret; and it
// seals for one set of offers only, which its state remembers.
#ifndef IEUM_CLIENT_AGREEMENT_AGREEMENT_H_
#define IEUM_CLIENT_AGREEMENT_AGREEMENT_H_

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/client/agreement/agreement_files.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/pki/certificate.h"

namespace ieum::client {

// A file as it was received; its name stands in messages.
struct NamedBytes {
  std::string name;
  std::string content;
};

// Who we are: certificate chain and key in PEM form, with file names for messages.
struct AgreementIdentity {
  NamedBytes certificate;
  NamedBytes key;
};

// What a holder keeps between the steps: secret, never leaves it. Move-only.
struct AgreementState {
  static constexpr size_t kSizeBytes = 128;
  core::SecretBytes private_key;     // [32]
  core::SecretBytes share;           // [kShareBytes]
  core::Sha256Digest offer_digest;   // of the own offer
  core::Sha256Digest sealed_digest;  // of the offers sealed for; zeros: not sealed yet

  core::SecretBytes Serialize() const;  // [kSizeBytes]: the four in this order
  // REQUIRES: bytes.size() == kSizeBytes.
  static AgreementState Parse(const core::SecretBytes& bytes);
};

struct StartedAgreement {
  AgreementState state;
  core::Bytes offer;  // the file for the others
};

// holders: all of the project, in any order. INVALID_ARGUMENT: fewer than two, too many, one twice,
// or the certificate's institution is not among them. UNAUTHENTICATED: the certificate is not in
// order, see core::Certificate, or not of role holder.
absl::StatusOr<StartedAgreement> StartAgreement(const core::ProjectId& project,
                                                std::vector<core::InstitutionId> holders,
                                                const AgreementIdentity& identity,
                                                std::string_view ca_pem, absl::Time now,
                                                core::Random& random);

// All offers of one agreement, verified. Immutable.
class VerifiedOffers final {
 public:
  // The own offer, that of `state`, must be among them. INVALID_ARGUMENT: not an offer, of another
  // project or other holders, a holder twice, a holder missing, or the own one missing (made by an
  // earlier start). UNAUTHENTICATED: a certificate that is not in order, or a signature that does
  // not fit.
  static absl::StatusOr<VerifiedOffers> Verify(std::span<const NamedBytes> files,
                                               const AgreementState& state, std::string_view ca_pem,
                                               absl::Time now);

  const core::ProjectId& project() const { return offers_[own_].project; }
  const std::vector<core::InstitutionId>& holders() const { return offers_[own_].holders; }
  size_t own() const { return own_; }  // index into holders
  const Offer& offer(size_t holder) const { return offers_[holder]; }
  const core::Certificate& certificate(size_t holder) const { return certificates_[holder]; }
  // SHA-256 of "ieum agreement offers 1" and the SHA-256 of each offer file in holder order.
  const core::Sha256Digest& digest() const { return digest_; }

 private:
  VerifiedOffers() = default;
  std::vector<Offer> offers_;                    // [holder]
  std::vector<core::Certificate> certificates_;  // [holder]
  size_t own_ = 0;
  core::Sha256Digest digest_{};
};

// Seals the own share and notes in `state` for which offers: keep that state before anybody gets
// the file. FAILED_PRECONDITION: it was sealed for other offers before. Others as SigningKey::Load.
absl::StatusOr<core::Bytes> SealShares(const VerifiedOffers& offers,
                                       const AgreementIdentity& identity, AgreementState& state,
                                       core::Random& random);

// files: the sealed shares of all others, in any order; the own ones may be among them.
// FAILED_PRECONDITION: sealed for other offers, or not all are there. INVALID_ARGUMENT: not such a
// file, of another project, or a holder twice. UNAUTHENTICATED: a signature does not fit, a share
// does not open, or is not the one its holder committed to.
absl::StatusOr<HolderSecret> FinishAgreement(const VerifiedOffers& offers,
                                             const AgreementState& state,
                                             std::span<const NamedBytes> files);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_AGREEMENT_AGREEMENT_H_
